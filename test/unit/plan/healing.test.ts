import { describe, expect, it } from '@jest/globals';
import { EMPTY_MEMORY, EMPTY_SERVICE_MEMORY, type Memory } from '../../../controller/api/memory.ts';
import { known, unknown } from '../../../controller/api/observation.ts';
import type { Desired, Observed } from '../../../controller/api/plan.ts';
import type { ProbeState } from '../../../controller/api/probe.ts';
import type { Instance } from '../../../controller/api/runtime.ts';
import { desiredFrom, emptyWorld, frontDoorWith, instanceOf, NOW, planText } from '../../support/world.ts';

const HEALTHY: ProbeState = { health: 'Healthy', lastResult: undefined };
const UNHEALTHY: ProbeState = { health: 'Unhealthy', lastResult: { ok: false, latency: 1, message: 'answered 500' } };

/** What is wrong is noticed at first, and healed once it has lasted. */
function lasting(desired: Desired, observed: Observed, memory: Memory = EMPTY_MEMORY, now = NOW) {
  const noticed = planText(desired, observed, memory, now);
  return planText(desired, observed, noticed.memory, now + 10_000);
}

/** The last of the passes over one world, ten seconds apart. */
function through(desired: Desired, observed: Observed, memory: Memory, from: number, to: number) {
  let result = planText(desired, observed, memory, from);
  for (let now = from + 10_000; now <= to; now += 10_000) result = planText(desired, observed, result.memory, now);
  return result;
}

