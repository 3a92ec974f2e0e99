import type { AcceptedStack } from '../api/accepted.ts';
import type { Memory } from '../api/memory.ts';
import type { Action, Desired, Observed, Plan, RuntimeKind } from '../api/plan.ts';
import type { Outcome } from '../apply/apply.ts';
import { areAlike } from '../api/strategy.ts';
import { executorFor } from '../apply/execute.ts';
import type { Operations } from '../apply/operations.ts';
import type { Look } from '../observe/probes.ts';
import { observe, type Sources } from '../observe/snapshot.ts';
import { plan as planFrom } from '../plan/plan.ts';
import type { Installation } from '../state/installation.ts';
import { keyOf, type StackStore } from '../state/store.ts';
import { summarize } from '../status/summarize.ts';
import type { EventLog } from '../telemetry/events.ts';
import type { Recorder } from '../telemetry/recorder.ts';
import type { Liveness } from './liveness.ts';
import { claimsAgainst, desiredOf } from './desired.ts';
import type { Notifier } from './notifier.ts';
import { freshSwitches, narrateChanges, narrateOutcomes, narrateSwitches } from './narrate.ts';
import { lastActions, rememberOutcomes, withoutFailures } from './outcomes.ts';

export interface PassContext extends Omit<Sources, 'claims' | 'operations'> {
  readonly store: StackStore;
  readonly installation: Installation;
  readonly events: EventLog;
  readonly recorder: Recorder;
  readonly operations: Operations;
  readonly liveness: Liveness;
  readonly notifier: Pick<Notifier, 'look'>;
  readonly build: string;
  readonly guard: () => void;
  readonly look: Pick<Look, 'refresh' | 'asked'>;
  /** Carries out the deletion of the stack's record. */
  readonly forget: () => Promise<void>;
  readonly signal: AbortSignal;
}

export interface PassResult {
  readonly actions: readonly Action[];
  /** When the next pass is due at the latest, in milliseconds from now; Infinity when only a hint or the resync calls for one. */
  readonly again: number;
  /** How long it took to observe, in milliseconds. */
  readonly lookTook: number;
}

/**
 * One pass over one stack (design §2): observe, plan, note what the plan must not forget, apply, sum up. It waits for no operation:
 * what takes long goes on, and its end enqueues the stack.
 */
export async function runPass(stack: AcceptedStack, context: PassContext): Promise<PassResult> {
  const { store, clock, events, operations, look, signal } = context;
  const key = keyOf(stack);
  const remembered = store.memory(key);
  // Somebody who asks has mended something, perhaps; what failed is tried at once.
  const decision = await lookAndDecide(stack, context, look.asked ? withoutFailures(remembered) : remembered);
  const { desired, observed, plan, memory, ended, informed, lookTook } = decision;
  await store.saveMemory(key, memory);

  const execute = executorFor(stack, desired.stack, {
    ...context,
    originals: store.originals(stack.uid),
    spec: desired.spec,
    configureGateway: () => store.configureGateway(key),
    runtimeOfInstance: carriersOf(observed),
  });
  const fresh = await operations.begin(key, plan.actions, execute, signal);
  const outcomes = [...ended, ...fresh];
  const now = clock.now();
  const switches = freshSwitches(plan.gatewayPath, informed.durable.lastSwitch);
  const healing = plan.healing.news.map((news) => ({ stack: key, ...news }));
  for (const event of [...narrateSwitches(key, switches), ...healing, ...narrateOutcomes(key, outcomes)])
    events.record(event);
  if (!store.get(key)) return { actions: plan.actions, again: Infinity, lookTook };

  const { services } = plan;
  context.recorder.passed(stack.uid, { services, outcomes, switches, frontDoors: observed.frontDoors });
  const after = rememberOutcomes(memory, fresh, now);
  await store.saveMemory(key, after);
  const previous = store.status(key);
  const status = summarize({ desired, observed, plan, previous, actions: lastActions(outcomes, now), now });
  if (status.score && !desired.deleting) context.recorder.scored(stack.uid, status.score);
  if (await store.saveStatus(key, status)) {
    for (const event of narrateChanges(key, previous, status)) events.record(event);
  }
  await context.notifier.look(stack, { desired, services: plan.services, memory: after.durable, status, now });
  const acted = outcomes.some(({ result }) => result !== 'Skipped');
  const learned = JSON.stringify(remembered.durable) !== JSON.stringify(after.durable);
  return { actions: plan.actions, again: acted || learned ? 0 : (plan.wakeAt ?? Infinity) - now, lookTook };
}

interface Decision {
  readonly desired: Desired;
  readonly observed: Observed;
  readonly plan: Plan;
  readonly memory: Memory;
  /** Operations that have ended since the last pass. */
  readonly ended: readonly Outcome[];
  /** What was remembered, with their outcomes. */
  readonly informed: Memory;
  /** Milliseconds. */
  readonly lookTook: number;
}

/**
 * Observes and plans. What is found may call for another strategy; then nothing of that plan is done, and it is looked anew under the other one,
 * once: what that calls for is the next pass's.
 */
async function lookAndDecide(stack: AcceptedStack, context: PassContext, remembered: Memory): Promise<Decision> {
  const { store, installation, clock, operations, build, look, signal } = context;
  const key = keyOf(stack);
  const begunAt = clock.now();
  const decide = async (known: Memory, before: readonly Outcome[]): Promise<Omit<Decision, 'lookTook'>> => {
    const desired = desiredOf(stack, installation, known);
    const observed = await observe(
      desired,
      { ...context, claims: () => claimsAgainst(desired, store.list()), operations: () => operations.inFlight(key) },
      { ...look, secrets: stack.secrets, score: store.status(key)?.score?.total },
      signal,
    );
    signal.throwIfAborted();
    context.liveness.watch(key, observed);
    const fresh = operations.takeEnded(key);
    const informed = rememberOutcomes(known, fresh, clock.now());
    const { plan, memory } = planFrom(desired, observed, informed, clock.now(), build);
    return { desired, observed, plan, memory, informed, ended: [...before, ...fresh] };
  };
  const first = await decide(remembered, []);
  const { strategy, engineSeen } = first.memory.durable;
  if (areAlike(strategy, first.desired.strategy)) return { ...first, lookTook: clock.now() - begunAt };
  const { durable, volatile } = first.informed;
  const { strategy: _, ...rest } = durable;
  const chosen: Memory = {
    durable: { ...rest, ...(strategy ? { strategy } : {}), ...(engineSeen ? { engineSeen } : {}) },
    volatile: {
      ...volatile,
      ...(first.memory.volatile.diagnosis ? { diagnosis: first.memory.volatile.diagnosis } : {}),
    },
  };
  return { ...(await decide(chosen, first.ended)), lookTook: clock.now() - begunAt };
}

/** Finds the runtime that carries an observed instance. */
function carriersOf(observed: Observed): (id: string) => RuntimeKind | undefined {
  const kinds = new Map<string, RuntimeKind>();
  for (const [kind, observation] of Object.entries(observed.instances)) {
    for (const { id } of observation.known ? observation.value : []) kinds.set(id, kind as RuntimeKind);
  }
  return (id) => kinds.get(id);
}
