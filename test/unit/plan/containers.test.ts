import { describe, expect, it } from '@jest/globals';
import type { Facilities } from '../../../controller/api/facilities.ts';
import { EMPTY_MEMORY, EMPTY_SERVICE_MEMORY, type Memory } from '../../../controller/api/memory.ts';
import { known } from '../../../controller/api/observation.ts';
import { checkKey, type Desired, type Observed } from '../../../controller/api/plan.ts';
import type { Instance } from '../../../controller/api/runtime.ts';
import { forecast } from '../../../controller/plan/forecast.ts';
import { BUILD, desiredFrom, emptyWorld, frontDoorWith, instanceOf, NOW, planText } from '../../support/world.ts';

const NET = { id: 'n1', name: 'net', ours: true, subnets: ['172.25.0.0/16'], internal: false };
const HERE: Facilities = {
  networks: [NET],
  volumes: [{ name: 'data', ours: true }],
  images: { 'web:1': 'sha256:one', 'redis:7': 'sha256:redis' },
};

const STACK = (web = '', docker = ''): string => `
docker:
  networks: [{name: net, subnet: 172.25.0.0/16}]
  volumes: [{name: data}]
services:
  - name: web
    docker: {image: "web:1"${docker}}
    ports: [{name: http, port: 80}]
    ${web}
`;

const at = (instances: readonly Instance[], changes: Partial<Observed> = {}): Observed =>
  emptyWorld({ instances: { docker: known(instances) }, facilities: HERE, ...changes });

function container(desired: Desired, changes: Partial<Instance> = {}, service = 0): Instance {
  const spec = desired.spec.services[service]!;
  const { plan } = planText(desired, at([]));
  const revision = plan.services.find(({ name }) => name === spec.name)?.revision ?? '';
  const instance = instanceOf(spec, revision, { pid: undefined, imageId: 'sha256:one', ...changes });
  const networks = [{ name: 'net', aliases: [spec.name] }];
  const id = `c-${spec.name}-${instance.slot}-${revision}`;
  return { ...instance, id, container: id, launch: { ...instance.launch, networks } };
}

const healthy = (...instances: readonly Instance[]): Observed['probes'] =>
  Object.fromEntries(instances.map(({ id }) => [id, { health: 'Healthy', lastResult: undefined }]));

