import { hostPorts } from '../spec/host-ports.ts';
import { chargeRestart, restartPermit } from './budget.ts';
import type { Decision } from './decision.ts';
import { exitMessage, type JudgedInstance } from './health.ts';
import { judgingTime } from './rollout.ts';
import { retire } from './steps.ts';
import { endOthers, makesWay, revert } from './update.ts';
import type { Slot } from './view.ts';

/** The wanted instance ended: by itself, or because it was stopped in order to be restarted. */
export function revive(decision: Decision, slot: Slot, current: JudgedInstance): void {
  const { instance } = current;
  const { name, spec } = decision.view;
  if (decision.context.inFlight.has(`start/${name}/${slot.index}`)) {
    // Its record is there and its process not yet.
    decision.hinder({ phase: 'Starting', reason: 'Starting', message: 'is being started' });
    return;
  }
  if (instance.strays.length > 0) {
    decision.steps.push(retire(current, 'processes of its former run are left', { keepRecord: true }));
    return;
  }
  if (spec.oneShot && instance.exit?.code === 0) {
    endOthers(decision, slot);
    return;
  }
  if (revert(decision, slot, current) || !decision.isOpen() || makesWay(decision, slot)) return;
  if (decision.isWithheld(`restart/${instance.id}`, slot.index) || portTaken(decision, current)) return;
  // Its first start has just failed: the next attempt is one more of the same.
  const hasRun = instance.exit !== undefined;
  if (!hasRun && decision.isWithheld(`start/${name}/${slot.index}`, slot.index)) return;
  const wasAsked = instance.stoppingSince !== undefined;
  const { healing, now, failure } = decision.context;
  // What never ran has no end to count from; then the wait begins with the last try.
  const since = instance.exit?.at ?? decision.budgetOf(slot.index).restarts.at(-1) ?? 0;
  // An attempt that failed was no restart: it has a patience of its own, and spends nothing more.
  const failed = failure(`restart/${instance.id}`);
  const isRetry = failed !== undefined && failed.at >= (instance.exit?.at ?? 0);
  if (!wasAsked && !isRetry && !isPermitted(decision, current, since)) return;
  if (!isRetry) decision.setBudget(slot.index, chargeRestart(healing, decision.budgetOf(slot.index), now));
  const cause = wasAsked ? 'it was stopped in order to be restarted' : `it ${exitMessage(instance)}`;
  decision.steps.push({ kind: 'restart', instance: current, cause, after: decision.context.supply.before(spec) });
}

/**
 * The wanted instance runs or has completed, but somebody changed something about it; true when it cannot do its work like this. What was
 * completed is put right, too: its engine would run it again.
 */
export function repair(decision: Decision, slot: Slot, current: JudgedInstance): boolean {
  const { id, launch, state, exit, deviations = [] } = current.instance;
  const stays = state === 'Running' || (state === 'Exited' && launch.service.oneShot && exit?.code === 0);
  if (deviations.length === 0 || !stays) return false;
  const message = deviations.map((deviation) => deviation.message).join('; ');
  const hurts = deviations.some((deviation) => deviation.hurts);
  if (hurts) decision.hinder({ phase: 'Unhealthy', reason: 'Changed', message });
  if (decision.isWithheld(`repair/${id}`, slot.index)) return hurts;
  const after = decision.context.supply.before(launch.service);
  decision.steps.push({ kind: 'repair', instance: current, cause: message, after });
  return hurts;
}

/** The wanted instance runs, but is not healthy. */
export function prove(decision: Decision, slot: Slot, current: JudgedInstance): void {
  if (revert(decision, slot, current)) return;
  for (const other of slot.others) {
    if (!other.proven) decision.steps.push(retire(other, 'its successor is being started'));
  }
  const { health, instance, intruder, message } = current;
  // Another run of it would find the port held as well; on another port of the range it may run.
  if (intruder && instance.launch.service.ports.some(({ port }) => port === intruder.port)) {
    decision.block('PortConflict', message);
    return;
  }
  if (health !== 'Unhealthy' || !decision.isOpen()) return;
  // What its probes said of late may have been about what it depends on.
  const judgedAt =
    (decision.context.shutAt ?? -Infinity) + judgingTime(decision.view.spec, instance.check !== undefined);
  if (!intruder && decision.context.now < judgedAt) {
    decision.wake(judgedAt);
    return;
  }
  if (!isPermitted(decision, current, decision.budgetOf(slot.index).restarts.at(-1) ?? 0)) return;
  const cause = intruder ? message : `its probe fails: ${message}`;
  decision.setBudget(slot.index, { ...decision.budgetOf(slot.index), stoppedFor: cause });
  decision.steps.push(retire(current, cause, { keepRecord: true }));
}

/**
 * Whether somebody else took a port of the instance meanwhile (I8). One of the range is given up for another, and so is one that went to
 * another instance of ours, such as the revision between this one and itself.
 */
function portTaken(decision: Decision, current: JudgedInstance): boolean {
  const { service, ports } = current.instance.launch;
  const declared = hostPorts(service);
  for (const { name, host, port } of hostPorts(service, ports)) {
    const isOurs = decision.context.ports.isTaken(port);
    const conflict = isOurs ? `port ${port} went to another instance` : decision.context.ports.conflict(host, port);
    if (conflict === undefined) continue;
    const isDeclared = declared.some((each) => each.name === name && each.port === port);
    if (isDeclared && !isOurs) decision.block('PortConflict', conflict);
    else decision.steps.push(retire(current, conflict));
    return true;
  }
  return false;
}

/** Asks the restart budget. */
function isPermitted(decision: Decision, current: JudgedInstance, since: number): boolean {
  const { healing, now } = decision.context;
  const { id, slot } = current.instance;
  const budget = decision.budgetOf(slot);
  const permit = restartPermit(healing, budget, id, since, now);
  if (permit.quarantined) decision.setBudget(slot, { ...budget, quarantined: true });
  if (now >= permit.at) return true;
  decision.wake(permit.at);
  const state = current.health === 'Down' ? `it ${exitMessage(current.instance)}` : current.message;
  if (permit.quarantined) {
    const { max, windowSeconds } = healing.restarts;
    const message = `restarted ${max} times within ${windowSeconds} s; is tried once every ${windowSeconds} s; last: ${state}`;
    decision.hinder({ phase: 'Quarantined', reason: 'RestartBudgetSpent', message });
  } else
    decision.hinder({
      phase: 'Backoff',
      reason: 'RestartBackoff',
      message: `waits before its next restart; last: ${state}`,
    });
  return false;
}
