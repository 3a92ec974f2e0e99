import { describe, expect, it } from '@jest/globals';
import type { Facilities } from '../../../controller/api/facilities.ts';
import { EMPTY_MEMORY } from '../../../controller/api/memory.ts';
import { known } from '../../../controller/api/observation.ts';
import type { Desired, Observed } from '../../../controller/api/plan.ts';
import type { Instance } from '../../../controller/api/runtime.ts';
import { forecast } from '../../../controller/plan/forecast.ts';
import { candidateFor } from '../../support/candidates.ts';
import { BUILD, desiredFrom, emptyWorld, frontDoorWith, instanceOf, NOW, planText } from '../../support/world.ts';

const HERE: Facilities = {
  networks: [{ id: 'n1', name: 'net', ours: true, subnets: [], internal: false }],
  volumes: [],
  images: { 'web:1': 'sha256:one', 'web:2': 'sha256:two' },
};

const STACK = (more = '', docker = ''): string => `
docker: {networks: [{name: net}]}
services:
  - name: web
    adopt: true
    docker: {image: "web:1"${docker}}
    ports: [{name: http, port: 80, hostPort: 8080}]
    ${more}
`;
const PUBLISHED = [{ port: 80, hostAddress: '127.0.0.1', hostPort: 8080 }];
const THEIRS = candidateFor('web', {
  settings: { published: PUBLISHED },
  container: { networks: { net: { networkId: 'n1', address: '' } } },
});
/** Where it runs, it has its port. */
const HELD = { port: 8080, host: '127.0.0.1', holder: 'container web', marker: undefined };

const at = (instances: readonly Instance[], changes: Partial<Observed> = {}): Observed =>
  emptyWorld({ instances: { docker: known(instances) }, facilities: HERE, ...changes });
const offered = (candidate = THEIRS, changes: Partial<Observed> = {}): Observed =>
  at([], { candidates: [candidate], holders: [HELD], ...changes });

/** The container after it was taken over. */
function adopted(desired: Desired, changes: Partial<Instance> = {}): Instance {
  const { plan } = planText(desired, offered());
  const [action] = plan.actions;
  if (action?.type !== 'AdoptInstance') throw new Error('it is not adopted');
  const { launch } = action;
  const base = instanceOf(launch.service, launch.revision, { adopted: true, imageId: 'sha256:one', ...changes });
  return { ...base, id: THEIRS.container.id, launch };
}
const healthy = (...instances: readonly Instance[]): Observed['probes'] =>
  Object.fromEntries(instances.map(({ id }) => [id, { health: 'Healthy', lastResult: undefined }]));

describe('a container that is as its service declares', () => {
  it('is taken over, and nothing is created', () => {
    const { plan, text } = planText(desiredFrom(STACK()), offered());
    expect(text).toBe('AdoptInstance service/web[0]: container web is there, as declared');
    expect(plan.actions[0]).toMatchObject({ candidate: { id: THEIRS.container.id }, launch: { ports: { http: 80 } } });
  });

  it('is said to be changed in what is put right afterwards', () => {
    const theirs = candidateFor('web', {
      settings: { published: PUBLISHED, restartPolicy: 'always' },
      container: { state: 'exited' },
    });
    expect(planText(desiredFrom(STACK()), offered(theirs)).text).toBe(
      'AdoptInstance service/web[0]: container web is there, as declared; its restart policy becomes no instead of always; ' +
        'it joins the network net; it is started',
    );
  });

  it('is left alone without adopt, while the service is held down, and while its engine is unknown', () => {
    const blocked = planText(
      desiredFrom(STACK().replace('adopt: true', 'adopt: false')),
      offered(THEIRS, { candidates: [] }),
    );
    expect(blocked.plan.services[0]).toMatchObject({ reason: 'PortConflict' });
    expect(planText(desiredFrom(STACK(), { stopped: ['web'] }), offered()).text).toBe('');
    const silent = emptyWorld({ instances: { docker: { known: false, reason: 'silence' } }, candidates: [THEIRS] });
    expect(planText(desiredFrom(STACK()), silent).text).toBe('');
  });

  it('is taken over at once, also before its dependencies are ready: nothing is started', () => {
    const waiting = `${STACK('dependsOn: [{name: db, condition: Healthy}]')}  - {name: db, docker: {image: "web:1"}}\n`;
    expect(planText(desiredFrom(waiting), offered()).text).toContain('AdoptInstance service/web[0]');
  });

  it('is one action of the forecast, and the last one when it runs', () => {
    const types = (world: Observed): string[] =>
      forecast(desiredFrom(STACK()), world, EMPTY_MEMORY, NOW, BUILD)
        .actions.map(({ type }) => type)
        .filter((type) => type.endsWith('Instance'));
    expect(types(offered())).toEqual(['AdoptInstance']);
    const ended = candidateFor('web', { settings: { published: PUBLISHED }, container: { state: 'exited' } });
    expect(types(offered(ended, { holders: [] }))).toEqual(['AdoptInstance', 'RestartInstance']);
  });
});

