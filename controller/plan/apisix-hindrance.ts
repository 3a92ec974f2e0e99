import type { Desired, Observed } from '../api/plan.ts';
import type { Strategy } from '../api/strategy.ts';
import { pathStateOf } from './gateway-way.ts';
import type { StrategyInput } from './strategy.ts';

/** For how long an APISIX that is no service of the stack must be silent in all its planes; milliseconds. */
const SILENT_FOR = 15_000;
/** Attempts to get its image that failed, after which it is not to be had. */
const VAIN_PULLS = 3;

export interface ApisixHindrance {
  /** Why no APISIX can serve; undefined when one does, or may yet. */
  readonly why: string | undefined;
  /** Since when one that others run is silent; milliseconds since the epoch. */
  readonly since?: number;
  readonly wakeAt?: number;
}

/**
 * Whether the stack's APISIX cannot be had: its service cannot be started, or somebody else's has been silent for long. One that merely
 * failed is started again, and waited for.
 *
 * @param missing what there is no engine for
 */
export function apisixHindrance(
  { desired, observed, verdicts, memory, now }: StrategyInput,
  missing: Pick<Strategy, 'taken' | 'skipped'>,
  silentSince: number | undefined,
): ApisixHindrance {
  const { apisix } = desired.spec.gateway;
  if (!apisix || answers(desired, observed)) return { why: undefined };
  const { service } = apisix;
  const declared = desired.declared.find(({ name }) => name === service);
  // Somebody else runs it.
  if (service === undefined || declared?.external || missing.taken[service] !== undefined) {
    const since = silentSince ?? now;
    if (now < since + SILENT_FOR) return { why: undefined, since, wakeAt: since + SILENT_FOR };
    return { why: `APISIX answers neither at ${apisix.adminUrl} nor at ${apisix.gatewayUrl}`, since };
  }
  const absent = [service, ...dependenciesOf(service, desired)].find((name) => name in missing.skipped);
  if (absent !== undefined) return { why: `APISIX cannot run: ${absent} is skipped` };
  const verdict = verdicts.find(({ name }) => name === service);
  if (verdict?.phase === 'Blocked') return { why: `APISIX cannot run: ${verdict.message}` };
  const failed = declared?.docker && memory.volatile.failures[`image/pull/${declared.docker.image}`];
  const isHere = declared?.docker && observed.facilities?.images[declared.docker.image] !== undefined;
  if (failed && !isHere && failed.count >= VAIN_PULLS) return { why: `APISIX cannot run: ${failed.message}` };
  return { why: undefined };
}

/** Whether any plane of it answers. */
const answers = (desired: Desired, observed: Observed): boolean =>
  observed.gateway?.known === true || pathStateOf(desired, observed)?.answers === true;

/** All services that one needs, at any distance. */
function dependenciesOf(service: string, { declared }: Desired): Set<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    for (const dependency of declared.find((each) => each.name === name)?.dependsOn ?? []) {
      if (found.has(dependency.name)) continue;
      found.add(dependency.name);
      visit(dependency.name);
    }
  };
  visit(service);
  return found;
}
