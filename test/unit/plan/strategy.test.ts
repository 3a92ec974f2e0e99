import { describe, expect, it } from '@jest/globals';
import { EMPTY_MEMORY, type Memory } from '../../../controller/api/memory.ts';
import { absent, known, unknown } from '../../../controller/api/observation.ts';
import type { Desired, Observed } from '../../../controller/api/plan.ts';
import { UNRESTRICTED } from '../../../controller/api/strategy.ts';
import { desiredFrom, emptyWorld, frontDoorWith, instanceOf, NOW, planText, under } from '../../support/world.ts';

const STACK = (strategy = 'Auto'): Desired =>
  desiredFrom(`
strategy: ${strategy}
services:
  - name: db
    docker: {image: "db:1"}
  - name: api
    docker: {image: "api:1"}
    ports: [{name: http, port: 80, hostPort: 4000}]
    dependsOn: [{name: cache, condition: Started}]
    alternatives: [{docker: {image: "api:2"}}, {process: {command: [node, api.js]}}, {external: {host: 10.0.0.9}}]
  - name: cache
    process: {command: [cache]}
`);
const NO_ENGINE = absent('the docker runtime: there is no socket');
const facilities = { networks: [], volumes: [], images: { 'db:1': 'sha256:1', 'api:1': 'sha256:2', gw: 'sha256:3' } };
const without = (changes: Partial<Observed> = {}): Observed =>
  emptyWorld({ ...changes, instances: { process: known([]), docker: NO_ENGINE, ...changes.instances } });
const withEngine = (changes: Partial<Observed> = {}): Observed =>
  emptyWorld({ facilities, ...changes, instances: { process: known([]), docker: known([]), ...changes.instances } });

/** One pass after another over the same world, each under what the one before has chosen. */
function settle(desired: Desired, observed: Observed, memory: Memory = EMPTY_MEMORY, now = NOW) {
  let wanted = desired;
  let result = planText(wanted, observed, memory, now);
  for (let pass = 0; pass < 3; pass++) {
    wanted = under(wanted, result.memory.durable.strategy ?? UNRESTRICTED);
    result = planText(wanted, observed, result.memory, now);
  }
  return { ...result, desired: wanted };
}
const phaseOf = ({ plan }: ReturnType<typeof planText>, name: string) => {
  const { phase, message } = plan.services.find((service) => service.name === name) ?? {};
  return { phase, message };
};

describe('a machine without an engine', () => {
  it('runs what has an alternative as that, at the port where it would be published, and names what is skipped', () => {
    const result = settle(STACK(), without());
    expect(result.plan.strategy).toEqual({
      inForce: 'Hybrid',
      reasons: ['the docker runtime: there is no socket', 'db is skipped', 'api runs as process'],
      taken: { api: 1 },
      skipped: { db: 'there is no Docker engine, and it has no alternative that can run without one' },
    });
    expect(phaseOf(result, 'db').phase).toBe('Skipped');
    expect(result.desired.spec.services[1]).toMatchObject({ ports: [{ name: 'http', port: 4000 }], adopt: false });
    expect(result.text).toBe('StartInstance service/cache[0]: it does not run');
    const started = instanceOf(result.desired.spec.services[2]!, result.plan.services[1]!.revision);
    const instances = { process: known([started]) };
    expect(planText(result.desired, without({ instances }), result.memory).text).toBe(
      'StartInstance service/api[0]: it does not run',
    );
  });

  it('is not Ready as long as something is skipped', () => {
    const { plan } = settle(STACK(), without());
    expect(plan.services.find(({ name }) => name === 'db')?.settled).toBe(false);
  });

  it('contradicts FullDocker: nothing takes another way, and the stack says why it is stuck', () => {
    const result = settle(STACK('FullDocker'), without());
    expect(result.plan.strategy).toMatchObject({ inForce: 'FullDocker', taken: {}, skipped: {} });
    expect(result.plan.problems).toEqual([
      {
        reason: 'StrategyContradicted',
        target: 'strategy',
        message: 'FullDocker is asked for, and the docker runtime: there is no socket',
      },
    ]);
    expect(phaseOf(result, 'api').phase).toBe('Unknown');
  });

  it('is no reason for anything as long as the engine is only ill', () => {
    const ill = emptyWorld({ instances: { process: known([]), docker: unknown('it did not answer within 5 s') } });
    const result = settle(STACK(), ill);
    expect(result.plan.strategy).toEqual(UNRESTRICTED);
    expect(phaseOf(result, 'db').phase).toBe('Unknown');
  });

  it('can forget a stack that never had an engine, and nothing that may have containers (I18)', () => {
    const deleting = { ...STACK(), deleting: true };
    expect(planText(deleting, without()).text).toContain('ForgetStack');
    const seen = { ...EMPTY_MEMORY, durable: { ...EMPTY_MEMORY.durable, engineSeen: true as const } };
    expect(planText(deleting, without(), seen).plan.problems).toMatchObject([{ reason: 'DeletionBlocked' }]);
  });
});