describe('what containers need', () => {
  it('is made before they are started, in the same plan', () => {
    const { plan } = planText(desiredFrom(STACK()), at([], { facilities: { ...HERE, networks: [], volumes: [] } }));
    const [network, volume, start] = plan.actions;
    expect([network?.id, volume?.id]).toEqual(['network/create/net', 'volume/create/data']);
    expect(start).toMatchObject({ type: 'StartInstance', dependsOn: ['network/create/net'] });
  });

  it('is pulled once for all that need it, and waited for', () => {
    const two = desiredFrom(`
services:
  - {name: a, docker: {image: "web:1"}}
  - {name: b, docker: {image: "web:1"}}
`);
    const { text, plan } = planText(two, at([], { facilities: { ...HERE, images: {} } }));
    expect(text.split('\n').filter((line) => line.startsWith('PullImage'))).toEqual([
      'PullImage image/web:1: it is not here',
    ]);
    expect(text).not.toContain('StartInstance');
    expect(plan.services[0]).toMatchObject({ phase: 'Waiting', message: 'waits for its image web:1 to be pulled' });
  });

  it('is not pulled again while the pull is under way, whose progress is looked at every second', () => {
    const operations = [{ id: 'image/pull/web:1', target: 'image/web:1' }];
    const { text, plan } = planText(desiredFrom(STACK()), at([], { facilities: { ...HERE, images: {} }, operations }));
    expect(text).toBe('');
    expect(plan.wakeAt).toBe(NOW + 1000);
  });

  it('says why a pull failed, and tries again after a while', () => {
    const failure = { count: 2, at: NOW, code: 'PullFailed', message: 'no such image' };
    const failures = { 'image/pull/web:1': failure };
    const memory: Memory = { ...EMPTY_MEMORY, volatile: { ...EMPTY_MEMORY.volatile, failures } };
    const { text, plan } = planText(desiredFrom(STACK()), at([], { facilities: { ...HERE, images: {} } }), memory);
    expect(text).toBe('');
    expect(plan.services[0]).toMatchObject({ phase: 'Backoff', reason: 'PullFailed', message: 'no such image' });
    expect(plan.wakeAt).toBeGreaterThan(NOW);
  });

  it('that is never to be pulled is asked of people', () => {
    const desired = desiredFrom(STACK('', ', pullPolicy: Never'));
    const { text, plan } = planText(desired, at([], { facilities: { ...HERE, images: {} } }));
    expect(text).toBe('');
    expect(plan.services[0]).toMatchObject({ phase: 'Blocked', reason: 'ImageMissing' });
  });

  it('is left as it is where somebody else made it otherwise', () => {
    const other = { ...NET, ours: false, subnets: ['10.9.0.0/24'] };
    const { plan } = planText(desiredFrom(STACK()), at([], { facilities: { ...HERE, networks: [other] } }));
    expect(plan.problems).toMatchObject([{ reason: 'NetworkDiffers', target: 'network/net' }]);
    expect(plan.actions.map(({ type }) => type)).toEqual(['StartInstance']);
  });

  it('is unknown with its engine, so nothing is made or removed (I2)', () => {
    const silent = emptyWorld({ instances: { docker: { known: false, reason: 'the engine does not answer' } } });
    const { text, plan } = planText(desiredFrom(STACK()), silent);
    expect(text).toBe('');
    expect(plan.services[0]).toMatchObject({ phase: 'Unknown', message: 'the engine does not answer' });
  });
});

describe('an engine that does not answer', () => {
  const desired = desiredFrom(`
docker: {networks: [{name: net}]}
services:
  - {name: web, docker: {image: "web:1"}, ports: [{name: http, port: 80}]}
  - {name: api, process: {command: [api, "{{service.web.http.address}}"]}, ports: [{name: http, port: 3000}]}
routes:
  - {name: all, paths: [{type: Prefix, value: /}], backends: [{service: web, port: http}, {service: api, port: http}]}
`);
  const addresses = { http: { host: '172.25.0.7', port: 80 } };
  const web = container(desired, { addresses });
  const revision = (world: Observed): string =>
    planText(desired, world).plan.services.find(({ name }) => name === 'api')?.revision ?? '';
  const known2 = (api: readonly Instance[]): Observed['instances'] => ({ docker: known([web]), process: known(api) });
  const api = instanceOf(desired.spec.services[1]!, revision(at([], { instances: known2([]) })));
  const probes = healthy(web, api);
  const seen = planText(desired, at([], { instances: known2([api]), probes }));
  const table = seen.plan.table!;
  const silence = { docker: { known: false, reason: 'the engine hangs' }, process: known([api]) } as const;
  const hanging = emptyWorld({
    instances: silence,
    probes: healthy(api),
    frontDoors: frontDoorWith({ 'uid-1': table.hash }),
  });

  it('keeps its containers in the routes, and nobody is replaced for their addresses (I2, I20)', () => {
    expect(table.routes[0]?.backends.map(({ endpoints }) => endpoints.length)).toEqual([1, 1]);
    const { text, plan } = planText(desired, hanging, seen.memory);
    expect(text).toBe('');
    expect(plan.table?.hash).toBe(table.hash);
  });

  it('keeps the table that the front door has, also when a new controller has never seen them', () => {
    const { volatile: _, ...durable } = seen.memory;
    const { text } = planText(desired, hanging, { ...durable, volatile: EMPTY_MEMORY.volatile });
    expect(text).toBe('');
  });

  it('does not keep others from their part of the routes', () => {
    const alone = { ...hanging, instances: { ...silence, process: known([]) } };
    const { plan } = planText(desired, alone, seen.memory);
    expect(plan.table?.routes[0]?.backends.map(({ endpoints }) => endpoints.length)).toEqual([1, 0]);
    expect(plan.actions.map(({ type }) => type)).toContain('PushRoutes');
  });
});

