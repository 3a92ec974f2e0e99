import { addressKey, type FrontDoorAddress } from '../api/front-door.ts';
import { type Desired, frontDoorAt, type Observed, type Problem } from '../api/plan.ts';
import { standInAddress } from '../spec/apisix-service.ts';
import { isAlive } from './health.ts';
import type { Step } from './steps.ts';
import type { StackView } from './view.ts';

export interface StandIn {
  /** Where the front door is to serve instead of APISIX now. */
  readonly address: FrontDoorAddress | undefined;
  /** What is done with instances: APISIX itself is started only where the front door does not listen. */
  readonly steps: readonly Step[];
  readonly problems: readonly Problem[];
}

/**
 * Whether the front door serves at the address of the stack's APISIX, which is down. Before that is started, the front door has to have left:
 * the start waits for a pass that has seen so. Only this controller may start it: one that the engine restarts by itself is not stood in for.
 */
export function decideStandIn(desired: Desired, observed: Observed, view: StackView, steps: readonly Step[]): StandIn {
  const nothing: StandIn = { address: undefined, steps, problems: [] };
  const address = standInAddress(desired.spec);
  const { apisix, failover, frontDoor } = desired.spec.gateway;
  const service = view.services.get(apisix?.service ?? '');
  if (!address || !service || desired.deleting || failover.mode === 'Apisix') return nothing;
  const own = frontDoorAt(observed, frontDoor)?.state;
  const problem = own?.known ? own.value?.standIns?.[addressKey(address)] : undefined;
  // As long as nobody can look, it stays as it is.
  if (service.unknown !== undefined) return { ...nothing, address: problem === undefined ? undefined : address };
  const policy = service.candidate?.settings.restartPolicy ?? 'no';
  if (policy !== 'no') {
    const message = `container ${service.candidate?.container.name ?? ''} has the restart policy ${policy}: the engine may start it at any time, so the front door does not take its port`;
    return { ...nothing, problems: [{ reason: 'TakeoverRefused', target: 'gateway/apisix', message }] };
  }
  const isStart = (step: Step): boolean =>
    step.kind === 'start'
      ? step.launch.service.name === service.name
      : (step.kind === 'restart' && step.instance.instance.service === service.name) ||
        (step.kind === 'adopt' && step.launch.service.name === service.name);
  const all = [
    ...service.slots.flatMap(({ current, others }) => (current ? [current, ...others] : others)),
    ...service.surplus,
  ];
  const isUp = all.some(({ instance }) => isAlive(instance));
  const isStarting =
    steps.some(isStart) || observed.operations.some(({ target }) => target.startsWith(`service/${service.name}[`));
  if (isUp || isStarting)
    return problem === '' ? { ...nothing, steps: steps.filter((step) => !isStart(step)) } : nothing;
  return { ...nothing, address };
}
