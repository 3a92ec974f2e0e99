import fc from 'fast-check';
import type { Facilities } from '../../controller/api/facilities.ts';
import { EMPTY_MEMORY } from '../../controller/api/memory.ts';
import { known, unknown } from '../../controller/api/observation.ts';
import type { Desired, Observed } from '../../controller/api/plan.ts';
import type { ProbeState } from '../../controller/api/probe.ts';
import type { Instance } from '../../controller/api/runtime.ts';
import { plan } from '../../controller/plan/plan.ts';
import { BUILD, desiredFrom, emptyWorld, instanceOf, NOW } from '../support/world.ts';

/** One service as the generator chooses it; it depends on services before it only. */
interface Sketch {
  readonly version: number;
  readonly oneShot: boolean;
  readonly replicas: number;
  readonly order: 'StartFirst' | 'StopFirst' | undefined;
  readonly dependsOn: readonly { readonly back: number; readonly condition: 'Started' | 'Healthy' | 'Completed' }[];
  readonly autoRevert: boolean;
  readonly routed: boolean;
  /** A container instead of a process. */
  readonly container: 'none' | 'plain' | 'published' | 'writing' | 'newest';
}

const sketch: fc.Arbitrary<Sketch> = fc.record({
  version: fc.integer({ min: 1, max: 3 }),
  oneShot: fc.boolean(),
  replicas: fc.integer({ min: 0, max: 3 }),
  order: fc.constantFrom('StartFirst', 'StopFirst', undefined),
  dependsOn: fc.array(
    fc.record({ back: fc.integer({ min: 1, max: 3 }), condition: fc.constantFrom('Started', 'Healthy', 'Completed') }),
    { maxLength: 2 },
  ),
  autoRevert: fc.boolean(),
  routed: fc.boolean(),
  container: fc.constantFrom('none', 'none', 'plain', 'published', 'writing', 'newest'),
});

/** What carries a service, and its ports. */
function carrierOf({ container, version }: Sketch, index: number): string {
  if (container === 'none')
    return `
    process: {command: [serve, v${version}, '{{port.http}}']}
    ports: [{name: http, port: ${4000 + index}, range: 5000-5099}]`;
  const policy = container === 'newest' ? ', pullPolicy: Always' : '';
  const volumes = container === 'writing' ? `, volumes: [{volume: data, mountPath: /data}]` : '';
  return `
    docker: {image: "image:${version}", command: [serve]${policy}${volumes}}
    ports: [{name: http, port: 80${container === 'published' ? `, hostPort: ${4000 + index}` : ''}}]`;
}

function specOf(sketches: readonly Sketch[], policy: string): string {
  const services = sketches.map((service, index) => {
    const { oneShot, replicas, order, autoRevert, container } = service;
    const dependencies = service.dependsOn
      .map(({ back, condition }) => ({ index: index - back, condition }))
      .filter(({ index: other }, place, all) => other >= 0 && all.findIndex((each) => each.index === other) === place)
      .map(({ index: other, condition }) => {
        const fitting =
          sketches[other]?.oneShot === true ? condition : condition === 'Completed' ? 'Healthy' : condition;
        return `{name: s${other}, condition: ${fitting}}`;
      });
    return `
  - name: s${index}
    oneShot: ${oneShot}
    replicas: ${oneShot ? 1 : container === 'published' ? Math.min(1, replicas) : replicas}${carrierOf(service, index)}
    dependsOn: [${dependencies.join(', ')}]
    update: {autoRevert: ${autoRevert}${order ? `, order: ${order}` : ''}}`;
  });
  const routes = sketches.flatMap(({ routed, oneShot }, index) =>
    routed && !oneShot
      ? [
          `\n  - {name: r${index}, paths: [{type: Prefix, value: /s${index}}], backends: [{service: s${index}, port: http}]}`,
        ]
      : [],
  );
  const docker = 'docker: {networks: [{name: net}], volumes: [{name: data}, {name: cache, reclaim: Delete}]}';
  return `deletionPolicy: ${policy}\n${docker}\nservices:${services.join('') || ' []'}\nroutes:${routes.join('') || ' []'}\n`;
}

/** The revisions that the planner wants, by service name. */
const revisionsOf = (wanted: Desired): Map<string, string> =>
  new Map(
    plan({ ...wanted, deleting: false }, emptyWorld(), EMPTY_MEMORY, NOW, BUILD).plan.services.map(
      ({ name, revision }) => [name, revision],
    ),
  );

/** What is wanted: up to five services with dependencies, routes and wishes of people. */
const desired: fc.Arbitrary<Desired> = fc
  .record({
    sketches: fc.array(sketch, { minLength: 0, maxLength: 5 }),
    deleting: fc.boolean().chain((first) => fc.boolean().map((second) => first && second)),
    stopped: fc.subarray(['s0', 's1', 's2']),
    policy: fc.constantFrom('Delete', 'Orphan'),
  })
  .map(({ sketches, deleting, stopped, policy }) =>
    desiredFrom(specOf(sketches, policy), { deleting, stopped: stopped.length < 3 ? stopped : [] }),
  );

const instanceChange = fc.record({
  slot: fc.integer({ min: 0, max: 3 }),
  revision: fc.constantFrom('wanted', 'former', 'other'),
  state: fc.constantFrom('Pending', 'Running', 'Running', 'Running', 'Stopping', 'Exited'),
  run: fc.integer({ min: 1, max: 4 }),
  age: fc.integer({ min: 0, max: 100_000 }),
  code: fc.constantFrom(0, 3, undefined),
  strays: fc.constantFrom([], [], [], [77]),
  asked: fc.boolean(),
  health: fc.constantFrom('Healthy', 'Healthy', 'Unhealthy', 'Unknown'),
  service: fc.integer({ min: 0, max: 6 }),
  check: fc.constantFrom('Healthy', 'Healthy', 'Unhealthy', 'Starting', undefined),
  deviation: fc.constantFrom(undefined, undefined, true, false),
});