it('a plan says once which system does not answer, whatever hangs on it', () => {
  const two = desiredFrom('services: [{name: a, docker: {image: "web:1"}}, {name: b, docker: {image: "web:1"}}]');
  const silent = emptyWorld({ instances: { docker: { known: false, reason: 'the engine does not answer' } } });
  expect(forecast(two, silent, EMPTY_MEMORY, NOW, BUILD)).toEqual({
    actions: [],
    problems: ['the engine does not answer'],
  });
});

describe('an image that is always to be the newest', () => {
  const always = desiredFrom(STACK('', ', pullPolicy: Always'));
  const pulled = (memory: Memory): Memory => ({
    ...memory,
    volatile: { ...memory.volatile, pulled: { 'web:1': NOW } },
  });

  it('is pulled before a start, also when there is one, and not twice', () => {
    expect(planText(always, at([])).text).toBe('PullImage image/web:1: it is pulled before every start');
    expect(planText(always, at([]), pulled(EMPTY_MEMORY)).text).toBe('StartInstance service/web[0]: it does not run');
  });

  it('is pulled when somebody asks for a look, not at every look', () => {
    const web = container(always);
    expect(planText(always, at([web], { probes: healthy(web) })).text).toBe('');
    expect(planText(always, at([web], { probes: healthy(web), asked: true })).text).toBe(
      'PullImage image/web:1: there may be a newer one',
    );
  });

  it('rolls out once its reference means another image', () => {
    const web = container(always);
    const seen = planText(always, at([web], { probes: healthy(web) })).memory;
    const newer = { ...HERE, images: { ...HERE.images, 'web:1': 'sha256:two' } };
    const { text } = planText(always, at([web], { probes: healthy(web), facilities: newer }), pulled(seen));
    expect(text).toBe('StartInstance service/web[0]: its image has a newer version');
  });

  it('does not roll out what runs when the image was removed', () => {
    const web = container(always);
    const seen = planText(always, at([web], { probes: healthy(web) })).memory;
    const gone = { ...HERE, images: {} };
    expect(planText(always, at([web], { probes: healthy(web), facilities: gone }), pulled(seen)).text).toBe(
      'PullImage image/web:1: it is not here',
    );
  });
});

describe('a container that ended', () => {
  const desired = desiredFrom(
    `${STACK()}  - {name: api, process: {command: [serve]}, ports: [{name: http, port: 80}]}\n`,
  );
  const ended = container(desired, { state: 'Exited', exit: { code: 1, signal: undefined, at: NOW } });

  it('is started again, whoever has a port of its number on the host: its own is in its own network', () => {
    const stranger = { port: 80, host: '127.0.0.1', holder: 'pid 1 (nginx)', marker: undefined };
    const held = at([ended], { holders: [stranger], listening: known([{ host: '127.0.0.1', port: 80 }]) });
    expect(planText(desired, held).text).toContain('RestartInstance service/web[0]: it exited with code 1');
    const api = instanceOf(desired.spec.services[1]!, 'v1');
    const beside = at([], { instances: { docker: known([ended]), process: known([api]) } });
    expect(planText(desired, beside).text).toContain('RestartInstance service/web[0]: it exited with code 1');
  });

  it('waits for a port of the host at which it is published (I8)', () => {
    const published = desiredFrom(STACK().replace('port: 80}', 'port: 80, hostPort: 8080}'));
    const web = container(published, { state: 'Exited', exit: { code: 1, signal: undefined, at: NOW } });
    const stranger = { port: 8080, host: '127.0.0.1', holder: 'pid 1 (nginx)', marker: undefined };
    const { text, plan } = planText(published, at([web], { holders: [stranger] }));
    expect(text).toBe('');
    expect(plan.services[0]).toMatchObject({ reason: 'PortConflict', message: 'port 8080 is held by pid 1 (nginx)' });
  });
});

