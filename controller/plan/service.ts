import type { ServiceMemory } from '../api/memory.ts';
import { probation } from './budget.ts';
import { Decision, type DecisionContext, type Hindrance } from './decision.ts';
import { prove, repair, revive } from './restart.ts';
import { dismiss, retire, type Step } from './steps.ts';
import { create, endOthers, endSurplus } from './update.ts';
import type { ServiceView, Slot } from './view.ts';

export interface ServiceDecision {
  readonly steps: readonly Step[];
  readonly memory: ServiceMemory;
  readonly hindrance: Hindrance | undefined;
  readonly wakeAt: number | undefined;
}

/** Decides what to do about one declared service. Each slot is looked at alone, but a rollout takes one slot at a time. */
export function decideService(view: ServiceView, context: DecisionContext): ServiceDecision {
  const decision = new Decision(view, context);
  if (view.unknown !== undefined) return { steps: [], memory: view.memory, hindrance: undefined, wakeAt: undefined };
  for (const slot of view.slots) for (const member of [slot.current, ...slot.others]) decision.wake(member?.wakeAt);
  // What is external runs by itself: it is judged and waited for, never started or stopped.
  if (!view.spec.external) decideSlots(decision);
  const { steps, memory, hindrance, wakeAt } = decision;
  return { steps, memory, hindrance, wakeAt };
}

function decideSlots(decision: Decision): void {
  const { slots, surplus, held } = decision.view;
  for (const instance of surplus) {
    decision.steps.push(dismiss(instance, 'this replica is no longer wanted', { drain: true }));
  }
  for (const slot of slots) {
    if (held !== undefined) hold(decision, slot);
    else decideSlot(decision, slot);
  }
  settleService(decision);
}

function hold(decision: Decision, slot: Slot): void {
  for (const member of [slot.current, ...slot.others]) {
    const completed = decision.view.spec.oneShot && member?.instance.exit?.code === 0;
    // A container is kept, with what it wrote: it is the same one that is started again.
    const keepRecord = decision.view.spec.docker !== undefined && member === slot.current;
    if (member && !completed)
      decision.steps.push(retire(member, 'it is held down until it is started again', { drain: true, keepRecord }));
  }
  decision.setBudget(slot.index, { restarts: [] });
}

function decideSlot(decision: Decision, slot: Slot): void {
  const { current } = slot;
  if (current && repair(decision, slot, current)) return;
  if (current?.health === 'Healthy') {
    endOthers(decision, slot);
    return;
  }
  endSurplus(decision, slot);
  if (!current) create(decision, slot);
  else if (current.instance.state === 'Exited') revive(decision, slot, current);
  else if (current.instance.state === 'Stopping')
    decision.steps.push(retire(current, 'it is being restarted', { keepRecord: true }));
  else prove(decision, slot, current);
}

/** A replica that has run well for long enough gets its budget back; a finished rollout is forgotten. */
function settleService(decision: Decision): void {
  const { slots } = decision.view;
  const { healing, now } = decision.context;
  for (const { index, current } of slots) {
    if (current?.health !== 'Healthy' || !decision.budgetOf(index).quarantined) continue;
    const provenAt = (current.instance.startedAt ?? now) + probation(healing);
    if (now >= provenAt) decision.setBudget(index, { restarts: [] });
    else decision.wake(provenAt);
  }
  const isDone = slots.every(({ current, others }) => current?.health === 'Healthy' && others.length === 0);
  if (!decision.memory.rollout || !isDone) return;
  const { rollout: _, ...rest } = decision.memory;
  decision.memory = rest;
}
