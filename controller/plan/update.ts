import { hostPorts } from '../spec/host-ports.ts';
import { hasCompleted } from './dependencies.ts';
import { isAlive, type JudgedInstance } from './health.ts';
import { adopt } from './adoption.ts';
import type { Decision } from './decision.ts';
import { launchOf } from './launch.ts';
import { deadlineOf, givenUp, updateOrder } from './rollout.ts';
import { replacementCause } from './replacement.ts';
import { rolloutBegins } from './service-memory.ts';
import { retire } from './steps.ts';
import type { Slot } from './view.ts';

/** The wanted instance does not exist yet. */
export function create(decision: Decision, slot: Slot): void {
  if (decision.view.spec.oneShot && hasCompleted(decision.view)) {
    endOthers(decision, slot);
    return;
  }
  const isReplacement = slot.others.some(({ instance }) => isAlive(instance));
  if (revert(decision, slot, undefined)) return;
  if (isReplacement && decision.rolling) return;
  if (adopt(decision, slot)) return;
  if (!decision.isOpen() || freesNames(decision, slot)) return;
  if (isReplacement) decision.rolling = true;
  if (!makesWay(decision, slot)) start(decision, slot);
}

/**
 * Removes what came between the former container and the wanted one, when updates came faster than they were carried out or a start was
 * interrupted: a replica has two names, and they are to be had for these two.
 */
function freesNames(decision: Decision, slot: Slot): boolean {
  if (!decision.view.spec.docker) return false;
  const former = formerOf(slot) ?? slot.others.find(({ proven }) => proven);
  const between = slot.others.filter((other) => other !== former);
  for (const other of between)
    if (!other.proven || !isAlive(other.instance))
      decision.steps.push(retire(other, 'it has never served', { drain: true }));
  return between.length > 0;
}

/**
 * Ends what has to go before the wanted instance runs: everything with StopFirst, and what never served in any case (I4). What serves goes
 * only when nothing else is missing for its successor.
 */
export function makesWay(decision: Decision, slot: Slot): boolean {
  const { view, context } = decision;
  const { spec, addressed } = view;
  const alive = slot.others.filter(({ instance }) => isAlive(instance));
  const isShared =
    alive.some(({ instance }) => instance.problem !== undefined) ||
    (spec.update.order === undefined && alive.some(({ instance }) => instance.keepsData));
  const isKept = updateOrder(spec, addressed) === 'StartFirst' && !isShared && alive.some(({ proven }) => proven);
  if (alive.length === 0 || isKept) return false;
  const former = formerOf(slot);
  if (former && !hasEverything(decision, slot)) return true;
  for (const member of alive.filter((each) => each === former || !each.proven)) {
    const keepRecord = spec.update.autoRevert && member.proven && member.instance.problem === undefined;
    const cause = replacementCause(member.instance, view, context.launch);
    decision.steps.push(retire(member, cause, { drain: true, keepRecord }));
  }
  return true;
}

/** Whether nothing but the instances that are to make way keeps the wanted one from running; else what does hinders the service. */
function hasEverything(decision: Decision, slot: Slot): boolean {
  const { view, context } = decision;
  const lack = context.supply.lack(view.spec) ?? context.supply.beingMade(view.spec);
  if (lack) {
    decision.hinder(lack);
    return false;
  }
  if (!decision.isAddressed()) return false;
  const held = slot.others.flatMap(({ instance: { launch } }) => hostPorts(launch.service, launch.ports));
  for (const { host, port } of slot.index === 0 || view.spec.docker ? hostPorts(view.spec) : []) {
    const isHeld = held.some((other) => other.port === port) || context.ports.isTaken(port);
    const conflict = isHeld ? undefined : context.ports.conflict(host, port);
    if (conflict === undefined) continue;
    decision.block('PortConflict', conflict);
    return false;
  }
  return true;
}

/** The one instance of another revision that goes on serving until the wanted one does; undefined when none can. */
function formerOf(slot: Slot): JudgedInstance | undefined {
  const running = slot.others.filter(({ instance, proven }) => proven && instance.state === 'Running');
  return running.find(({ health }) => health === 'Healthy') ?? running[0];
}

/**
 * Leaves one former instance at most, also when updates came faster than they were carried out (I4). If none serves, the records of
 * those that end are kept to go back to.
 */
export function endSurplus(decision: Decision, slot: Slot): void {
  const former = formerOf(slot);
  for (const other of slot.others) {
    if (!other.proven || other === former || !isAlive(other.instance)) continue;
    const cause = replacementCause(other.instance, decision.view, decision.context.launch);
    decision.steps.push(retire(other, cause, { drain: true, keepRecord: former === undefined }));
  }
}

function start(decision: Decision, slot: Slot): void {
  const { view, context } = decision;
  const { name, spec, revision } = view;
  if (decision.isWithheld(`start/${name}/${slot.index}`, slot.index)) return;
  const lack = context.supply.lack(spec);
  if (lack) {
    decision.hinder(lack);
    return;
  }
  if (!decision.isAddressed()) return;
  const assignment = context.ports.assign(spec, slot.index);
  if ('conflict' in assignment) {
    decision.block(assignment.conflict.reason, assignment.conflict.message);
    return;
  }
  const launch = launchOf(spec, slot.index, revision, assignment.ports, context.launch);
  const former = formerOf(slot) ?? slot.others[0];
  const cause = former ? replacementCause(former.instance, view, context.launch) : 'it does not run';
  decision.steps.push({ kind: 'start', launch, cause, after: context.supply.before(spec) });
  if (slot.others.some(({ proven }) => proven))
    decision.memory = rolloutBegins(decision.memory, revision, slot.index, context.now);
}

/** The wanted instance serves (or is completed): everything else in its slot goes. */
export function endOthers(decision: Decision, slot: Slot): void {
  const { revision, declaredRevision } = decision.view;
  const cause = revision === declaredRevision ? 'its successor is healthy' : 'its update was reverted';
  for (const other of slot.others) decision.steps.push(retire(other, cause, { drain: true }));
}

/** Goes back to the revision before when the new one does not get healthy. */
export function revert(decision: Decision, slot: Slot, current: JudgedInstance | undefined): boolean {
  const { spec, revision } = decision.view;
  const { rollout } = decision.memory;
  const since = rollout?.revision === revision ? rollout.since[slot.index] : undefined;
  const previous = formerOf(slot) ?? slot.others.find(({ proven }) => proven);
  if (since === undefined || !previous || !spec.update.autoRevert) return false;
  const budget = decision.budgetOf(slot.index);
  const failure = decision.context.failure(`start/${decision.view.name}/${slot.index}`)?.message;
  const reason = givenUp(spec, current, { ...budget, failure }, since, decision.context.now);
  if (reason === undefined) {
    decision.wake(deadlineOf(spec, since));
    return false;
  }
  const { rollout: _, ...rest } = decision.memory;
  decision.memory = { ...rest, budgets: {}, failed: { revision, previous: previous.instance.revision, reason } };
  return true;
}