describe('a container that somebody changed', () => {
  const desired = desiredFrom(STACK());

  it('is put right, and is not healthy meanwhile where that hurts (I6)', () => {
    const paused = container(desired, { deviations: [{ message: 'it is paused', hurts: true }] });
    const { text, plan } = planText(desired, at([paused], { probes: healthy(paused) }));
    expect(text).toBe('RepairInstance service/web[0]: it is paused');
    expect(plan.services[0]).toMatchObject({ phase: 'Unhealthy', message: 'it is paused', healthy: 0 });
  });

  it('goes on serving where it does not hurt', () => {
    const renamed = container(desired, { deviations: [{ message: 'it was renamed to x', hurts: false }] });
    const { text, plan } = planText(desired, at([renamed], { probes: healthy(renamed) }));
    expect(text).toBe('RepairInstance service/web[0]: it was renamed to x');
    expect(plan.services[0]).toMatchObject({ phase: 'Running', healthy: 1 });
  });

  it('is connected again after its network was made anew', () => {
    const lonely = container(desired, { deviations: [{ message: 'network net was removed', hurts: true }] });
    const { plan } = planText(desired, at([lonely], { facilities: { ...HERE, networks: [] } }));
    expect(plan.actions.map(({ type, dependsOn }) => [type, dependsOn])).toEqual([
      ['CreateNetwork', []],
      ['RepairInstance', ['network/create/net']],
    ]);
  });
});

describe('the ports of a container', () => {
  const desired = desiredFrom(STACK());
  const published = desiredFrom(STACK().replace('port: 80', 'port: 80, hostPort: 8080'));
  const ended = (of: Desired): Instance =>
    container(of, { state: 'Exited', exit: { code: 1, signal: undefined, at: NOW } });
  const listening = (port: number): Partial<Observed> => ({ listening: known([{ host: '127.0.0.1', port }]) });

  it('in its own network are not those of this host, whoever listens there', () => {
    expect(planText(desired, at([ended(desired)], listening(80))).text).toContain('RestartInstance service/web[0]');
    expect(planText(published, at([ended(published)], listening(80))).text).toContain('RestartInstance');
  });

  it('are waited for where it is published at one that somebody holds (I8)', () => {
    const { text, plan } = planText(published, at([ended(published)], listening(8080)));
    expect(text).toBe('');
    expect(plan.services[0]).toMatchObject({ phase: 'Blocked', reason: 'PortConflict' });
  });

  it('are waited for where another container of the stack is still published there', () => {
    const other = container(published);
    const left = {
      ...other,
      service: 'former',
      launch: { ...other.launch, service: { ...other.launch.service, name: 'former' } },
    };
    const { text, plan } = planText(published, at([left]));
    expect(text.split('\n')).toEqual([
      'StopInstance service/former[0]: the service is no longer declared',
      'RemoveInstance service/former[0]: the service is no longer declared',
    ]);
    expect(plan.services[0]).toMatchObject({ phase: 'Blocked', reason: 'PortConflict' });
  });
});

describe('the health check of a container', () => {
  const desired = desiredFrom(STACK());
  const checked = (state: 'Starting' | 'Healthy' | 'Unhealthy'): Instance =>
    container(desired, { check: { state, command: ['check'], message: state === 'Unhealthy' ? 'fails' : '' } });

  it('counts beside the probe: healthy is what both say (I6)', () => {
    const starting = checked('Starting');
    expect(planText(desired, at([starting], { probes: healthy(starting) })).plan.services[0]).toMatchObject({
      phase: 'Starting',
      message: 'its health check has not passed yet',
    });
    const passing = checked('Healthy');
    expect(planText(desired, at([passing])).plan.services[0]).toMatchObject({ phase: 'Starting', healthy: 0 });
    expect(planText(desired, at([passing], { probes: healthy(passing) })).plan.services[0]).toMatchObject({
      healthy: 1,
    });
    const failing = checked('Unhealthy');
    expect(planText(desired, at([failing], { probes: healthy(failing) })).plan.services[0]).toMatchObject({
      healthy: 0,
    });
  });

  it('has passed for the first time as soon as our own run of it did', () => {
    const starting = checked('Starting');
    const passed = { health: 'Healthy', lastResult: { ok: true, latency: 1, message: '' } } as const;
    const probes = { ...healthy(starting), [checkKey(starting.id)]: passed };
    expect(planText(desired, at([starting], { probes })).plan.services[0]).toMatchObject({ phase: 'Running' });
  });
});