describe('a service whose probe passes and whose clients are not served', () => {
  const SHOP = (healing = ''): Desired =>
    desiredFrom(`
services:
  - {name: web, critical: false, process: {command: [web]}, ports: [{name: http, port: 4000}], probe: {tcp: {}}}
  - {name: other, process: {command: [other]}, ports: [{name: http, port: 4001}], probe: {tcp: {}}}
routes:
  - {name: web, paths: [{type: Prefix, value: /web}], backends: [{service: web, port: http}]}
  - {name: other, paths: [{type: Prefix, value: /other}], backends: [{service: other, port: http}]}
healing: {${healing}}
`);
  const running = (desired: Desired, run: number): Instance[] => {
    const { services } = planText(desired, emptyWorld()).plan;
    return desired.spec.services.map((service) =>
      instanceOf(service, services.find(({ name }) => name === service.name)?.revision ?? '', { run }),
    );
  };
  const world = (desired: Desired, score: number, connectivity: Record<string, string>, run = 1): Observed => {
    const instances = running(desired, run);
    const probes = Object.fromEntries(instances.map(({ id }) => [id, HEALTHY]));
    const hash = planText(desired, emptyWorld({ instances: { process: known(instances) }, probes })).plan.table?.hash;
    const frontDoors = frontDoorWith({ 'uid-1': hash ?? '' });
    return emptyWorld({ instances: { process: known(instances) }, probes, frontDoors, connectivity, score });
  };
  const HUNG = { web: 'nobody answered within 5 s', other: '' };

  it('is restarted when the score is low, with the reason, and nobody else is', () => {
    const desired = SHOP();
    const { text, plan, memory } = lasting(desired, world(desired, 60, HUNG));
    // It is taken out of the table first.
    expect(text).toContain('PushRoutes');
    expect(text).not.toContain('other');
    expect(plan.healing).toEqual({
      state: 'Healing',
      message: 'web was restarted: its probe passes, and its clients are not served: nobody answered within 5 s',
      news: [
        {
          type: 'Warning',
          reason: 'Healing',
          target: 'service/web',
          message: 'is restarted: its probe passes, and its clients are not served: nobody answered within 5 s',
        },
      ],
    });
    expect(memory.durable.healing?.['web/Restart']).toMatchObject({ remedy: 'Restart', score: 60, at: NOW + 10_000 });
  });

  it('is left alone as long as the score is good enough, or nothing has lasted', () => {
    const desired = SHOP();
    expect(lasting(desired, world(desired, 90, HUNG)).text).toBe('');
    expect(planText(desired, world(desired, 60, HUNG)).text).toBe('');
  });

  it('is told what it did to the score once it is well, and may be healed again', () => {
    const desired = SHOP();
    const { memory } = lasting(desired, world(desired, 60, HUNG));
    const better = world(desired, 85, { web: '', other: '' }, 2);
    const { plan, memory: after } = planText(desired, better, memory, NOW + 20_000);
    expect(plan.healing.news).toEqual([
      {
        type: 'Normal',
        reason: 'Healed',
        target: 'service/web',
        message: 'restarted; the score was 60.0 and is 85.0',
      },
    ]);
    expect(after.durable.healing).toBeUndefined();
  });

  it('is not restarted again when that raised no score', () => {
    const desired = SHOP();
    const { memory } = lasting(desired, world(desired, 60, HUNG));
    const waiting = through(desired, world(desired, 60, HUNG, 2), memory, NOW + 20_000, NOW + 120_000);
    expect(waiting.plan.healing.state).toBe('Healing');
    const vain = planText(desired, world(desired, 60, HUNG, 2), waiting.memory, NOW + 130_000);
    expect(vain.plan.healing.news).toMatchObject([{ reason: 'HealingInVain', target: 'service/web' }]);
    expect(vain.plan.healing.state).toBe('InTrouble');
    const later = through(desired, world(desired, 60, HUNG, 2), vain.memory, NOW + 140_000, NOW + 500_000);
    expect(later.text).toBe('');
    expect(later.plan.healing.message).toContain('restarted in vain');

    // A look at nothing is no sign that it helped; being well for a while is.
    const { connectivity: _, ...blind } = world(desired, 60, {}, 2);
    const unseen = through(desired, blind, later.memory, NOW + 510_000, NOW + 900_000);
    expect(unseen.memory.durable.healing?.['web/Restart']?.vain).toBe(true);
    const well = through(
      desired,
      world(desired, 100, { web: '', other: '' }, 2),
      unseen.memory,
      NOW + 910_000,
      NOW + 1_220_000,
    );
    expect(well.memory.durable.healing).toBeUndefined();
  });

  it('is left alone when it is somebody else’s, or when the gateway refuses its clients by itself', () => {
    const external = desiredFrom(`
services: [{name: web, critical: true, external: {host: 127.0.0.1}, ports: [{name: http, port: 4000}]}]
routes: [{name: web, paths: [{type: Prefix, value: /}], backends: [{service: web, port: http}]}]
`);
    const instance = instanceOf(
      external.spec.services[0]!,
      planText(external, emptyWorld()).plan.services[0]!.revision,
    );
    const theirs = emptyWorld({
      instances: { process: known([]), external: known([instance]) },
      probes: { [instance.id]: HEALTHY },
      connectivity: { web: 'GET / got no answer' },
      score: 20,
    });
    expect(lasting(external, theirs).text).not.toContain('Instance');
    const desired = SHOP();
    const refused = { web: 'GET /web was answered by the gateway itself, with 503', other: '' };
    expect(lasting(desired, world(desired, 20, refused)).text).toBe('');
    const late = { web: 'GET /web was answered by the gateway itself, with 504', other: '' };
    expect(lasting(desired, world(desired, 20, late)).text).not.toBe('');
  });

  it('is not to blame while nobody else is served either', () => {
    const desired = SHOP();
    expect(lasting(desired, world(desired, 20, { web: 'no answer', other: 'no answer' })).text).toBe('');
  });

  it('spends its restart budget like any other restart', () => {
    const desired = SHOP();
    const observed = world(desired, 60, HUNG);
    const { memory } = planText(desired, observed);
    const budgets = { 0: { restarts: [NOW, NOW, NOW, NOW, NOW] } };
    const spent: Memory = {
      ...memory,
      durable: {
        ...memory.durable,
        services: { ...memory.durable.services, web: { ...memory.durable.services.web!, budgets } },
      },
    };
    expect(planText(desired, observed, spent, NOW + 20_000).text).toBe('');
  });

  it('is only named by Observe, once, and by Off not at all', () => {
    const observing = SHOP('mode: Observe');
    const first = lasting(observing, world(observing, 60, HUNG));
    expect(first.text).toBe('');
    expect(first.plan.healing.news).toMatchObject([{ reason: 'WouldHeal' }]);
    expect(first.plan.healing.message).toMatch(/^web would be restarted: its probe passes/);
    const again = planText(observing, world(observing, 60, HUNG), first.memory, NOW + 60_000);
    expect(again.plan.healing.news).toEqual([]);
    const off = SHOP("mode: 'Off'");
    expect(lasting(off, world(off, 60, HUNG)).plan.healing).toMatchObject({ state: 'Off', news: [] });
  });

  it('is not to blame while nobody at all is served through APISIX', () => {
    const desired = desiredFrom(`
services: [{name: web, process: {command: [web]}, ports: [{name: http, port: 4000}], probe: {tcp: {}}}]
gateway: {apisix: {adminKey: {valueFrom: {env: KEY}}}}
routes: [{name: web, paths: [{type: Prefix, value: /}], backends: [{service: web, port: http}]}]
`);
    const seen = world(desired, 60, { web: 'APISIX answered by itself with 502' });
    const gateways = {
      'uid-1': { active: 'Apisix', stay: '', permitted: false, answers: true, message: '', switches: [] },
    } as const;
    const [door] = seen.frontDoors;
    const state = door?.state.known && door.state.value ? known({ ...door.state.value, gateways }) : known(undefined);
    const through = { ...seen, frontDoors: [{ address: { host: '127.0.0.1', port: 9079 }, state }] };
    expect(lasting(desired, through).text).not.toContain('StopInstance');
  });
});

