import type { Phase, ServiceVerdict } from '../api/plan.ts';
import { isCompleted } from './dependencies.ts';
import { exitMessage, isAlive } from './health.ts';
import type { ServiceDecision } from './service.ts';
import type { ServiceView } from './view.ts';

type Judgement = Pick<ServiceVerdict, 'phase' | 'reason' | 'message'>;

/** Sums a service up for people, gates and conditions. */
export function verdictOf(view: ServiceView, decision: ServiceDecision): ServiceVerdict {
  const { name, spec, declaredRevision: revision, slots, surplus } = view;
  const settled =
    view.revision === revision &&
    surplus.length === 0 &&
    slots.every(({ current, others }) => current?.health === 'Healthy' && others.length === 0);
  const completed = isCompleted(view) && view.revision === revision;
  return {
    name,
    revision,
    desired: view.held === undefined ? spec.replicas : 0,
    healthy: slots.filter(({ current, others }) => [current, ...others].some((member) => member?.health === 'Healthy'))
      .length,
    restarts: Object.values(decision.memory.budgets).reduce((sum, { restarts }) => sum + restarts.length, 0),
    settled: settled || completed || (view.held !== undefined && noneAlive(view)),
    ...judge(view, decision),
  };
}

const judgement = (phase: Phase, reason: string, message = ''): Judgement => ({ phase, reason, message });

function judge(view: ServiceView, decision: ServiceDecision): Judgement {
  // What has run to its end has done so, whether or not anybody can be asked.
  if (view.unknown !== undefined && !isCompleted(view)) return judgement('Unknown', 'RuntimeUnknown', view.unknown);
  if (view.held !== undefined) {
    // What runs by itself is not stopped, only not looked after any more.
    const isOver = noneAlive(view) || view.spec.external !== undefined;
    return judgement(isOver ? 'Stopped' : 'Stopping', 'HeldDown', view.held);
  }
  if (isCompleted(view)) return judgement('Completed', 'Completed');
  const { hindrance } = decision;
  const currents = view.slots.map(({ current }) => current);
  const failed = view.memory.failed;
  if (failed?.revision === view.declaredRevision && view.revision !== failed.revision) {
    return judgement('Failed', 'RolloutReverted', `the update was reverted: ${failed.reason}`);
  }
  if (currents.every((current) => current?.health === 'Healthy')) {
    const updating = view.slots.some(({ others }) => others.length > 0);
    return updating
      ? judgement('Updating', 'RolloutFinishing', 'the former instances are being ended')
      : judgement('Running', 'Healthy');
  }
  if (hindrance) return judgement(hindrance.phase, hindrance.reason, hindrance.message);
  const unhealthy = currents.find((current) => current?.health === 'Unhealthy');
  if (unhealthy) return judgement('Unhealthy', unhealthy.intruder ? 'PortConflict' : 'ProbeFailing', unhealthy.message);
  if (view.slots.some(({ others }) => others.some(({ instance }) => isAlive(instance)))) {
    return judgement('Updating', 'RolloutUnderWay', 'a new revision is being rolled out');
  }
  const down = currents.find((current) => current?.instance.state === 'Exited');
  if (down) return judgement('Starting', 'Restarting', exitMessage(down.instance));
  const starting = currents.find((current) => current?.health === 'Starting');
  return judgement('Starting', 'Starting', starting?.message ?? 'is being started');
}

const noneAlive = (view: ServiceView): boolean =>
  [...view.slots.flatMap(({ current, others }) => (current ? [current, ...others] : others)), ...view.surplus].every(
    ({ instance }) => !isAlive(instance),
  );