describe('an update of a container', () => {
  const update = (docker: string, ports = '[{name: http, port: 80}]'): string[] => {
    const text = (image: string): string => `
docker: {networks: [{name: net}], volumes: [{name: data}]}
services:
  - name: web
    docker: {image: "${image}"${docker}}
    ports: ${ports}
`;
    const [before, after] = [desiredFrom(text('web:1')), desiredFrom(text('redis:7'))];
    const old = container(before);
    const memory = planText(before, at([old], { probes: healthy(old) })).memory;
    return planText(after, at([old], { probes: healthy(old) }), memory).plan.actions.map(({ type }) => type);
  };

  it('starts the successor first where both can be there at once', () => {
    expect(update('')).toEqual(['StartInstance']);
    expect(update(', volumes: [{volume: data, mountPath: /data, readOnly: true}]')).toEqual(['StartInstance']);
  });

  it('stops the old one first where they would have one name, one port or one set of files', () => {
    expect(update(', containerName: web')).toEqual(['StopInstance']);
    expect(update('', '[{name: http, port: 80, hostPort: 8080}]')).toEqual(['StopInstance']);
    expect(update(', volumes: [{volume: data, mountPath: /data}]')).toEqual(['StopInstance']);
  });
});

describe('updates of a container that come faster than they are carried out', () => {
  it('leave the one that serves and remove what came between, before another takes its name', () => {
    const desired = desiredFrom(STACK());
    const [old, between] = ['old', 'between'].map((revision) => ({
      ...container(desired, { revision }),
      id: `c-${revision}`,
    }));
    const serving: Memory = {
      durable: { services: { web: { ...EMPTY_SERVICE_MEMORY, healthy: { 'c-old': 1 } } } },
      volatile: EMPTY_MEMORY.volatile,
    };
    const probes = healthy(old!);
    expect(planText(desired, at([old!, between!], { probes }), serving).text).toContain(
      'StopInstance service/web[0]: it has never served',
    );
    const created = { ...between!, state: 'Exited' as const, problem: 'was created and not started' };
    expect(planText(desired, at([old!, created], { probes }), serving).text).toBe(
      'RemoveInstance service/web[0]: it has never served',
    );
    expect(planText(desired, at([old!], { probes }), serving).text).toContain('StartInstance service/web[0]');
  });
});

describe('a one-shot container', () => {
  const TASK = (image: string): string =>
    `docker: {networks: [{name: net}]}\nservices: [{name: web, oneShot: true, docker: {image: "${image}"}}]`;
  const desired = desiredFrom(TASK('web:1'));

  it('that completed is not run again when somebody removes what is left of it', () => {
    const done = container(desired, { state: 'Exited', exit: { code: 0, signal: undefined, at: NOW } });
    const { memory } = planText(desired, at([done]));
    const { text, plan } = planText(desired, at([]), memory);
    expect([text, plan.services[0]?.phase]).toEqual(['', 'Completed']);
  });

  it('that completed is put right when somebody changed it: its engine would run it again', () => {
    const deviations = [{ message: 'it was given the restart policy always', hurts: false }];
    const ended = (code: number): Instance =>
      container(desired, { state: 'Exited', exit: { code, signal: undefined, at: NOW }, deviations });
    const { text, plan } = planText(desired, at([ended(0)]));
    expect(text).toBe('RepairInstance service/web[0]: it was given the restart policy always');
    expect(plan.services[0]?.phase).toBe('Completed');
    expect(planText(desired, at([ended(1)])).text).toContain('RestartInstance service/web[0]');
  });

  it('runs again when it changed', () => {
    const changed = desiredFrom(TASK('redis:7'));
    const done = container(desired, { state: 'Exited', exit: { code: 0, signal: undefined, at: NOW } });
    const { memory } = planText(desired, at([done]));
    expect(planText(changed, at([]), memory).text).toContain('StartInstance service/web[0]');
  });
});

