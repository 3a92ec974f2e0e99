import { describe, expect, it } from '@jest/globals';
import type { ContainerDetail } from '../../../../controller/api/container.ts';
import type { Instance, Launch, StackRef } from '../../../../controller/api/runtime.ts';
import { instanceOf as toInstance, type InstanceContext } from '../../../../controller/runtimes/docker/instance.ts';
import { containerLabels } from '../../../../controller/runtimes/docker/launch-label.ts';
import { containerNames } from '../../../../controller/runtimes/docker/names.ts';
import { ownershipOf } from '../../../../controller/runtimes/docker/owned.ts';
import { stackFrom } from '../../../support/world.ts';

const STACK: StackRef = { installation: 'inst', namespace: 'default', name: 'shop', uid: 'uid-1' };
const [SERVICE] = stackFrom(
  'services: [{name: web, docker: {image: "web:1"}, ports: [{name: http, port: 80, hostPort: 8080}]}]',
).spec.services;
const LAUNCH: Launch = {
  service: SERVICE!,
  slot: 0,
  revision: 'v1-abc',
  ports: { http: 80 },
  command: [],
  env: {},
  networks: [{ name: 'net', aliases: ['web'] }],
};
const { own, next } = containerNames(STACK, LAUNCH);

function detail(changes: Partial<ContainerDetail> = {}): ContainerDetail {
  return {
    id: 'c1',
    name: own,
    image: 'web:1',
    imageId: 'sha256:one',
    state: 'running',
    health: 'none',
    labels: containerLabels(STACK, LAUNCH),
    published: [],
    exposed: [],
    networks: { net: { networkId: 'n1', address: '172.25.0.7' } },
    volumes: [],
    startedAt: 1000,
    finishedAt: undefined,
    exitCode: 0,
    oomKilled: false,
    error: '',
    pid: 1,
    restartPolicy: 'no',
    limits: { cpus: 0, memory: 0, pids: 0 },
    healthTest: [],
    healthExit: undefined,
    aliases: { net: ['web', 'c1'] },
    anonymousVolumes: [],
    ...changes,
  };
}

const NETWORK = { id: 'n1', name: 'net', driver: 'bridge', internal: false, subnets: [], labels: {} };
const context = (changes: Partial<InstanceContext> = {}): InstanceContext => ({
  stack: STACK,
  containers: [detail()],
  networks: [NETWORK],
  reachable: true,
  stopping: new Map(),
  ...changes,
});
const instanceOf = (container: ContainerDetail, around: InstanceContext): Instance =>
  toInstance(container, ownershipOf(container, undefined, STACK)!, around);
const deviations = (changes: Partial<ContainerDetail>, around: Partial<InstanceContext> = {}): string[] =>
  (instanceOf(detail(changes), context(around)).deviations ?? []).map(({ message }) => message);

