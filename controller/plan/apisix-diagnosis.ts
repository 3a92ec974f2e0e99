import type { Ailment } from '../api/healing.ts';
import type { Desired, Observed, ServiceVerdict } from '../api/plan.ts';
import type { Instance } from '../api/runtime.ts';
import { configuredApisix } from '../spec/apisix-service.ts';
import { pathStateOf } from './gateway-way.ts';
import { isWell } from './root-causes.ts';
import type { TroubleInput } from './troubles.ts';
import type { ServiceView } from './view.ts';

/** For how long APISIX is granted to begin to answer after its start, in milliseconds. */
const GRACE = 15_000;

/** What APISIX and its nginx say of a configuration that they cannot use (apisix/cli/ops.lua, apisix/cli/schema.lua; nginx core). */
const BAD_CONFIGURATION =
  /\[emerg\](?!.*\bbind\(\))|(failed|unable) to (parse|validate|read|load)\b.*(conf|yaml)|schema validation failed/i;
/** Ends by a signal, which no configuration brings about: 128 and its number. */
const SIGNALLED = 128;

/**
 * Why an APISIX that is a service of the stack does not serve, from the state of its container, how it ended, what it said last, who holds
 * its port, its configuration store and its planes. Undefined when it serves, or may still begin to.
 */
export function diagnoseApisix(
  { desired, observed, verdicts, now }: TroubleInput,
  view: ServiceView,
): Ailment | undefined {
  const verdict = verdicts.find(({ name }) => name === view.name);
  if (!verdict || view.held !== undefined || view.unknown !== undefined || verdict.phase === 'Skipped')
    return undefined;
  const store = storeOf(desired, verdicts);
  if (store) return { what: `its configuration store ${store.name} is down: ${store.message || store.phase}` };
  if (verdict.reason === 'PortConflict')
    return { what: verdict.message, mend: 'end what holds the port, or give APISIX another one' };
  const instance = view.slots[0]?.current?.instance;
  if (!instance) return Object.keys(view.memory.healthy).length > 0 ? { what: 'its container is gone' } : undefined;
  if (instance.state === 'Exited') return exited(instance, desired, observed.lastLines?.[view.name] ?? []);
  if (instance.state !== 'Running' || now - (instance.startedAt ?? now) < GRACE) return undefined;
  return hung(desired, observed);
}

/** Its etcd, when that is ill: not while it starts, nor while an older revision of it does its work. */
function storeOf({ declared, spec }: Desired, verdicts: readonly ServiceVerdict[]): ServiceVerdict | undefined {
  const apisix = declared.find(({ name }) => name === spec.gateway.apisix?.service);
  const stores = declared.filter(
    ({ name, type }) => type === 'etcd' && apisix?.dependsOn.some((dependency) => dependency.name === name),
  );
  return verdicts.find(
    (verdict) =>
      stores.some(({ name }) => name === verdict.name) &&
      verdict.healthy === 0 &&
      !isWell(verdict) &&
      !['Starting', 'Waiting', 'Unknown'].includes(verdict.phase),
  );
}

function exited({ exit }: Instance, desired: Desired, lines: readonly string[]): Ailment {
  if (exit?.outOfMemory)
    return { what: 'it was killed because it took more memory than it may', mend: 'raise docker.resources.memory' };
  const isOwnEnd = (exit?.code ?? 0) < SIGNALLED;
  const said = isOwnEnd ? lines.find((line) => BAD_CONFIGURATION.test(line)) : undefined;
  const code = exit?.code === undefined ? 'it ended' : `it exited with code ${exit.code}`;
  if (said === undefined) return { what: code };
  const what = `${code}, since it cannot use its configuration: ${said}`;
  // The one that the controller wrote can be written again.
  if (configuredApisix(desired.spec)) return { what, remedy: 'Reconfigure' };
  return { what, mend: 'mend its config.yaml' };
}

/** It runs: its planes tell. */
function hung(desired: Desired, observed: Observed): Ailment | undefined {
  const { gateway } = observed;
  const path = pathStateOf(desired, observed);
  const code = gateway?.known === false ? gateway.code : undefined;
  if (code === 'ApisixKeyRefused')
    return { what: 'it refuses the key', mend: 'give gateway.apisix.adminKey the key of its config.yaml' };
  if (path?.answers === false) return { what: 'it runs, and its data plane does not answer', remedy: 'Restart' };
  if (code === 'ApisixStoreDown')
    return { what: 'it cannot reach its configuration store, which is well', remedy: 'Restart' };
  if (code === 'ApisixUnreachable' || (gateway?.known === false && code === undefined))
    return { what: 'it runs, and its Admin API does not answer', remedy: 'Restart' };
  return undefined;
}