describe('an engine that goes and comes', () => {
  const before = settle(STACK(), withEngine());
  const gone = settle(STACK(), without(), before.memory);

  it('is waited for as long as a restart of it may take, and then done without', () => {
    expect(gone.plan.strategy.inForce).toBe('FullDocker');
    expect(gone.plan.wakeAt).toBe(NOW + 15_000);
    const later = settle(STACK(), without(), gone.memory, NOW + 15_000);
    expect(later.plan.strategy).toMatchObject({ inForce: 'Hybrid', taken: { api: 1 } });
  });

  it('has not gone from the containers that go on without it: nothing is started beside them (I4)', () => {
    const container = 'c0ffee';
    const services = { api: { epoch: '', budgets: {}, healthy: { [container]: 1 } } };
    const memory = { ...gone.memory, durable: { ...gone.memory.durable, services } };
    const later = settle(STACK(), without({ lingering: [container] }), memory, NOW + 60_000);
    expect(later.plan.strategy).toMatchObject({ inForce: 'Hybrid', taken: {}, skipped: { db: expect.anything() } });
    expect(later.plan.strategy.reasons).toContain('the container of api goes on, so nothing takes its place');
    expect(settle(STACK(), without({ lingering: [] }), memory, NOW + 60_000).plan.strategy.taken).toEqual({ api: 1 });
  });

  it('is used again once it has been back for a while; until then its containers are left alone', () => {
    const away = settle(STACK(), without(), gone.memory, NOW + 15_000);
    const [, declared] = STACK().declared;
    const old = instanceOf(declared!, 'former', {
      id: 'c0ffee',
      state: 'Exited',
      exit: { code: 0, signal: undefined, at: NOW },
    });
    const back = withEngine({ instances: { docker: known([old]) } });
    const first = planText(away.desired, back, away.memory, NOW + 20_000);
    expect(first.plan.strategy.inForce).toBe('Hybrid');
    expect(first.text).not.toContain('RemoveInstance');
    expect(first.plan.wakeAt).toBe(NOW + 25_000);
    expect(settle(away.desired, back, first.memory, NOW + 25_000).plan.strategy).toEqual(UNRESTRICTED);
  });

  it('does not come back for a moment of illness', () => {
    const away = settle(STACK(), without(), gone.memory, NOW + 15_000);
    const ill = emptyWorld({ instances: { process: known([]), docker: unknown('late') } });
    expect(settle(away.desired, ill, away.memory, NOW + 60_000).plan.strategy.taken).toEqual({ api: 1 });
  });
});