describe('a container that differs from what its service declares', () => {
  const desired = desiredFrom(STACK('', ', user: "1000"'));

  it('blocks the service, with every difference and what to do', () => {
    const { text, plan } = planText(desired, offered());
    expect(text).toBe('');
    expect(plan.services[0]).toMatchObject({ phase: 'Blocked', reason: 'AdoptionDiffers' });
    expect(plan.services[0]!.message).toContain('container web differs from what is declared: its user is not set');
    expect(plan.services[0]!.message).toContain('docker rename web');
    expect(forecast(desired, offered(), EMPTY_MEMORY, NOW, BUILD).problems).toHaveLength(1);
  });

  it('keeps further replicas from being created beside it', () => {
    const three = STACK('replicas: 3', ', user: "1000"').replace(', hostPort: 8080', '');
    expect(planText(desiredFrom(three), offered()).text).toBe('');
  });
});

describe('an adopted container', () => {
  const desired = desiredFrom(STACK());

  it('is an instance like others', () => {
    const web = adopted(desired);
    expect(planText(desired, at([web], { probes: healthy(web) })).text).toBe('');
    const ended = adopted(desired, { state: 'Exited', exit: { code: 137, signal: 'SIGKILL', at: NOW } });
    expect(planText(desired, at([ended])).text).toBe('RestartInstance service/web[0]: it was ended by SIGKILL');
  });

  it('is let go as it is when the stack goes, in whatever state it is (I15)', () => {
    const deleting = { ...desired, deleting: true };
    for (const web of [adopted(desired), adopted(desired, { state: 'Exited', stoppingSince: NOW })]) {
      const { text, plan } = planText(deleting, at([web], { frontDoors: [] }));
      expect(text).toBe('ReleaseInstance service/web[0]: the stack is being deleted; it goes on as it is');
      expect(plan.actions[0]).toMatchObject({ aside: false });
    }
  });

  it('is let go before a stack is forgotten whose services stay', () => {
    const orphan = { ...desired, deleting: true, spec: { ...desired.spec, deletionPolicy: 'Orphan' as const } };
    expect(planText(orphan, at([adopted(desired)], { frontDoors: [] })).text).toBe(
      'ReleaseInstance service/web[0]: the stack is being deleted; it goes on as it is',
    );
    expect(planText(orphan, at([], { frontDoors: [] })).text).toBe(
      'ForgetStack stack/demo: the stack is being deleted',
    );
  });

  it('is let go once it has left the table, when its service is not declared any more', () => {
    const routed = desiredFrom(`${STACK()}routes: [{name: all, backends: [{service: web, port: http}]}]`);
    const web = adopted(desired);
    const without = { ...routed, spec: { ...routed.spec, services: [] } };
    const look = (tables: Record<string, string>) =>
      planText(without, at([web], { probes: healthy(web), frontDoors: frontDoorWith(tables) }));
    expect(look({ 'uid-1': 'of before' }).text).not.toContain('Instance');
    const { hash = '' } = look({}).plan.table ?? {};
    expect(look({ 'uid-1': hash }).text).toBe(
      'ReleaseInstance service/web[0]: the service is no longer declared; it goes on as it is',
    );
  });

  it('is stopped when a change replaces it, and set aside once its successor is healthy', () => {
    const web = adopted(desired);
    const seen = planText(desired, at([web], { probes: healthy(web) })).memory;
    const changed = desiredFrom(STACK().replace('web:1', 'web:2'));
    const stopping = planText(changed, at([web], { probes: healthy(web) }), seen);
    expect(stopping.text).toBe('StopInstance service/web[0]: its spec changed');
    const stopped = adopted(desired, { state: 'Exited', stoppingSince: NOW });
    const started = planText(changed, at([stopped]), stopping.memory);
    expect(started.text).toBe('StartInstance service/web[0]: its spec changed');
    const revision = started.plan.services[0]!.revision;
    const ours = instanceOf(changed.spec.services[0]!, revision, { imageId: 'sha256:two' });
    const { text, plan } = planText(changed, at([ours, stopped], { probes: healthy(ours) }), started.memory);
    expect(text).toBe('ReleaseInstance service/web[0]: its successor is healthy; it is kept, stopped and renamed');
    expect(plan.actions[0]).toMatchObject({ aside: true });
  });
});
