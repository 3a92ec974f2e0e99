import { describe, expect, it } from '@jest/globals';
import type { ContainerSettings } from '../../../controller/api/container-settings.ts';
import type { ContainerSummary } from '../../../controller/api/container.ts';
import { differencesOf } from '../../../controller/plan/differences.ts';
import { candidateFor } from '../../support/candidates.ts';
import { stackFrom } from '../../support/world.ts';

/** Compares a declaration with a container that was run by hand, from `web:1` and nothing else, but for what is said. */
function differences(
  docker: string,
  settings: Partial<ContainerSettings> = {},
  { ports = '', imageId, ...container }: Partial<ContainerSummary> & { readonly ports?: string } = {},
): string[] {
  const { spec } = stackFrom(`services: [{name: web, adopt: true, docker: {image: "web:1"${docker}}${ports}}]`);
  const service = spec.services[0]!;
  const env = Object.fromEntries(service.docker!.env.map(({ name, value = '' }) => [name, value]));
  const launch = { service, slot: 0, revision: 'v1', ports: {}, command: service.docker!.command ?? [], env };
  const candidate = candidateFor('web', { settings, container: { imageId: imageId ?? 'sha256:one', ...container } });
  return differencesOf(launch, candidate, 'sha256:one');
}

describe('a container that was run by hand', () => {
  it('is as declared where nothing else is, whatever it has beside that', () => {
    const much: Partial<ContainerSettings> = {
      env: { A: '1', B: '2' },
      entrypoint: ['run'],
      user: 'nobody',
      capAdd: ['CHOWN'],
      restartPolicy: 'always',
      mounts: [{ type: 'bind', source: '/srv', target: '/srv', readOnly: false }],
      published: [{ port: 9, hostAddress: '0.0.0.0', hostPort: 9 }],
    };
    expect(differences('', much)).toEqual([]);
    expect(differences(', env: [{name: A, value: "1"}]', much)).toEqual([]);
  });

  const cases: readonly (readonly [string, string, Partial<ContainerSettings>, string])[] = [
    ['entrypoint', ', entrypoint: [a]', { entrypoint: ['b'] }, 'its entrypoint is another one'],
    ['command', ', command: [a]', { command: ['b'] }, 'its command is another one'],
    ['variable', ', env: [{name: A, value: x}]', { env: { A: 's3cret' } }, 'its variable A has another value'],
    ['secret', ', env: [{name: A, valueFrom: {env: B}}]', {}, 'its variable A is not set'],
    ['user', ', user: "1"', { user: '2' }, 'its user is 2 instead of 1'],
    ['folder', ', workingDir: /a', {}, 'its working directory is not set instead of /a'],
    ['stop signal', ', stopSignal: SIGINT', {}, 'its stop signal is not set instead of SIGINT'],
    ['mount', ', volumes: [{volume: d, mountPath: /d}]', {}, 'nothing is mounted at /d instead of the volume d'],
    [
      'volume',
      ', volumes: [{volume: d, mountPath: /d}]',
      { mounts: [{ type: 'bind', source: '/x', target: '/d', readOnly: false }] },
      'the path /x is mounted at /d instead of the volume d',
    ],
    [
      'access',
      ', volumes: [{hostPath: /x, mountPath: /d, readOnly: true}]',
      { mounts: [{ type: 'bind', source: '/x', target: '/d', readOnly: false }] },
      '/d is writable',
    ],
    ['network', '', { networkMode: 'host' }, 'it is in the network of the host'],
    ['lack of a network', '', { networkMode: 'none' }, 'it has no network'],
    ['shared network', '', { networkMode: 'container:abc' }, 'it shares the network of another container'],
    ['isolation', ', hostNetwork: true', {}, 'it is not in the network of the host'],
    ['privilege', '', { privileged: true }, 'it is privileged'],
    ['lack of privilege', ', privileged: true', {}, 'it is not privileged'],
    ['process namespace', '', { hostPid: true }, 'it is in the process namespace of the host'],
    ['IPC namespace', '', { hostIpc: true }, 'it is in the IPC namespace of the host'],
    ['root file system', ', readOnlyRootFilesystem: true', {}, 'its root file system is writable'],
    ['capability', ', capAdd: [cap_sys_time]', {}, 'it has no capability SYS_TIME'],
    ['dropped capability', ', capDrop: [ALL]', {}, 'it has no dropped capability ALL'],
    ['device', ', devices: [/dev/fuse]', {}, 'it has no device /dev/fuse:/dev/fuse:rwm'],
    ['host entry', ', extraHosts: ["db=10.0.0.9"]', {}, 'it has no host entry db:10.0.0.9'],
    ['CPUs', ', resources: {cpus: "0.5"}', {}, 'its limit of CPUs is not set instead of 0.5'],
    [
      'memory',
      ', resources: {memory: 1Mi}',
      { limits: { cpus: 0, memory: 5, pids: 0 } },
      'its limit of memory in bytes is 5 instead of 1048576',
    ],
    [
      'processes',
      ', resources: {pids: 9}',
      { limits: { cpus: 0, memory: 0, pids: 8 } },
      'its limit of processes is 8 instead of 9',
    ],
    ['label', ', labels: {team: a}', {}, 'its label team is another one'],
    ['health check', ', healthcheck: {test: [CMD, a]}', {}, 'the test of its health check is another one'],
    ['lack of one', ', healthcheck: {retries: 3}', {}, 'retries of its health check is not set instead of 3'],
  ];
  it.each(cases)('with another %s differs', (_, docker, settings, said) => {
    expect(differences(docker, settings)).toEqual([said]);
  });

  it('that has a health check which is not wanted differs', () => {
    const test = ['CMD', 'a'];
    const healthcheck = { ...candidateFor('web').settings.healthcheck, test };
    expect(differences(', healthcheck: {disable: true}', { healthcheck })).toEqual(['it has a health check']);
    expect(differences(', healthcheck: {test: [CMD, a]}', { healthcheck })).toEqual([]);
  });

  it('is of the declared image by its reference or by what that means', () => {
    expect(differences('', { image: 'other:1' })).toEqual([]);
    expect(differences('', {}, { imageId: 'sha256:older' })).toEqual([]);
    expect(differences('', { image: 'other:1' }, { imageId: 'sha256:older' })).toEqual([
      'its image is other:1 instead of web:1',
    ]);
    expect(differences(', pullPolicy: Always', {}, { imageId: 'sha256:older' })).toEqual([
      'its image is an older web:1',
    ]);
  });

  it('is published exactly where that is declared: loopback alone is less than everywhere', () => {
    const ports = ', ports: [{name: http, port: 80, hostPort: 8080}]';
    const at = (hostAddress: string, hostPort = 8080) => ({ published: [{ port: 80, hostAddress, hostPort }] });
    expect(differences('', at('127.0.0.1'), { ports })).toEqual([]);
    expect(differences('', at('0.0.0.0'), { ports })).toEqual([
      'its port 80 is published at 0.0.0.0:8080 instead of at 127.0.0.1:8080',
    ]);
    expect(differences('', at('127.0.0.1', 0), { ports })).toEqual([
      'its port 80 is published at 127.0.0.1:any instead of at 127.0.0.1:8080',
    ]);
    expect(differences('', {}, { ports })).toEqual(['its port 80 is published nowhere instead of at 127.0.0.1:8080']);
    expect(differences('', {}, { ports: ', ports: [{name: http, port: 80}]' })).toEqual([]);
  });

  it('tells none of its values that may be secret (I22)', () => {
    const secret = 's3cret';
    const settings = { env: { A: secret }, command: [secret], entrypoint: [secret] };
    const said = differences(
      ', env: [{name: A, value: x}], command: [x], entrypoint: [x], labels: {l: x}, healthcheck: {test: [CMD, x]}',
      { ...settings, healthcheck: { ...candidateFor('web').settings.healthcheck, test: ['CMD', secret] } },
      { labels: { l: secret } },
    );
    expect(said).toHaveLength(5);
    expect(said.join()).not.toContain(secret);
  });
});