describe('an APISIX that cannot be had', () => {
  const GATEWAY = (strategy = 'Auto', service = 'service: gw, ', more = ''): Desired =>
    desiredFrom(`
strategy: ${strategy}
docker: {networks: [{name: net, subnet: 172.25.0.0/16}]}
services:
  - name: gw
    docker: {image: gw}
    ports: [{name: admin, port: 9180, hostPort: 9180}, {name: data, port: 9080, hostPort: 9080}]
    ${more}
  - {name: web, external: {host: 127.0.0.1}, ports: [{name: http, port: 80}]}
gateway: {apisix: {mode: StandaloneApi, ${service}adminKey: {valueFrom: {env: KEY}}}}
routes: [{name: a, paths: [{type: Prefix, value: /}], backends: [{service: web, port: http}]}]
`);
  const network = { id: 'net', name: 'net', ours: true, subnets: ['172.25.0.0/16'], internal: false };
  const silent = (changes: Partial<Observed> = {}): Observed =>
    withEngine({
      gateway: unknown('connection refused'),
      frontDoors: frontDoorWith({}),
      facilities: { ...facilities, networks: [network] },
      ...changes,
    });
  const holder = { host: '127.0.0.1', port: 9080, holder: 'pid 7 (nginx)', marker: undefined };
  const held = silent({ holders: [holder], listening: known([{ host: '127.0.0.1', port: 9080 }]) });

  it('sends requests past it for good while somebody else has its port, and says who', () => {
    const result = settle(GATEWAY(), held);
    const why = expect.stringMatching(/^APISIX cannot run: port 9080 .*pid 7 \(nginx\)/) as unknown as string;
    expect(result.plan.strategy).toMatchObject({ inForce: 'Fallback', skipped: { gw: why }, reasons: [why] });
    expect(phaseOf(result, 'gw').phase).toBe('Skipped');
    expect(result.plan.problems.map(({ reason }) => reason)).not.toContain('GatewayUnknown');
  });

  it('is started as soon as it can be', () => {
    const stuck = settle(GATEWAY(), held);
    const free = settle(stuck.desired, silent(), stuck.memory);
    expect(free.plan.strategy).toEqual(UNRESTRICTED);
    expect(free.text).toContain('StartInstance service/gw[0]');
  });

  it('is one whose config store is skipped, or whose image nobody has', () => {
    const store = 'dependsOn: [{name: etcd}]\n  - {name: etcd, docker: {image: etcd}}';
    const lost = silent({ instances: { docker: NO_ENGINE, process: known([]) } });
    expect(settle(GATEWAY('Auto', 'service: gw, ', store), lost).plan.strategy).toMatchObject({
      inForce: 'Fallback',
      skipped: { etcd: expect.anything(), gw: expect.anything() },
    });
    const failures = { 'image/pull/gw': { count: 3, at: NOW, code: 'ImageNotFound', message: 'gw is not to be had' } };
    const memory = { ...EMPTY_MEMORY, volatile: { ...EMPTY_MEMORY.volatile, failures } };
    const bare = silent({ facilities: { ...facilities, networks: [network], images: {} } });
    expect(settle(GATEWAY(), bare, memory).plan.strategy.reasons).toEqual(['APISIX cannot run: gw is not to be had']);
  });

  it('is one of somebody else that has been silent in all its planes for a while, and is used again at once', () => {
    const stack = GATEWAY('Auto', '');
    const first = settle(stack, silent());
    expect(first.plan.strategy).toEqual(UNRESTRICTED);
    const later = settle(stack, silent(), first.memory, NOW + 15_000);
    expect(later.plan.strategy).toMatchObject({ inForce: 'Fallback', skipped: {} });
    const back = silent({ gateway: known({ objects: [], globalPlugins: {} }) });
    expect(settle(later.desired, back, later.memory, NOW + 16_000).plan.strategy).toEqual(UNRESTRICTED);
  });

  it('is neither started nor written to when somebody asks for Fallback, and nothing is missing then', () => {
    const wanted = GATEWAY('Fallback');
    const open = silent({ gateway: known({ objects: [], globalPlugins: {} }) });
    const result = settle(wanted, open);
    expect(result.text).not.toMatch(/service\/gw|PutGatewayObject/);
    expect(phaseOf(result, 'gw')).toEqual({
      phase: 'Skipped',
      message: 'the strategy is Fallback: APISIX is not started',
    });
    expect(result.plan.services.find(({ name }) => name === 'gw')?.settled).toBe(true);
  });

  it('contradicts FullDocker', () => {
    const { plan } = settle(GATEWAY('FullDocker'), held);
    expect(plan.problems.map(({ reason }) => reason)).toContain('StrategyContradicted');
    expect(phaseOf({ plan } as ReturnType<typeof planText>, 'gw').phase).toBe('Blocked');
  });
});

describe('a machine that is short of room', () => {
  it('is told, and keeps its strategy', () => {
    const { plan } = settle(STACK(), withEngine({ room: { diskBytes: 1024, memoryBytes: 1024 } }));
    expect(plan.strategy.inForce).toBe('FullDocker');
    expect(plan.strategy.reasons).toEqual([
      'the disk of the state directory is full: nothing can be noted, so nothing is changed',
      'this machine is out of memory: what is started may be killed',
    ]);
  });
});

