import type { Ailment } from '../api/healing.ts';
import type { Desired, Observed, ServiceVerdict } from '../api/plan.ts';
import { diagnoseApisix } from './apisix-diagnosis.ts';
import { isRefusal } from '../api/connectivity.ts';
import { pathStateOf } from './gateway-way.ts';
import { isWell, rootCauses } from './root-causes.ts';
import type { ServiceView, StackView } from './view.ts';

/** Something that is wrong with a service while everything that it depends on is well. */
export interface Trouble extends Ailment {
  readonly service: string;
  /** What is ill because of it. */
  readonly dependents: readonly string[];
}

export interface TroubleInput {
  readonly desired: Desired;
  readonly observed: Observed;
  readonly view: StackView;
  /** With what their queues tell. */
  readonly verdicts: readonly ServiceVerdict[];
  /** Plugins of APISIX's global rules that a request may fail at. */
  readonly guards: readonly string[];
  readonly now: number;
}

/** Restarts in one window, none of which got healthy, after which a container is made anew. */
const VAIN_RESTARTS = 3;

/** All that is wrong with a stack, by root cause. */
export function troublesOf(input: TroubleInput): Trouble[] {
  const { desired, view, verdicts } = input;
  const apisix = view.services.get(desired.spec.gateway.apisix?.service ?? '');
  const diagnosis = apisix && diagnoseApisix(input, apisix);
  const causes = rootCauses(desired, verdicts).flatMap(({ verdict, dependents }): Trouble[] => {
    const service = view.services.get(verdict.name);
    if (!service || service === apisix) return [];
    const isStuck = isVainlyRestarted(service, input);
    // What only waits, or has just been started, is not ill yet.
    if (isUnderWay(verdict) && !isStuck) return [];
    return [{ service: verdict.name, ...ailment(verdict, isStuck), dependents }];
  });
  const found = [
    ...(apisix && diagnosis ? [{ service: apisix.name, ...diagnosis, dependents: [] }] : []),
    ...causes,
    ...unserved(input),
  ];
  return found.map((each) => (isOurs(view.services.get(each.service), input) ? each : withoutRemedy(each)));
}

/** Whether it is this controller's to start and stop, now. */
const isOurs = (service: ServiceView | undefined, { desired }: TroubleInput): boolean =>
  service !== undefined && !service.spec.external && !(service.name in desired.strategy.skipped);

const withoutRemedy = ({ remedy: _, ...trouble }: Trouble): Trouble => trouble;

const isUnderWay = ({ phase }: ServiceVerdict): boolean =>
  ['Waiting', 'Starting', 'Stopping', 'Unknown', 'Skipped'].includes(phase);

function ailment({ reason, message, phase }: ServiceVerdict, isStuck: boolean): Ailment {
  const what = message || phase;
  if (reason === 'QueueNotConsumed') return { what, remedy: 'Restart' };
  if (reason === 'PortConflict') return { what, mend: 'end what holds the port, or give the service another one' };
  return { what, ...(isStuck ? { remedy: 'Recreate' as const } : {}) };
}

/** A container that was started again and again of late, and not once got healthy: what it has written may be what keeps it from that. */
function isVainlyRestarted({ spec, slots, memory }: ServiceView, { desired, now }: TroubleInput): boolean {
  const window = desired.spec.healing.restarts.windowSeconds * 1000;
  return (
    spec.docker !== undefined &&
    slots.some(({ index, current }) => {
      const { instance, health } = current ?? {};
      if (!instance || health === 'Healthy' || instance.adopted || instance.keepsData) return false;
      // A run of a container is named by when it began.
      const wellAt = memory.healthy[instance.id] ?? -Infinity;
      const restarts = memory.budgets[index]?.restarts ?? [];
      return restarts.filter((at) => at > now - window && at > wellAt).length >= VAIN_RESTARTS;
    })
  );
}

/** Services that are well by their probes, and whose clients get no answer on any of their routes while others do. */
function unserved(input: TroubleInput): Trouble[] {
  const { observed, verdicts, guards } = input;
  const { connectivity = {} } = observed;
  if (Object.values(connectivity).every((problem) => problem === '')) return [];
  // What has to show a key, or comes too often, is refused before any service sees it.
  if (guards.length > 0) return [];
  return verdicts.flatMap(({ name: service, phase }): Trouble[] => {
    const { own, others } = checkedRoutes(service, input);
    const problems = own.map((route) => connectivity[route] ?? '');
    const isBlamed = problems.length > 0 && problems.every((problem) => problem !== '' && !isRefusal(problem));
    // Where nobody is served, whatever all have in common is to blame before any service.
    const isAlone = others.length === 0 ? !isThroughApisix(input) : others.some((route) => connectivity[route] === '');
    if (phase !== 'Running' || !isBlamed || !isAlone) return [];
    const what = `its probe passes, and its clients are not served: ${problems[0] ?? ''}`;
    return [{ service, what, remedy: 'Restart', dependents: [] }];
  });
}

const isThroughApisix = ({ desired, observed }: TroubleInput): boolean =>
  pathStateOf(desired, observed)?.active === 'Apisix';

/** The routes whose clients were asked for: those that lead to the service alone, and all others. */
function checkedRoutes(service: string, { desired, observed }: TroubleInput) {
  const checked = desired.spec.routes.filter(({ name }) => observed.connectivity?.[name] !== undefined);
  const isOwn = ({ backends }: (typeof checked)[number]): boolean =>
    backends.length > 0 && backends.every((each) => each.service === service);
  const names = (routes: typeof checked): string[] => routes.map(({ name }) => name);
  return { own: names(checked.filter(isOwn)), others: names(checked.filter((route) => !isOwn(route))) };
}

/** Whether a service was seen to do its work: APISIX in all its planes, others by their clients where they have routes, else by their probes. */
export function isSeenWell(service: string, input: TroubleInput): boolean {
  const { desired, observed, verdicts } = input;
  const verdict = verdicts.find(({ name }) => name === service);
  if (!verdict || !isWell(verdict)) return false;
  if (service === desired.spec.gateway.apisix?.service)
    return observed.gateway?.known === true && pathStateOf(desired, observed)?.answers === true;
  const { own } = checkedRoutes(service, input);
  const isRouted = desired.spec.routes.some(({ backends }) => backends.some((each) => each.service === service));
  if (own.length > 0) return own.some((route) => observed.connectivity?.[route] === '');
  // Its routes cannot be asked for; before the first look that is not known.
  return !isRouted || (observed.connectivity !== undefined && verdict.settled);
}