describe('a container as an instance', () => {
  it('is what it was created with', () => {
    expect(instanceOf(detail(), context())).toMatchObject({
      id: 'c1',
      service: 'web',
      slot: 0,
      revision: 'v1-abc',
      launch: LAUNCH,
      state: 'Running',
      run: 1000,
      addresses: { http: { host: '172.25.0.7', port: 80 } },
    });
  });

  it.each<[ContainerDetail['state'], string]>([
    ['running', 'Running'],
    ['paused', 'Running'],
    ['restarting', 'Pending'],
    ['removing', 'Stopping'],
    ['created', 'Exited'],
    ['exited', 'Exited'],
    ['dead', 'Exited'],
  ])('that is %s is %s', (state, expected) => {
    expect(instanceOf(detail({ state }), context()).state).toBe(expected);
  });

  it('is stopping from the moment that it was asked to', () => {
    const stopping = new Map([['c1', 5000]]);
    expect(instanceOf(detail(), context({ stopping }))).toMatchObject({ state: 'Stopping', stoppingSince: 5000 });
    // Somebody has started it again since: it is not killed for the old request.
    expect(instanceOf(detail({ startedAt: 6000 }), context({ stopping }))).toMatchObject({ state: 'Running' });
  });

  it('tells how it ended', () => {
    const ended = { state: 'exited', exitCode: 3, finishedAt: 2000 } as const;
    expect(instanceOf(detail(ended), context()).exit).toEqual({ code: 3, signal: undefined, at: 2000 });
    expect(instanceOf(detail({ ...ended, oomKilled: true }), context()).exit).toMatchObject({ outOfMemory: true });
    const failed = { state: 'created', error: 'port is already allocated' } as const;
    expect(instanceOf(detail(failed), context())).toMatchObject({
      exit: undefined,
      problem: 'could not be started: port is already allocated',
    });
  });

  it('is reached where it is published when this host cannot reach it itself', () => {
    const remote = instanceOf(detail(), context({ reachable: false }));
    expect(remote.addresses).toEqual({ http: { host: '127.0.0.1', port: 8080 } });
  });

  it('has the test of its health check while it has not passed', () => {
    const checked = (health: ContainerDetail['health'], healthTest: string[] = []): unknown =>
      instanceOf(detail({ health, healthTest, healthExit: 7 }), context()).check;
    expect(checked('none')).toBeUndefined();
    expect(checked('starting', ['CMD', 'check', '-q'])).toMatchObject({ state: 'Starting', command: ['check', '-q'] });
    expect(checked('starting', ['CMD-SHELL', 'exit 0'])).toMatchObject({ command: ['/bin/sh', '-c', 'exit 0'] });
    expect(checked('unhealthy')).toMatchObject({
      state: 'Unhealthy',
      message: `its health check fails with exit code 7; \`docker inspect ${own}\` shows what it says`,
    });
  });

  it('whose labels were lost can still be told from others, stopped and replaced', () => {
    const { 'qbtc.dev/launch': _, ...labels } = detail().labels;
    expect(instanceOf(detail({ labels }), context())).toMatchObject({
      service: 'web',
      problem: 'its labels do not tell what it was created from',
    });
  });
});

describe('what somebody changed about a container', () => {
  it('is nothing at first', () => {
    expect(deviations({})).toEqual([]);
    expect(deviations({ name: next }, { containers: [detail({ id: 'c0' })] })).toEqual([]);
  });

  it('is found, each with its words', () => {
    expect(deviations({ state: 'paused' })).toEqual(['it is paused']);
    expect(deviations({ networks: {} })).toEqual(['it is not connected to network net']);
    expect(deviations({}, { networks: [] })).toEqual(['network net was removed']);
    expect(deviations({}, { networks: [{ ...NETWORK, id: 'n2' }] })).toEqual(['network net was removed']);
    expect(deviations({ aliases: { net: ['c1'] } })).toEqual(['it is not known as web in network net']);
    expect(deviations({ name: 'x' })).toEqual(['it was renamed to x']);
    expect(deviations({ name: next })).toEqual([`its predecessor ${own} is gone`]);
    expect(deviations({ restartPolicy: 'always' })).toEqual(['it was given the restart policy always']);
  });

  it('is found of its limits, but for those that its engine cannot have', () => {
    const { service } = LAUNCH;
    const docker = { ...service.docker!, resources: { cpus: '0.5', memory: '64Mi', pids: 50 } };
    const labels = containerLabels(STACK, { ...LAUNCH, service: { ...service, docker } });
    const limits = { cpus: 0.5, memory: 64 * 1024 * 1024, pids: 50 };
    expect(deviations({ labels, limits })).toEqual([]);
    expect(deviations({ labels, limits: { ...limits, cpus: 1, memory: 7 } })).toEqual([
      'its limits were changed: cpus to 1, memory to 7',
    ]);
    expect(deviations({ labels, limits: { ...limits, pids: 0 } })).toEqual([]);
    expect(deviations({ labels, limits: { ...limits, pids: -1 } })).toEqual(['its limits were changed: pids to none']);
    expect(deviations({ limits })).toEqual([]);
  });

  it('is found of one that has ended, but for its networks, which it needs not before it is started again', () => {
    const ended = { state: 'exited', networks: {}, name: 'x', restartPolicy: 'always' } as const;
    expect(deviations(ended)).toEqual(['it was renamed to x', 'it was given the restart policy always']);
  });

  it('hurts where it cannot do its work like this', () => {
    const hurts = (changes: Partial<ContainerDetail>): boolean | undefined =>
      instanceOf(detail(changes), context()).deviations?.[0]?.hurts;
    expect([hurts({ state: 'paused' }), hurts({ networks: {} })]).toEqual([true, true]);
    expect([hurts({ name: 'x' }), hurts({ restartPolicy: 'always' })]).toEqual([false, false]);
  });
});
