import { addressKey, type FrontDoorAddress } from '../api/front-door.ts';
import { EMPTY_SERVICE_MEMORY, type Memory, type ServiceMemory } from '../api/memory.ts';
import { type Desired, frontDoorAt, type Observed, type Problem } from '../api/plan.ts';
import { standInAddress } from '../spec/apisix-service.ts';
import { isAlive } from './health.ts';
import { overlaps } from './ports.ts';
import { isBeingChanged, serviceOf, type Step } from './steps.ts';
import type { StackView } from './view.ts';

export interface StandIn {
  /** Where the front door is to serve instead of APISIX now. */
  readonly address: FrontDoorAddress | undefined;
  /** What is done with instances: APISIX itself is started only where the front door does not listen. */
  readonly steps: readonly Step[];
  /** What is remembered of a service whose start waits: it has spent nothing. */
  readonly untouched: Readonly<Record<string, ServiceMemory>>;
  readonly problems: readonly Problem[];
}

interface Situation {
  readonly desired: Desired;
  readonly observed: Observed;
  readonly view: StackView;
  readonly memory: Memory;
}

/**
 * Whether the front door serves at the address of the stack's APISIX, which is down. Before that is started, the front door has to have left:
 * the start waits for a pass that has seen so. Only this controller may start it: beside a container that is still somebody else's, and at a
 * port that an older stack claims, nobody stands in.
 */
export function decideStandIn({ desired, observed, view, memory }: Situation, steps: readonly Step[]): StandIn {
  const nothing: StandIn = { address: undefined, steps, untouched: {}, problems: [] };
  const address = standInAddress(desired.spec);
  const { apisix, failover, frontDoor } = desired.spec.gateway;
  const service = view.services.get(apisix?.service ?? '');
  if (!address || !service || desired.deleting || failover.mode === 'Apisix') return nothing;
  const own = frontDoorAt(observed, frontDoor)?.state;
  const problem = own?.known ? own.value?.standIns?.[addressKey(address)] : undefined;
  // As long as nobody can look, it stays as it is.
  if (service.unknown !== undefined) return { ...nothing, address: problem === undefined ? undefined : address };
  const { candidate } = service;
  if (candidate) {
    const policy = candidate.settings.restartPolicy;
    const message = `container ${candidate.container.name} has the restart policy ${policy}: the engine may start it at any time, so the front door does not take its port`;
    const refused = { reason: 'TakeoverRefused', target: 'gateway/apisix', message };
    return policy === 'no' ? nothing : { ...nothing, problems: [refused] };
  }
  const isClaimed = observed.claims.ports.some(
    ({ host, port }) => port === address.port && overlaps(host, address.host),
  );
  const isStart = (step: Step): boolean =>
    (step.kind === 'start' || step.kind === 'restart') && serviceOf(step) === service.name;
  const slots = service.slots.flatMap(({ current, others }) => (current ? [current, ...others] : others));
  const isUp = [...slots, ...service.surplus].some(({ instance }) => isAlive(instance));
  const isStarting = steps.some(isStart) || isBeingChanged(service.name, observed.operations);
  if (!isUp && !isStarting) return isClaimed ? nothing : { ...nothing, address };
  if (problem !== '') return nothing;
  const former = memory.durable.services[service.name] ?? EMPTY_SERVICE_MEMORY;
  return { ...nothing, steps: steps.filter((step) => !isStart(step)), untouched: { [service.name]: former } };
}