describe('what has its place keeps it', () => {
  const gone = (memory: Memory = EMPTY_MEMORY) => settle(STACK(), without(), memory);

  it('also a container that went on, while its engine has just come back (I4)', () => {
    const lingering = 'c0ffee';
    const services = { api: { epoch: '', budgets: {}, healthy: { [lingering]: 1 } } };
    const memory = { ...EMPTY_MEMORY, durable: { services, engineSeen: true as const } };
    const away = settle(STACK(), without({ lingering: [lingering] }), memory, NOW + 60_000);
    const later = settle(away.desired, without({ lingering: [lingering] }), away.memory, NOW + 80_000);
    const [, declared] = STACK().declared;
    const running = instanceOf(declared!, 'former', { id: lingering });
    const back = planText(
      later.desired,
      withEngine({ instances: { docker: known([running]) } }),
      later.memory,
      NOW + 81_000,
    );
    expect(back.plan.strategy.taken).toEqual({});
    expect(back.text).not.toContain('service/api');
  });

  it('a task that was completed as a container is not run again without an engine', () => {
    const task = desiredFrom(
      'services: [{name: migrate, oneShot: true, docker: {image: "m:1"}, alternatives: [{process: {command: [m]}}]}]',
    );
    const first = planText(task, withEngine());
    const { revision } = first.plan.services[0]!;
    const services = { migrate: { ...first.memory.durable.services.migrate!, completed: revision } };
    const memory = { ...first.memory, durable: { ...first.memory.durable, services } };
    const { plan, text } = settle(task, without(), memory, NOW + 60_000);
    expect(text).toBe('');
    expect(plan.services[0]).toMatchObject({ phase: 'Completed', settled: true });
  });

  it('a service that somebody else runs at the port of its container stays theirs', () => {
    const stack = desiredFrom(`
services:
  - name: db
    docker: {image: "db:1"}
    ports: [{name: pg, port: 5432, hostPort: 15432}]
    alternatives: [{external: {host: 127.0.0.1}}]
`);
    const away = settle(stack, without());
    expect(away.plan.strategy.taken).toEqual({ db: 0 });
    const listening = known([{ host: '127.0.0.1', port: 15432 }]);
    const back = settle(away.desired, withEngine({ listening, asked: true }), away.memory);
    expect(back.plan.strategy).toMatchObject({ inForce: 'Hybrid', taken: { db: 0 } });
    expect(back.plan.strategy.reasons).toEqual([
      'db stays external: port 15432, at which its container would be, is held',
    ]);
    expect(settle(away.desired, withEngine({ asked: true }), away.memory).plan.strategy).toEqual(UNRESTRICTED);
  });

  it('and what is held down or wanted no times is not missed', () => {
    const result = settle({ ...STACK(), stopped: ['db'] }, without());
    expect(phaseOf(result, 'db').phase).not.toBe('Skipped');
    expect(gone().plan.strategy.skipped).toHaveProperty('db');
  });

  it('nothing of a Fallback that was asked for is fetched', () => {
    const wanted = desiredFrom(`
strategy: Fallback
docker: {networks: [{name: net, subnet: 172.25.0.0/16}]}
services: [{name: gw, docker: {image: gw}, ports: [{name: admin, port: 9180, hostPort: 9180}, {name: data, port: 9080, hostPort: 9080}]}]
gateway: {apisix: {mode: StandaloneApi, service: gw, adminKey: {valueFrom: {env: KEY}}}}
`);
    const bare = withEngine({ facilities: { networks: [], volumes: [], images: {} }, gateway: unknown('silent') });
    expect(settle(wanted, bare).text).not.toContain('PullImage');
  });
});

describe('a stack of many services that depend on one another', () => {
  it('is decided about in no time, whatever is ill', () => {
    const services = Array.from({ length: 60 }, (_, index) => {
      const needs = Array.from({ length: index }, (_unused, need) => `{name: s${need}}`);
      return `  - {name: s${index}, process: {command: [s]}, dependsOn: [${needs.join(', ')}]}`;
    });
    const { plan } = planText(desiredFrom(`services:\n${services.join('\n')}`), emptyWorld());
    expect(plan.actions.map(({ target }) => target)).toEqual(['service/s0[0]']);
  });
});
