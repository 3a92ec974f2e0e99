import { type Strategy, UNRESTRICTED } from '../../controller/api/strategy.ts';
import { parse } from 'yaml';
import type { FrontDoorState } from '../../controller/api/front-door.ts';
import type { QbtcStack, Service } from '../../controller/api/generated/resource.ts';
import { EMPTY_MEMORY, type Memory } from '../../controller/api/memory.ts';
import { known } from '../../controller/api/observation.ts';
import type { Desired, Observed, Plan } from '../../controller/api/plan.ts';
import type { Instance } from '../../controller/api/runtime.ts';
import { externalInstances } from '../../controller/observe/external.ts';
import { plan } from '../../controller/plan/plan.ts';
import { withAlternatives } from '../../controller/spec/alternatives.ts';
import { withDefaults } from '../../controller/spec/default.ts';
import { schemaAt } from '../../controller/spec/schema.ts';

export const NOW = Date.UTC(2026, 0, 1, 12);
export const BUILD = 'test';

/** A stack as it comes out of validation, from the YAML of its spec. */
export function stackFrom(specYaml: string, name = 'demo'): QbtcStack {
  const resource = {
    apiVersion: 'qbtc.dev/v1alpha1',
    kind: 'QbtcStack',
    metadata: { name, namespace: 'default' },
    spec: parse(specYaml) as unknown,
  };
  return withDefaults(resource, schemaAt()) as QbtcStack;
}

export function desiredFrom(specYaml: string, changes: Partial<Desired> = {}): Desired {
  const stack = stackFrom(specYaml);
  return {
    stack: {
      installation: 'inst',
      namespace: 'default',
      name: stack.metadata.name,
      uid: 'uid-1',
      createdAt: NOW,
      generation: 1,
    },
    spec: stack.spec,
    declared: stack.spec.services,
    strategy: UNRESTRICTED,
    containers: [],
    deleting: false,
    stopped: [],
    restarts: {},
    secretDigests: {},
    ...changes,
  };
}

/** The same stack, under the strategy that an earlier pass chose. */
export const under = (desired: Desired, strategy: Strategy): Desired => ({
  ...desired,
  strategy,
  spec: withAlternatives({ ...desired.spec, services: [...desired.declared] }, strategy),
});

/** The same machine, with the stack's external services as observed ones. */
export const withExternals = (desired: Desired, world: Observed): Observed => {
  return { ...world, instances: { ...world.instances, external: known(externalInstances(desired)) } };
};

/** A machine on which nothing of ours runs. */
export const emptyWorld = (changes: Partial<Observed> = {}): Observed => {
  const frontDoors = [{ address: { host: '127.0.0.1', port: 9079 }, state: known(undefined) }];
  return {
    instances: { process: known([]) },
    probes: {},
    listening: known([]),
    holders: [],
    intruders: {},
    frontDoors,
    claims: { ports: [], frontDoors: [], routes: [] },
    operations: [],
    ...changes,
  };
};

export const frontDoorWith = (
  tables: Record<string, string>,
  inFlight: Record<string, number> = {},
  more: Partial<FrontDoorState> = {},
): Observed['frontDoors'] => {
  const listening = { host: '127.0.0.1', port: 9079 };
  const state: FrontDoorState = { pid: 1, build: BUILD, listening, tables, inFlight, requests: {}, ...more };
  return [{ address: listening, state: known(state) }];
};

/** An instance as the runtime would report it after the planner had it started. */
export function instanceOf(service: Service, revision: string, changes: Partial<Instance> = {}): Instance {
  const slot = changes.slot ?? 0;
  const ports = changes.launch?.ports ?? Object.fromEntries(service.ports.map(({ name, port }) => [name, port]));
  return {
    id: `qbtc-demo-${service.name}-${slot}-${revision}`,
    service: service.name,
    slot,
    revision,
    launch: { service, slot, revision, ports, command: [], env: {} },
    state: 'Running',
    run: 1,
    startedAt: NOW - 60_000,
    stoppingSince: undefined,
    exit: undefined,
    readyLogSeen: undefined,
    addresses: Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, { host: '127.0.0.1', port }])),
    pid: 4711,
    strays: [],
    cwd: '/',
    env: {},
    ...changes,
  };
}

/** Plans, and shows the actions as text. */
export function planText(
  desired: Desired,
  observed: Observed,
  memory: Memory = EMPTY_MEMORY,
  now = NOW,
): { text: string; plan: Plan; memory: Memory } {
  const result = plan(desired, observed, memory, now, BUILD);
  const text = result.plan.actions.map(({ type, target, cause }) => `${type} ${target}: ${cause}`).join('\n');
  return { text, ...result };
}
