import type { QbtcStack } from '../api/generated/resource.ts';
import type { Memory } from '../api/memory.ts';
import type { Desired, Observed } from '../api/plan.ts';
import { areAlike } from '../api/strategy.ts';
import { BUILD } from '../build.ts';
import { createLooks } from '../observe/looks.ts';
import { Intruders } from '../observe/intruders.ts';
import { createProber } from '../observe/prober.ts';
import { observe } from '../observe/snapshot.ts';
import { plan as decide } from '../plan/plan.ts';
import { readOnlyEngine, readOnlyFiles, readOnlyGateway, readOnlyProcesses } from '../platform/read-only.ts';
import { claimsAgainst, desiredOf } from '../reconcile/desired.ts';
import { openInstallation, stackUid, type Installation } from '../state/installation.ts';
import { readApisix } from '../state/apisix-files.ts';
import { stackFolder } from '../state/records.ts';
import { keyOf, StackStore, usesEngine } from '../state/store.ts';
import { createAdapters, machine } from '../wire.ts';

/** One look at everything that concerns a stack, by a command that works alone and changes nothing. */
export async function observeAlone(
  directory: string,
  resource: QbtcStack,
  given: Readonly<Record<string, string>>,
): Promise<{ desired: Desired; observed: Observed; memory: Memory; now: number; build: string }> {
  const real = machine(directory);
  const here = {
    clock: real.clock,
    files: readOnlyFiles(real.files),
    processes: readOnlyProcesses(real.processes),
    connectEngine: (endpoint: string | undefined) => readOnlyEngine(real.connectEngine(endpoint)),
  };
  const now = here.clock.now();
  const installation: Installation = await openInstallation(here.files, directory);
  const store = await StackStore.open({ files: here.files, directory, installation, now: () => now });
  const { namespace, name } = resource.metadata;
  const key = keyOf(resource.metadata);
  const accepted = store.get(key) ?? {
    uid: stackUid(installation, namespace, name),
    namespace,
    name,
    generation: 0,
    createdAt: now,
    deleting: false,
    stopped: [],
    restarts: {},
    resource,
    secrets: given,
  };
  const involved = (accepted.usesEngine ?? false) || usesEngine(resource.spec);
  const apisix = await readApisix(here.files, stackFolder(directory, accepted.uid), resource.spec);
  const secrets = { ...given, ...apisix?.secrets };
  const wanted = { ...accepted, resource, secrets, usesEngine: involved, ...(apisix ? { apisix: apisix.files } : {}) };
  // Nobody has been here to see for how long anything is as it is now.
  const memory = withDiagnosis(store.memory(key), { engineGone: 0, engineBack: 0 });
  let desired = desiredOf(wanted, installation, memory);
  using adapters = await createAdapters({ ...here, directory, installation: installation.id });
  const { runProbe } = adapters;
  await using prober = createProber({ clock: here.clock, runProbe, onEdge: () => undefined });
  using looks = createLooks(adapters, here.clock);
  const sources = {
    ...here,
    ...adapters,
    gateway: readOnlyGateway(adapters.gateway),
    prober,
    intruders: new Intruders(here.processes),
    claims: (of: Desired) => claimsAgainst(of, store.list()),
    operations: () => [],
    looks,
    changed: () => undefined,
  };
  const look = () => observe(desired, sources, { refresh: true, secrets }, AbortSignal.timeout(30_000));
  let observed = await look();
  // Routes may depend on what is found, and the first look has only begun it.
  if (desired.spec.discovery?.autoRoute) {
    await looks.refresh(desired.stack.uid, AbortSignal.timeout(30_000));
    observed = await look();
  }
  // What is missing here may send services to their alternatives, which are to be seen as well.
  const { durable } = decide(desired, observed, memory, now, BUILD).memory;
  if (!areAlike(durable.strategy, desired.strategy)) {
    desired = desiredOf(wanted, installation, { ...memory, durable });
    observed = await look();
  }
  return { desired, observed, memory, now, build: BUILD };
}

const withDiagnosis = (memory: Memory, diagnosis: NonNullable<Memory['volatile']['diagnosis']>): Memory => ({
  ...memory,
  volatile: { ...memory.volatile, diagnosis },
});
