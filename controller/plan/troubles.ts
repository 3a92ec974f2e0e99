import type { Remedy } from '../api/healing.ts';
import type { Desired, Observed, ServiceVerdict } from '../api/plan.ts';
import { diagnoseApisix } from './apisix-diagnosis.ts';
import { pathStateOf } from './gateway-way.ts';
import { isWell, rootCauses } from './root-causes.ts';
import type { ServiceView, StackView } from './view.ts';

/** Something that is wrong with a service while everything that it depends on is well. */
export interface Trouble {
  readonly service: string;
  /** In words that stay the same while it lasts. */
  readonly what: string;
  /** What helps beyond plain repair; undefined where nothing does. */
  readonly remedy?: Remedy;
  /** What a person can do; absent where nobody has to. */
  readonly mend?: string;
  /** What is ill because of it. */
  readonly dependents: readonly string[];
}

export interface TroubleInput {
  readonly desired: Desired;
  readonly observed: Observed;
  readonly view: StackView;
  /** With what their queues tell. */
  readonly verdicts: readonly ServiceVerdict[];
  readonly now: number;
}

/** Restarts in one window after which a container that does not get healthy is made anew. */
const VAIN_RESTARTS = 3;

/** All that is wrong with a stack, by root cause. */
export function troublesOf(input: TroubleInput): Trouble[] {
  const { desired, view, verdicts } = input;
  const apisix = view.services.get(desired.spec.gateway.apisix?.service ?? '');
  const diagnosis = apisix && diagnoseApisix(input, apisix);
  const causes = rootCauses(desired, verdicts).flatMap(({ verdict, dependents }): Trouble[] => {
    const service = view.services.get(verdict.name);
    // What only waits, or has just been started, is not ill yet.
    if (!service || service === apisix || (isUnderWay(verdict) && !isStuck(service))) return [];
    return [{ service: verdict.name, ...ailment(service, verdict), dependents }];
  });
  return [
    ...(diagnosis ? [{ service: apisix.name, ...renamed(diagnosis), dependents: [] }] : []),
    ...causes,
    ...unserved(input),
  ];
}

const renamed = ({ trouble, ...rest }: NonNullable<ReturnType<typeof diagnoseApisix>>) => ({ what: trouble, ...rest });

const isUnderWay = ({ phase }: ServiceVerdict): boolean =>
  ['Waiting', 'Starting', 'Stopping', 'Unknown', 'Skipped'].includes(phase);

function ailment(
  service: ServiceView,
  { reason, message, phase }: ServiceVerdict,
): Pick<Trouble, 'what' | 'remedy' | 'mend'> {
  const what = message || phase;
  if (reason === 'QueueNotConsumed') return { what, remedy: 'Restart' };
  if (reason === 'PortConflict') return { what, mend: 'end what holds the port, or give the service another one' };
  return { what, ...(isStuck(service) ? { remedy: 'Recreate' as const } : {}) };
}

/** A container that was started again and again, and never got healthy: what it has written may be what keeps it from that. */
function isStuck({ spec, slots, memory }: ServiceView): boolean {
  return (
    spec.docker !== undefined &&
    slots.some(({ index, current }) => {
      if (!current || current.health === 'Healthy' || current.instance.adopted || current.instance.keepsData)
        return false;
      return (memory.budgets[index]?.restarts.length ?? 0) >= VAIN_RESTARTS;
    })
  );
}

/** Services that are well by their probes, and whose clients get no answer on any of their routes while others do. */
function unserved({ desired, observed, verdicts }: TroubleInput): Trouble[] {
  const { connectivity = {} } = observed;
  const isThroughApisix = pathStateOf(desired, observed)?.active === 'Apisix';
  const checked = desired.spec.routes.filter(({ name }) => name in connectivity);
  const isServed = ({ name }: { readonly name: string }): boolean => connectivity[name] === '';
  return verdicts.filter(isWell).flatMap(({ name: service, phase }): Trouble[] => {
    const own = checked.filter(
      ({ backends }) => backends.length > 0 && backends.every((each) => each.service === service),
    );
    const others = checked.filter((route) => !own.includes(route));
    if (phase !== 'Running' || own.length === 0 || own.some(isServed)) return [];
    // Where nothing is served through APISIX, it is to blame before any service.
    if (isThroughApisix && !others.some(isServed)) return [];
    const [route] = own;
    const what = `its probe passes, and its clients are not served: ${connectivity[route?.name ?? ''] ?? ''}`;
    return [{ service, what, remedy: 'Restart', dependents: [] }];
  });
}