describe('services that are ill because another one is', () => {
  const desired = desiredFrom(`
services:
  - {name: rabbitmq, critical: true, process: {command: [rabbitmq]}, ports: [{name: amqp, port: 5672}]}
  - {name: worker, process: {command: [worker]}, ports: [{name: http, port: 4000}], dependsOn: [{name: rabbitmq}]}
  - {name: mailer, process: {command: [mailer]}, ports: [{name: http, port: 4001}], dependsOn: [{name: worker}]}
`);
  it('are not touched: the cause is named, with all that depends on it (I6)', () => {
    const { services } = planText(desired, emptyWorld()).plan;
    const instances = desired.spec.services.map((service) =>
      instanceOf(service, services.find(({ name }) => name === service.name)?.revision ?? ''),
    );
    const probes = Object.fromEntries(instances.map(({ id }) => [id, UNHEALTHY]));
    const observed = emptyWorld({ instances: { process: known(instances) }, probes, score: 20 });
    const first = planText(desired, observed);
    expect(first.plan.actions.map(({ target }) => target)).toEqual(['service/rabbitmq[0]']);
    const { plan } = lasting(desired, observed);
    expect(plan.healing.message).toBe('rabbitmq, which worker, mailer depend on: answered 500');
    expect(plan.actions.map(({ target }) => target)).toEqual(['service/rabbitmq[0]']);
  });
});

describe('a container that restarts do not help', () => {
  const desired = desiredFrom('services: [{name: web, critical: true, docker: {image: "web:1"}}]');
  const [service] = desired.spec.services;
  const facilities = { networks: [], volumes: [], images: { 'web:1': 'sha256:1' } };
  const { revision, epoch } = (() => {
    const { plan, memory } = planText(desired, emptyWorld({ instances: { docker: known([]) }, facilities }));
    return { revision: plan.services[0]!.revision, epoch: memory.durable.services.web!.epoch };
  })();
  const crashed = (more: Partial<Instance> = {}): Observed =>
    emptyWorld({
      facilities,
      score: 40,
      instances: {
        docker: known([
          instanceOf(service!, revision, {
            state: 'Exited',
            exit: { code: 1, signal: undefined, at: NOW - 30_000 },
            ...more,
          }),
        ]),
      },
    });
  const restartedThrice: Memory = {
    ...EMPTY_MEMORY,
    durable: {
      services: {
        web: {
          ...EMPTY_SERVICE_MEMORY,
          epoch,
          budgets: { 0: { restarts: [NOW - 90_000, NOW - 80_000, NOW - 60_000] } },
        },
      },
    },
  };

  it('is made anew at its next restart, and started from its image', () => {
    const { text, memory } = lasting(desired, crashed(), restartedThrice);
    expect(text).toContain('RemoveInstance service/web[0]: restarts do not help: exited with code 1');
    expect(memory.durable.healing?.['web/Recreate']?.remedy).toBe('Recreate');
  });

  it('is only restarted when it was well meanwhile, holds data of its own, or was adopted', () => {
    const longAgo = restartedThrice.durable.services.web!;
    const budgets = { 0: { restarts: [NOW - 900_000, NOW - 800_000, NOW - 700_000] } };
    const calm = { ...restartedThrice, durable: { services: { web: { ...longAgo, budgets } } } };
    expect(lasting(desired, crashed(), calm).text).not.toContain('RemoveInstance');
    const { id } = instanceOf(service!, revision);
    const healthy = { [id]: NOW - 70_000 };
    const wellSince = { ...restartedThrice, durable: { services: { web: { ...longAgo, healthy } } } };
    expect(lasting(desired, crashed({ run: NOW - 70_000 }), wellSince).text).not.toContain('RemoveInstance');
    for (const more of [{ keepsData: true }, { adopted: true }] as const)
      expect(lasting(desired, crashed(more), restartedThrice).text).not.toContain('RemoveInstance');
  });
});