describe('a container that is held down', () => {
  it('is stopped and kept, and is the one that is started again', () => {
    const desired = desiredFrom(STACK());
    const web = container(desired);
    const held = { ...desired, stopped: ['web'] };
    expect(planText(held, at([web], { probes: healthy(web) })).text).toContain('StopInstance service/web[0]');
    const stopped = { ...web, state: 'Exited' as const, exit: { code: 0, signal: undefined, at: NOW } };
    const kept = planText(held, at([stopped]));
    expect([kept.text, kept.plan.services[0]?.phase]).toEqual(['', 'Stopped']);
    expect(planText(desired, at([stopped]), kept.memory).text).toContain('RestartInstance service/web[0]');
  });
});

describe('a container that is told where others are', () => {
  const spec = `
docker: {networks: [{name: net}, {name: far}]}
services:
  - name: web
    docker: {image: "web:1", networks: [{name: net}], env: [{name: DB, value: "{{service.db.pg.address}}"}]}
  - name: db
    docker: {image: "redis:7", networks: [{name: far}]}
    ports: [{name: pg, port: 5432}]
`;

  it('waits, and says why, where there is no way to them', () => {
    const { text, plan } = planText(desiredFrom(spec), at([]));
    expect(text).not.toContain('StartInstance service/web[0]');
    expect(plan.services.find(({ name }) => name === 'web')).toMatchObject({ reason: 'NoAddress' });
  });

  it('is warned of a service of this host that listens on loopback only', () => {
    const desired = desiredFrom(`
services:
  - {name: web, docker: {image: "web:1", env: [{name: API, value: "{{service.api.http.address}}"}]}}
  - {name: api, process: {command: [api]}, ports: [{name: http, port: 3000}]}
`);
    const listens = (host: string): Observed => at([], { listening: known([{ host, port: 3000 }]) });
    const problems = (host: string): string[] =>
      planText(desired, listens(host)).plan.problems.map(({ reason }) => reason);
    expect(problems('127.0.0.1')).toEqual(['BackendLoopbackOnly']);
    expect(problems('0.0.0.0')).toEqual([]);
  });

  it('is told where one of them runs, and no other place a moment later, when the last replica has just become healthy', () => {
    const desired = desiredFrom(`
services:
  - name: api
    replicas: 2
    process: {command: [api, '{{port.http}}']}
    ports: [{name: http, port: 3000, range: 3001-3009}]
  - name: web
    dependsOn: [{name: api, condition: Healthy}]
    docker: {image: "web:1", env: [{name: API, value: "{{service.api.http.address}}"}]}
`);
    const api = desired.spec.services[0]!;
    const { plan } = planText(desired, at([]));
    const revision = plan.services.find(({ name }) => name === 'api')?.revision ?? '';
    const replicas = [0, 1].map((slot) => {
      const launch = { service: api, slot, revision, ports: { http: 3005 + slot }, command: [], env: {} };
      return instanceOf(api, revision, { slot, launch });
    });
    const processes = (...proven: readonly Instance[]): Observed =>
      at([], { instances: { process: known(replicas), docker: known([]) }, probes: healthy(...proven) });
    const one = planText(desired, processes(replicas[1]!));
    expect(one.text).not.toContain('StartInstance service/web[0]');
    const both = planText(desired, processes(...replicas), one.memory);
    const later = planText(desired, processes(...replicas), both.memory);
    const told = [both, later].map(({ plan: { actions } }) =>
      actions.flatMap((action) => (action.type === 'StartInstance' ? [action.launch.env] : [])),
    );
    expect(told[0]).toEqual([{ API: 'host.docker.internal:3005' }]);
    expect(told[1]).toEqual(told[0]);
  });
});

