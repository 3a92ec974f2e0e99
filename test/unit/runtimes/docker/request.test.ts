import { describe, expect, it } from '@jest/globals';
import type { ContainerRequest } from '../../../../controller/api/container-request.ts';
import { LABELS } from '../../../../controller/api/labels.ts';
import type { Launch, StackRef } from '../../../../controller/api/runtime.ts';
import { launchOfLabels } from '../../../../controller/runtimes/docker/launch-label.ts';
import { containerNames } from '../../../../controller/runtimes/docker/names.ts';
import { containerRequest } from '../../../../controller/runtimes/docker/request.ts';
import { stackFrom } from '../../../support/world.ts';

const STACK: StackRef = { installation: 'inst', namespace: 'default', name: 'shop', uid: 'uid-1' };

function launchFrom(docker: string, more = ''): Launch {
  const [service] = stackFrom(`services: [{name: web, docker: {image: "web:1"${docker}}${more}}]`).spec.services;
  const ports = Object.fromEntries(service!.ports.map(({ name, port }) => [name, port]));
  const networks = [{ name: 'net', aliases: ['web', 'www'] }];
  return { service: service!, slot: 0, revision: 'v1-abc', ports, command: ['serve'], env: { A: 'b' }, networks };
}

function requestFor(docker = '', more = '', knowsHost = true): ContainerRequest {
  const launch = launchFrom(docker, more);
  return containerRequest({
    stack: STACK,
    launch,
    docker: launch.service.docker!,
    secrets: { TOKEN: 's3cret' },
    knowsHost,
  });
}

describe('the container of an instance', () => {
  it('has no power over the host, an init process, and is restarted by nobody else', () => {
    expect(requestFor().HostConfig).toMatchObject({
      RestartPolicy: { Name: 'no' },
      SecurityOpt: ['no-new-privileges:true'],
      Privileged: false,
      CapAdd: [],
      Devices: [],
      NetworkMode: 'net',
    });
  });

  it('is published on loopback unless it is asked otherwise, and only where it is asked at all', () => {
    expect(requestFor('', ', ports: [{name: http, port: 80}]').HostConfig.PortBindings).toEqual({});
    expect(requestFor('', ', ports: [{name: http, port: 80, hostPort: 8080}]').HostConfig.PortBindings).toEqual({
      '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }],
    });
  });

  it('carries its owner, and what it was created with, but no secret (I22)', () => {
    const { Labels, Env } = requestFor(', labels: {team: a, qbtc.dev/service: forged}');
    expect(Labels).toMatchObject({
      team: 'a',
      'qbtc.dev/installation': 'inst',
      'qbtc.dev/stack-namespace': 'default',
      'qbtc.dev/stack-name': 'shop',
      'qbtc.dev/stack-uid': 'uid-1',
      'qbtc.dev/service': 'web',
      'qbtc.dev/spec-hash': 'v1-abc',
    });
    expect(Env).toEqual(['A=b', 'TOKEN=s3cret']);
    expect(JSON.stringify(Labels)).not.toContain('s3cret');
    expect(launchOfLabels(Labels)).toEqual(launchFrom(', labels: {team: a, qbtc.dev/service: forged}'));
  });

  it('takes from the image what is not declared', () => {
    const plain = requestFor();
    expect([plain.Cmd, plain.Entrypoint, plain.User, plain.WorkingDir, plain.Healthcheck]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    const full = requestFor(', command: [x], entrypoint: [sh, -c], user: "1000:1000", workingDir: /srv');
    expect(full).toMatchObject({ Cmd: ['serve'], Entrypoint: ['sh', '-c'], User: '1000:1000', WorkingDir: '/srv' });
  });

  it('has the limits, mounts and checks that are declared, in the units of the engine', () => {
    const { HostConfig, Healthcheck, StopTimeout, StopSignal } = requestFor(`,
      resources: {cpus: "0.5", memory: 256Mi, pids: 200},
      volumes: [{volume: data, mountPath: /data}, {hostPath: /srv, mountPath: /srv, readOnly: true}, {tmpfs: {size: 1Mi}, mountPath: /tmp}],
      healthcheck: {test: [CMD, check], intervalSeconds: 2, retries: 3}, stopSignal: SIGINT, stopTimeoutSeconds: 3`);
    expect(HostConfig).toMatchObject({
      NanoCpus: 500_000_000,
      Memory: 268_435_456,
      PidsLimit: 200,
      Mounts: [
        { Type: 'volume', Source: 'data', Target: '/data', ReadOnly: false },
        { Type: 'bind', Source: '/srv', Target: '/srv', ReadOnly: true },
      ],
      Tmpfs: { '/tmp': 'size=1048576' },
    });
    expect(Healthcheck).toEqual({ Test: ['CMD', 'check'], Interval: 2e9, Retries: 3 });
    expect([StopTimeout, StopSignal]).toEqual([3, 'SIGINT']);
    expect(requestFor(', healthcheck: {disable: true}').Healthcheck).toEqual({ Test: ['NONE'] });
  });

  it('finds its host by name where the engine knows how, and others by theirs', () => {
    expect(requestFor(', extraHosts: ["db=10.0.0.9"]').HostConfig.ExtraHosts).toEqual([
      'host.docker.internal:host-gateway',
      'db:10.0.0.9',
    ]);
    expect(requestFor('', '', false).HostConfig.ExtraHosts).toEqual([]);
    expect(requestFor().NetworkingConfig.EndpointsConfig).toEqual({ net: { Aliases: ['web', 'www'] } });
  });

  it('has the network and no ports of its own in the network of the host', () => {
    const { HostConfig } = requestFor(', hostNetwork: true, privileged: true', ', ports: [{name: http, port: 80}]');
    expect(HostConfig).toMatchObject({ NetworkMode: 'host', PortBindings: {}, Privileged: true, SecurityOpt: [] });
  });
});

describe('the name of a container', () => {
  it('is the same every time, says what it is for, and differs between replicas and stacks', () => {
    const launch = launchFrom('');
    const { own, next } = containerNames(STACK, launch);
    expect(own).toMatch(/^qbtc-shop-web-0-[0-9a-f]{8}$/);
    expect(next).toBe(`${own}-next`);
    expect(containerNames(STACK, launch).own).toBe(own);
    expect(containerNames(STACK, { ...launch, slot: 1 }).own).not.toBe(own);
    expect(containerNames({ ...STACK, uid: 'uid-2' }, launch).own).not.toBe(own);
  });

  it('is at most 63 characters long, also as a successor, and still differs', () => {
    const launch = launchFrom('');
    const long = { ...launch, service: { ...launch.service, name: 'x'.repeat(63) } };
    const names = [0, 1].map((slot) => containerNames({ ...STACK, name: 'y'.repeat(63) }, { ...long, slot }));
    for (const { next } of names) expect(next.length).toBeLessThanOrEqual(63);
    expect(names[0]!.own).not.toBe(names[1]!.own);
  });

  it('is the declared one where there is one', () => {
    expect(containerNames(STACK, launchFrom(', containerName: redis'))).toEqual({ own: 'redis', next: 'redis-next' });
  });
});

it('labels that tell nothing leave the launch unknown', () => {
  expect(launchOfLabels({})).toBeUndefined();
  expect(launchOfLabels({ [LABELS.launch]: '{' })).toBeUndefined();
  expect(launchOfLabels({ [LABELS.launch]: '{"slot":0}' })).toBeUndefined();
});