describe('an APISIX of the stack that does not serve', () => {
  const GATEWAY = (more = '', docker = 'image: apisix'): Desired =>
    desiredFrom(`
docker: {networks: [{name: net, subnet: 172.25.0.0/16}]}
services:
  - name: gw
    docker: {${docker}}
    ports: [{name: admin, port: 9180, hostPort: 9180}, {name: data, port: 9080, hostPort: 9080}]
    probe: {tcp: {port: data}}
    ${more}
  - {name: web, external: {host: 127.0.0.1}, ports: [{name: http, port: 80}]}
gateway: {apisix: {mode: StandaloneApi, service: gw, adminKey: {valueFrom: {env: KEY}}}}
routes: [{name: a, paths: [{type: Prefix, value: /}], backends: [{service: web, port: http}]}]
`);
  const network = { id: 'net', name: 'net', ours: true, subnets: ['172.25.0.0/16'], internal: false };
  const facilities = { networks: [network], volumes: [], images: { apisix: 'sha256:1', etcd: 'sha256:2' } };
  const world = (instances: readonly Instance[], answers: boolean, more: Partial<Observed> = {}): Observed => {
    const path = { active: 'Direct', stay: '', permitted: false, answers, message: '', switches: [] } as const;
    return emptyWorld({
      instances: { docker: known(instances) },
      facilities,
      probes: Object.fromEntries(instances.map(({ id }) => [id, HEALTHY])),
      gateway: unknown('it does not answer'),
      frontDoors: frontDoorWith({}, {}, { gateways: { 'uid-1': path } }),
      score: 100,
      ...more,
    });
  };
  const revisionOf = (desired: Desired): string =>
    planText(desired, world([], false)).plan.services.find(({ name }) => name === 'gw')?.revision ?? '';
  const gw = (desired: Desired, changes: Partial<Instance> = {}): Instance =>
    instanceOf(desired.spec.services[0]!, revisionOf(desired), changes);
  const ended = (code: number, more: object = {}): Partial<Instance> => ({
    state: 'Exited',
    exit: { code, signal: undefined, at: NOW - 60_000, ...more },
  });
  const says = (desired: Desired, observed: Observed, memory?: Memory) => {
    const { plan, text } = lasting(desired, observed, memory);
    return { message: plan.healing.message, acts: /(Stop|Restart|Remove|Start)Instance service\/gw/.exec(text)?.[1] };
  };

  it('is made when its container is gone', () => {
    const desired = GATEWAY();
    const before = planText(desired, world([gw(desired)], true)).memory;
    const { text } = planText(desired, world([], false), before);
    expect(text).toContain('StartInstance service/gw[0]');
  });

  it('is started again when it exited by an error', () => {
    const desired = GATEWAY();
    expect(says(desired, world([gw(desired, ended(1))], false))).toEqual({
      message: 'gw: it exited with code 1',
      acts: 'Restart',
    });
  });

  it('is started again when it was killed for its memory, and more is advised', () => {
    const desired = GATEWAY();
    expect(says(desired, world([gw(desired, ended(137, { outOfMemory: true }))], false))).toEqual({
      message: 'gw: it was killed because it took more memory than it may; raise docker.resources.memory',
      acts: 'Restart',
    });
  });

  it('is not started while somebody else holds its port, who is named', () => {
    const desired = GATEWAY();
    const holders = [{ host: '127.0.0.1', port: 9080, holder: 'pid 7 (nginx)', marker: undefined }];
    const listening = known([{ host: '127.0.0.1', port: 9080 }]);
    const { message, acts } = says(desired, world([gw(desired, ended(1))], false, { holders, listening }));
    expect(message).toMatch(/^gw: port 9080 .*pid 7 \(nginx\).*; end what holds the port/);
    expect(acts).toBeUndefined();
  });

  it('waits for its configuration store, which is the cause', () => {
    const desired = GATEWAY(
      'dependsOn: [{name: etcd}]\n  - {name: etcd, type: etcd, docker: {image: etcd}, probe: {tcp: {}}, ports: [{name: c, port: 2379}]}',
    );
    const etcd = instanceOf(desired.spec.services[1]!, 'x');
    const { services } = planText(desired, world([], false)).plan;
    const revision = services.find(({ name }) => name === 'etcd')?.revision ?? '';
    const ill = { ...etcd, revision, launch: { ...etcd.launch, revision } };
    const observed = world([gw(desired), ill], false);
    const { message, acts } = says(desired, { ...observed, probes: { ...observed.probes, [ill.id]: UNHEALTHY } });
    expect(message).toContain('gw: its configuration store etcd is down: answered 500');
    expect(acts).toBeUndefined();
  });

  it('gets its configuration written anew before its next start when it cannot use it', () => {
    const desired = GATEWAY();
    const lastLines = { gw: ['nginx: [emerg] unknown directive "lisen" in nginx.conf:3'] };
    const { text, plan } = lasting(desired, world([gw(desired, ended(1))], false, { lastLines }));
    expect(plan.healing.message).toContain(
      'given its configuration and restarted: it exited with code 1, since it cannot use',
    );
    expect(text).toContain('ConfigureGateway service/gw');
    const restart = plan.actions.find(({ type }) => type === 'RestartInstance');
    expect(restart?.dependsOn).toContain('gateway/configure');
  });

  it('is not suspected for what a signal or another program did', () => {
    const desired = GATEWAY();
    const lastLines = { gw: ['[emerg] bind() to 0.0.0.0:9080 failed (98: Address already in use)'] };
    expect(says(desired, world([gw(desired, ended(1))], false, { lastLines })).message).toBe(
      'gw: it exited with code 1',
    );
    const killed = { gw: ['failed to parse conf/config.yaml'] };
    expect(says(desired, world([gw(desired, ended(137))], false, { lastLines: killed })).message).toBe(
      'gw: it exited with code 137',
    );
  });

  it('is somebody’s to mend when the configuration is their own', () => {
    const own = 'image: apisix, volumes: [{hostPath: /etc/a.yaml, mountPath: /usr/local/apisix/conf/config.yaml}]';
    const desired = GATEWAY('', own);
    const lastLines = { gw: ['failed to parse conf/config.yaml: line 3'] };
    expect(says(desired, world([gw(desired, ended(1))], false, { lastLines }))).toEqual({
      message:
        'gw: it exited with code 1, since it cannot use its configuration: failed to parse conf/config.yaml: line 3; mend its config.yaml',
      acts: 'Restart',
    });
  });

  it('is restarted when its worker hangs, though its port accepts connections', () => {
    const desired = GATEWAY();
    expect(says(desired, world([gw(desired)], false))).toEqual({
      message: 'gw was restarted: it runs, and its data plane does not answer',
      acts: 'Stop',
    });
  });

  it('is left alone when it refuses the key, since no restart gives it another one', () => {
    const desired = GATEWAY();
    const gateway = { known: false, reason: 'refused', code: 'ApisixKeyRefused' } as const;
    expect(says(desired, world([gw(desired)], true, { gateway }))).toEqual({
      message: 'gw: it refuses the key; give gateway.apisix.adminKey the key of its config.yaml',
      acts: undefined,
    });
  });
});