describe('the deletion of a stack with containers', () => {
  it('removes its networks and what is to go of its volumes, once nothing uses them any more (I15)', () => {
    const desired = desiredFrom(
      `
docker: {networks: [{name: net}], volumes: [{name: data}, {name: cache, reclaim: Delete}]}
services: [{name: web, docker: {image: "web:1"}}]
`,
      { deleting: true },
    );
    const volumes = ['data', 'cache', 'other'].map((name) => ({ name, ours: name !== 'other' }));
    const strange = { ...NET, id: 'n2', name: 'strange', ours: false };
    const facilities = { ...HERE, networks: [NET, strange], volumes };
    const web = container(desired);
    expect(planText(desired, at([web], { facilities })).text).toBe(
      [
        'StopInstance service/web[0]: the stack is being deleted',
        'RemoveInstance service/web[0]: the stack is being deleted',
      ].join('\n'),
    );
    const { plan } = planText(desired, at([], { facilities, frontDoors: [] }));
    expect(plan.actions.map(({ id }) => id)).toEqual([
      'network/remove/net',
      'volume/remove/cache',
      'stack/purge',
      'stack/forget',
    ]);
    expect(plan.actions.at(-1)?.dependsOn).toContain('network/remove/net');
  });

  it('does not wait for an image that is still being pulled (I18)', () => {
    const desired = desiredFrom('services: [{name: web, docker: {image: "web:1"}}]', { deleting: true });
    const pull = { id: 'image/pull/web:1', target: 'image/web:1', type: 'PullImage' } as const;
    expect(planText(desired, at([], { frontDoors: [], operations: [pull] })).text).toContain('ForgetStack');
    const start = { id: 'start/web/0', target: 'service/web[0]', type: 'StartInstance' } as const;
    expect(planText(desired, at([], { frontDoors: [], operations: [start] })).text).toBe('');
  });
});

it('the plan of a rollout over two containers lists everything that would be done, whatever is asked of them meanwhile', () => {
  const text = (image: string): Desired =>
    desiredFrom(`
docker: {networks: [{name: net}]}
services: [{name: web, replicas: 2, docker: {image: "${image}"}, ports: [{name: http, port: 80}]}]
routes: [{name: all, paths: [{type: Prefix, value: /}], backends: [{service: web, port: http}]}]
`);
  const [before, after] = [text('web:1'), text('redis:7')];
  const olds = [0, 1].map((slot) =>
    container(before, { slot, addresses: { http: { host: `172.25.0.${slot}`, port: 80 } } }),
  );
  const probes = healthy(...olds);
  const { plan, memory } = planText(before, at(olds, { probes }));
  const busy = { '172.25.0.0:80': 3, '172.25.0.1:80': 1 };
  const world = at(olds, { probes, frontDoors: frontDoorWith({ 'uid-1': plan.table?.hash ?? '' }, busy) });
  const { actions } = forecast(after, world, memory, NOW, BUILD);
  expect(actions.map(({ type, target }) => `${type} ${target}`)).toEqual([
    'StartInstance service/web[0]',
    'StartInstance service/web[1]',
    'PushRoutes front-door/127.0.0.1:9079',
    'StopInstance service/web[0]',
    'RemoveInstance service/web[0]',
    'StopInstance service/web[1]',
    'RemoveInstance service/web[1]',
  ]);
});

