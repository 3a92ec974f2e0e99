import { describe, expect, it } from '@jest/globals';
import { exposesEngine, isWithin } from '../../../controller/api/host-paths.ts';

describe('a path of the host', () => {
  it.each([
    ['/srv', '/srv', true],
    ['/srv/', '/srv', true],
    ['/srv/a/b', '/srv', true],
    ['/srv//a', '/srv/', true],
    ['/srv2', '/srv', false],
    ['/srv/../etc', '/srv', false],
    ['/srv/a/../../etc', '/srv', false],
    ['/srv/./a/..', '/srv', true],
    ['/etc', '/', true],
    ['/', '/srv', false],
  ])('%s is within %s: %s', (path, folder, within) => {
    expect(isWithin(path, folder)).toBe(within);
  });
});

describe('the socket of a container engine', () => {
  it.each([
    ...['/var/run/docker.sock', '/run/docker.sock', '/var/run', '/run', '/var', '/', '/run/', '//run//docker.sock'],
    ...['/var/lib/../run/docker.sock', '/srv/../run', '/../run/./docker.sock', '/run/containerd/containerd.sock'],
    ...['/run/containerd', '/var/run/containerd/', '/run/podman/podman.sock', '/run/podman', '/run/crio/crio.sock'],
    ...['/run/user/1000/docker.sock', '/run/user/1000/podman/podman.sock', '/run/user/1000', '/run/user'],
    ...['/home/u/.docker/run/docker.sock', '/proc/1/root/run', '/proc/self/root', '/proc/self/cwd', '/dev/fd/3'],
  ])('is reached through %s', (path) => {
    expect(exposesEngine(path, [])).toBe(true);
  });

  it.each([
    '/srv',
    '/runner',
    '/var/lib',
    '/var/running',
    '/run/app',
    '/proc/cpuinfo',
    '/proc',
    '/dev/fuse',
    '/docker.sock.d',
  ])('is not reached through %s', (path) => {
    expect(exposesEngine(path, [])).toBe(false);
  });

  it('is also the one of an engine that the operator names', () => {
    expect(exposesEngine('/opt/engine', ['/opt/engine/my.sock'])).toBe(true);
    expect(exposesEngine('/opt/other', ['/opt/engine/my.sock'])).toBe(false);
  });
});