/** What an engine has beside containers: of the stack, left by it, and of others. */
const facilities: fc.Arbitrary<Facilities> = fc.record({
  networks: fc.subarray(
    [
      { name: 'net', ours: true },
      { name: 'left', ours: true },
      { name: 'strange', ours: false },
    ].map((network) => ({ ...network, id: network.name, subnets: [], internal: false })),
  ),
  volumes: fc.subarray([
    { name: 'data', ours: true },
    { name: 'cache', ours: true },
    { name: 'left', ours: true },
    { name: 'strange', ours: false },
  ]),
  images: fc
    .subarray(['image:1', 'image:2', 'image:3'])
    .map((names) => Object.fromEntries(names.map((name) => [name, `sha256:${name}`]))),
});

type Change = typeof instanceChange extends fc.Arbitrary<infer T> ? T : never;

/** What is told of a container beside what is told of a process. */
const containerPart = ({ check, deviation }: Change, place: number): Partial<Instance> => ({
  pid: undefined,
  imageId: 'sha256:image:1',
  addresses: { http: { host: `172.25.0.${place + 2}`, port: 80 } },
  ...(check === undefined ? {} : { check: { state: check, command: [], message: '' } }),
  ...(deviation === undefined ? {} : { deviations: [{ message: 'somebody changed it', hurts: deviation }] }),
});

/** A machine on which instances of the stack, of its former revisions and of services that are gone are in any state. */
const machine = (wanted: Desired): fc.Arbitrary<Observed> =>
  fc
    .record({
      changes: fc.array(instanceChange, { maxLength: 10 }),
      door: fc.constantFrom('none', 'empty', 'stale', 'unknown', 'busy'),
      runtimeKnown: fc.integer({ min: 0, max: 9 }).map((lot) => lot > 0),
      engineKnown: fc.integer({ min: 0, max: 9 }).map((lot) => lot > 0),
      facilities,
      listening: fc.subarray([4000, 4001, 5005, 9079]),
      listeningKnown: fc.integer({ min: 0, max: 9 }).map((lot) => lot > 0),
    })
    .map(({ changes, door, runtimeKnown, engineKnown, facilities: found, listening, listeningKnown }) => {
      const revisions = revisionsOf(wanted);
      const instances = new Map<string, Instance>();
      const probes: Record<string, ProbeState> = {};
      for (const [place, change] of changes.entries()) {
        const { slot, revision, state, run, age, code, strays, asked, health, service: index } = change;
        const service = wanted.spec.services[index] ?? wanted.spec.services[0];
        if (!service) continue;
        // Whatever has the highest number is declared no more.
        const declared = index > 4 ? { ...service, name: `gone${index}` } : service;
        const hash = revision === 'wanted' ? (revisions.get(declared.name) ?? 'x') : revision;
        const isFirst = slot === 0 && revision === 'wanted' && declared === service;
        const port = isFirst ? (declared.ports[0]?.port ?? 1) : 5000 + place;
        const isContainer = declared.docker !== undefined;
        const joined = isContainer ? { networks: [{ name: 'net', aliases: [declared.name] }] } : {};
        const ports = { http: isContainer ? 80 : port };
        const launch = { service: declared, slot, revision: hash, ports, command: [], env: {}, ...joined };
        const instance = instanceOf(declared, hash, {
          slot,
          launch,
          state,
          run,
          startedAt: NOW - age,
          stoppingSince: state === 'Stopping' || (asked && state === 'Exited') ? NOW - age / 2 : undefined,
          exit: state === 'Exited' ? { code, signal: undefined, at: NOW - age / 3 } : undefined,
          strays: state === 'Exited' && !isContainer ? strays : [],
          pid: state === 'Exited' ? undefined : 4711,
          ...(isContainer ? containerPart(change, place) : {}),
        });
        instances.set(instance.id, instance);
        if (state === 'Running') probes[instance.id] = { health, lastResult: undefined };
      }
      const all = [...instances.values()];
      const address = { host: '127.0.0.1', port: 9079 };
      const inFlight = door === 'busy' ? { '127.0.0.1:4000': 2 } : {};
      const tables = door === 'stale' ? { [wanted.stack.uid]: 'old' } : { 'another-uid': 'x' };
      const running = { pid: 1, build: BUILD, listening: address, tables, inFlight, requests: {} };
      const state = door === 'unknown' ? unknown('silent') : known(door === 'none' ? undefined : running);
      return emptyWorld({
        instances: {
          process: runtimeKnown ? known(all.filter(({ launch }) => launch.service.process)) : unknown('no answer'),
          docker: engineKnown ? known(all.filter(({ launch }) => launch.service.docker)) : unknown('no answer'),
        },
        ...(engineKnown ? { facilities: found } : {}),
        probes,
        frontDoors: [{ address, state, ...(door === 'none' ? {} : { recorded: true as const }) }],
        listening: listeningKnown ? known(listening.map((port) => ({ host: '127.0.0.1', port }))) : unknown('hidden'),
        claims: { ports: [], routes: [], frontDoors: door === 'busy' ? [address] : [] },
      });
    });

/** What is wanted beside what is there. */
export const pair: fc.Arbitrary<{ readonly wanted: Desired; readonly world: Observed }> = desired.chain((wanted) =>
  machine(wanted).map((world) => ({ wanted, world })),
);