describe('a replacement', () => {
  const replaced = (more: Partial<Instance>, update = ''): string => {
    const former = container(desiredFrom(STACK()), more);
    const changed = desiredFrom(STACK(update, ', env: [{name: MODE, value: fast}]'));
    return planText(changed, at([former], { probes: healthy(former) })).text;
  };

  it('is started first, but not beside one that has volumes of its image', () => {
    expect(replaced({})).toMatch(/^StartInstance/m);
    expect(replaced({ keepsData: true })).not.toMatch(/^StartInstance/m);
    expect(replaced({ keepsData: true })).toMatch(/^StopInstance/m);
  });

  it('is started first all the same where that is written', () => {
    expect(replaced({ keepsData: true }, 'update: {order: StartFirst}')).toMatch(/^StartInstance/m);
  });

  describe('that makes the former one go first', () => {
    const KEEPING = ', volumes: [{volume: data, mountPath: /d}]';
    /** The plan for another container than the healthy one that runs. */
    const planned = (spec: string, observed: Partial<Observed> = {}, more: Partial<Instance> = {}) => {
      const former = container(desiredFrom(STACK('', KEEPING)), more);
      const { text, plan } = planText(desiredFrom(spec), at([former], { probes: healthy(former), ...observed }));
      const [web] = plan.services;
      return { text, phase: web?.phase, reason: web?.reason, message: web?.message };
    };
    const with2 = (docker: string): string => STACK('', `${KEEPING}${docker}`).replace('web:1', 'web:2');

    it('goes on as planned when nothing is missing', () => {
      const facilities = { ...HERE, images: { ...HERE.images, 'web:2': 'sha256:two' } };
      expect(planned(with2(''), { facilities }).text).toMatch(/^StopInstance/m);
    });

    it.each([
      ['to be pulled', with2(''), {}, 'Pulling', /^PullImage image\/web:2: it is not here$/],
      ['that is not here and never pulled', with2(', pullPolicy: Never'), {}, 'ImageMissing', /^$/],
    ])('waits for an image %s', (_, spec, observed, reason, text) => {
      const plan = planned(spec, observed);
      expect(plan).toMatchObject({ reason });
      expect(plan.text).toMatch(text);
    });

    it('waits for its networks and volumes', () => {
      const spec = with2('').replace('name: net,', 'name: other,').replace('web:2', 'web:1');
      const plan = planned(spec);
      expect(plan).toMatchObject({ phase: 'Waiting', message: 'waits for network other to be created' });
      expect(plan.text).not.toContain('StopInstance');
    });

    it('waits for a port that somebody else holds (I8)', () => {
      const spec = STACK('', KEEPING).replace('port: 80}', 'port: 80, hostPort: 8080}');
      const holders = [{ host: '0.0.0.0', port: 8080, holder: 'container theirs', marker: undefined }];
      const plan = planned(spec, { holders });
      expect(plan).toMatchObject({ reason: 'PortConflict', message: 'port 8080 is held by container theirs' });
      expect(plan.text).not.toContain('StopInstance');
    });
  });

  it('takes the place of a container whose labels do not tell what it is, first of all (I1)', () => {
    const lost = { problem: 'its labels do not tell what it was created from', revision: 'unknown' };
    const former = container(desiredFrom(STACK()), {});
    const { text } = planText(desiredFrom(STACK()), at([{ ...former, ...lost }], { probes: healthy(former) }));
    expect(text).toMatch(/^StopInstance service\/web\[0\]: its labels do not tell/m);
    expect(text).not.toContain('StartInstance');
  });

  it('is not held back by the failure of another revision', () => {
    const failed = { count: 9, at: NOW, code: 'ContainerInvalid', message: 'no such path', revision: 'former' };
    const memory: Memory = {
      ...EMPTY_MEMORY,
      volatile: { ...EMPTY_MEMORY.volatile, failures: { 'start/web/0': failed } },
    };
    const { text, plan } = planText(desiredFrom(STACK()), at([]), memory);
    expect(text).toContain('StartInstance service/web[0]');
    expect(plan.services[0]?.message).not.toContain('no such path');
  });
});
