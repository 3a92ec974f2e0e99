import type { Healing } from '../api/generated/resource.ts';
import type { Failure, ServiceMemory } from '../api/memory.ts';
import { chargeRestart, probation, restartPermit, settle } from './budget.ts';
import type { Gate } from './dependencies.ts';
import { exitMessage, isAlive, type JudgedInstance } from './health.ts';
import { launchOf } from './launch.ts';
import type { PortBook } from './ports.ts';
import { deadlineOf, givenUp, updateOrder } from './rollout.ts';
import { earliest, retire, type Step } from './steps.ts';
import type { AddressBook, ServiceView, Slot } from './view.ts';

export interface DecisionContext {
  readonly now: number;
  readonly gate: Gate;
  readonly healing: Healing;
  readonly ports: PortBook;
  readonly addresses: AddressBook;
  /** Ids of the actions that are under way. */
  readonly inFlight: ReadonlySet<string>;
  /** The last failure of an action that has not succeeded since, and when it is due again. */
  readonly failure: (actionId: string) => (Failure & { readonly retryAt: number }) | undefined;
}

/** What hinders a service, for its status; the most telling one wins. */
export interface Hindrance {
  readonly phase: 'Waiting' | 'Backoff' | 'Quarantined' | 'Blocked';
  readonly reason: string;
  readonly message: string;
}

export interface ServiceDecision {
  readonly steps: readonly Step[];
  readonly memory: ServiceMemory;
  readonly hindrance: Hindrance | undefined;
  readonly wakeAt: number | undefined;
}

/** Decides what to do about one declared service. Each slot is looked at alone, but a rollout takes one slot at a time. */
export function decideService(view: ServiceView, context: DecisionContext): ServiceDecision {
  return new Decision(view, context).decide();
}

class Decision {
  readonly #view: ServiceView;
  readonly #context: DecisionContext;
  readonly #steps: Step[] = [];
  #memory: ServiceMemory;
  #hindrance: Hindrance | undefined;
  #wakeAt: number | undefined;
  /** Some slot is in the middle of its rollout; the next one waits. */
  #rolling: boolean;

  constructor(view: ServiceView, context: DecisionContext) {
    this.#view = view;
    this.#context = context;
    this.#memory = refresh(view);
    this.#rolling = view.slots.some(
      ({ current, others }) => current && current.health !== 'Healthy' && others.some(({ proven }) => proven),
    );
  }

  decide(): ServiceDecision {
    const { unknown, slots, surplus, held } = this.#view;
    if (unknown !== undefined) {
      return { steps: [], memory: this.#view.memory, hindrance: undefined, wakeAt: undefined };
    }
    if (this.#view.spec.external) {
      // It runs by itself: it is judged and waited for, never started or stopped.
      for (const { current } of slots) this.#wake(current?.wakeAt);
      return { steps: [], memory: this.#memory, hindrance: undefined, wakeAt: this.#wakeAt };
    }
    for (const instance of surplus)
      this.#steps.push(retire(instance, 'this replica is no longer wanted', { drain: true }));
    for (const slot of slots) {
      for (const member of [slot.current, ...slot.others]) this.#wake(member?.wakeAt);
      if (held !== undefined) this.#hold(slot);
      else this.#decideSlot(slot);
    }
    this.#settle();
    return { steps: this.#steps, memory: this.#memory, hindrance: this.#hindrance, wakeAt: this.#wakeAt };
  }

  #hold(slot: Slot): void {
    for (const member of [slot.current, ...slot.others]) {
      const completed = this.#view.spec.oneShot && member?.instance.exit?.code === 0;
      if (member && !completed)
        this.#steps.push(retire(member, 'it is held down until it is started again', { drain: true }));
    }
  }

  #decideSlot(slot: Slot): void {
    const { current } = slot;
    if (!current) this.#create(slot);
    else if (current.instance.state === 'Exited') this.#revive(slot, current);
    else if (current.instance.state === 'Stopping')
      this.#steps.push(retire(current, 'it is being restarted', { keepRecord: true }));
    else if (current.health === 'Healthy') this.#replaced(slot);
    else this.#prove(slot, current);
  }

  /** The wanted instance does not exist yet. */
  #create(slot: Slot): void {
    const alive = slot.others.filter(({ instance }) => isAlive(instance));
    const { spec, addressed } = this.#view;
    if (this.#revert(slot, undefined)) return;
    if (alive.length > 0 && this.#rolling) return;
    if (!this.#open()) return;
    if (alive.length > 0) {
      this.#rolling = true;
      const worthKeeping = alive.some(({ proven }) => proven);
      if (updateOrder(spec, addressed) === 'StopFirst' || !worthKeeping) {
        for (const member of alive) {
          const keepRecord = spec.update.autoRevert && member.proven;
          this.#steps.push(retire(member, 'its spec changed', { drain: true, keepRecord }));
        }
        return;
      }
    }
    this.#start(slot);
  }

  #start(slot: Slot): void {
    const { name, spec, revision } = this.#view;
    if (this.#withheld(`start/${name}/${slot.index}`)) return;
    const assignment = this.#context.ports.assign(spec, slot.index);
    if ('conflict' in assignment) {
      this.#block(assignment.conflict.reason, assignment.conflict.message);
      return;
    }
    const launch = launchOf(spec, slot.index, revision, assignment.ports, this.#context.addresses);
    this.#steps.push({ kind: 'start', launch, cause: slot.others.length > 0 ? 'its spec changed' : 'it does not run' });
    if (slot.others.some(({ proven }) => proven))
      this.#memory = rolloutBegins(this.#memory, revision, slot.index, this.#context.now);
  }

  /** The wanted instance ended: by itself, or because it was stopped in order to be restarted. */
  #revive(slot: Slot, current: JudgedInstance): void {
    const { instance } = current;
    const { spec } = this.#view;
    if (instance.strays.length > 0) {
      this.#steps.push(retire(current, 'processes of its former run are left', { keepRecord: true }));
      return;
    }
    if (spec.oneShot && instance.exit?.code === 0) {
      this.#replaced(slot);
      return;
    }
    if (
      this.#revert(slot, current) ||
      !this.#open() ||
      this.#withheld(`restart/${instance.id}`) ||
      this.#portTaken(current)
    )
      return;
    const wasAsked = instance.stoppingSince !== undefined;
    if (!wasAsked && !this.#permitted(current, instance.exit?.at ?? this.#context.now)) return;
    this.#memory = chargeRestart(this.#context.healing, this.#memory, this.#context.now);
    const cause = wasAsked ? 'it was stopped in order to be restarted' : `it ${exitMessage(instance)}`;
    this.#steps.push({ kind: 'restart', instance: current, cause });
  }

  /** The wanted instance runs, but is not healthy. */
  #prove(slot: Slot, current: JudgedInstance): void {
    if (this.#revert(slot, current)) return;
    for (const other of slot.others) {
      if (!other.proven) this.#steps.push(retire(other, 'its successor is being started'));
      else if (other.instance.state === 'Stopping')
        this.#steps.push(retire(other, 'its spec changed', { keepRecord: true }));
    }
    if (current.health !== 'Unhealthy' || !this.#open()) return;
    if (!this.#permitted(current, this.#memory.restarts.at(-1) ?? 0)) return;
    this.#steps.push(retire(current, `its probe fails: ${current.message}`, { keepRecord: true }));
  }

  /** The wanted instance serves (or is completed): everything else in its slot goes. */
  #replaced(slot: Slot): void {
    const { revision, declaredRevision } = this.#view;
    const cause = revision === declaredRevision ? 'its successor is healthy' : 'its update was reverted';
    for (const other of slot.others) this.#steps.push(retire(other, cause, { drain: true }));
  }

  /** Goes back to the revision before when the new one does not get healthy. */
  #revert(slot: Slot, current: JudgedInstance | undefined): boolean {
    const { spec, revision } = this.#view;
    const { rollout } = this.#memory;
    const since = rollout?.revision === revision ? rollout.since[slot.index] : undefined;
    const previous = slot.others.find(({ proven }) => proven);
    if (since === undefined || !previous || !spec.update.autoRevert) return false;
    const reason = givenUp(spec, current, since, this.#context.now);
    if (reason === undefined) {
      this.#wake(deadlineOf(spec, since));
      return false;
    }
    const { rollout: _, quarantined: __, ...rest } = this.#memory;
    this.#memory = { ...rest, restarts: [], failed: { revision, previous: previous.instance.revision, reason } };
    this.#wake(this.#context.now);
    return true;
  }

  #open(): boolean {
    if (this.#context.gate.open) return true;
    this.#hinder({ phase: 'Waiting', reason: 'DependencyNotReady', message: this.#context.gate.message });
    return false;
  }

  /** Whether this action is under way, or its last attempts failed and the next one is not due yet. */
  #withheld(actionId: string): boolean {
    if (this.#context.inFlight.has(actionId)) return true;
    const failure = this.#context.failure(actionId);
    if (!failure) return false;
    this.#hinder({ phase: 'Backoff', reason: failure.code, message: failure.message });
    this.#wake(failure.retryAt);
    return this.#context.now < failure.retryAt;
  }

  #portTaken({ instance }: JudgedInstance): boolean {
    const declared = instance.launch.service.ports;
    for (const [name, port] of Object.entries(instance.launch.ports)) {
      const host = declared.find((candidate) => candidate.name === name)?.hostAddress ?? '127.0.0.1';
      const conflict = this.#context.ports.conflict(host, port);
      if (conflict === undefined) continue;
      this.#block('PortConflict', conflict);
      return true;
    }
    return false;
  }

  /** Asks the restart budget. */
  #permitted(current: JudgedInstance, since: number): boolean {
    const { healing, now } = this.#context;
    const permit = restartPermit(healing, this.#memory, current.instance.id, since, now);
    if (permit.quarantined) this.#memory = { ...this.#memory, quarantined: true };
    if (now >= permit.at) return true;
    this.#wake(permit.at);
    const state = current.health === 'Down' ? `it ${exitMessage(current.instance)}` : current.message;
    if (permit.quarantined) {
      const { max, windowSeconds } = healing.restarts;
      const message = `restarted ${max} times within ${windowSeconds} s without success; is tried once every ${windowSeconds} s; last: ${state}`;
      this.#hinder({ phase: 'Quarantined', reason: 'RestartBudgetSpent', message });
    } else
      this.#hinder({
        phase: 'Backoff',
        reason: 'RestartBackoff',
        message: `waits before its next restart; last: ${state}`,
      });
    return false;
  }

  /** A service that has run well for long enough gets its budget back; a finished rollout is forgotten. */
  #settle(): void {
    const { slots } = this.#view;
    const healthy = slots.length > 0 && slots.every(({ current }) => current?.health === 'Healthy');
    if (!healthy) return;
    if (this.#memory.rollout && slots.every(({ others }) => others.length === 0)) {
      const { rollout: _, ...rest } = this.#memory;
      this.#memory = rest;
    }
    if (!this.#memory.quarantined) return;
    const provenAt =
      Math.max(...slots.map(({ current }) => current?.instance.startedAt ?? 0)) + probation(this.#context.healing);
    if (this.#context.now >= provenAt) this.#memory = settle(this.#memory);
    else this.#wake(provenAt);
  }

  #block(reason: string, message: string): void {
    this.#hinder({ phase: 'Blocked', reason, message });
    this.#wake(this.#context.now + 1000);
  }

  #hinder(hindrance: Hindrance): void {
    this.#hindrance ??= hindrance;
  }

  #wake(at: number | undefined): void {
    this.#wakeAt = earliest(this.#wakeAt, at);
  }
}

function rolloutBegins(memory: ServiceMemory, revision: string, slot: number, now: number): ServiceMemory {
  const since = memory.rollout?.revision === revision ? memory.rollout.since : {};
  return { ...memory, rollout: { revision, since: { [slot]: now, ...since } } };
}

/**
 * Brings the memory up to the observation: which runs were seen healthy, without instances that are gone; a full budget when the
 * spec or a dependency changed; no failed rollout once its spec has changed.
 */
function refresh(view: ServiceView): ServiceMemory {
  const members = [
    ...view.slots.flatMap(({ current, others }) => (current ? [current, ...others] : others)),
    ...view.surplus,
  ];
  const healthy = Object.fromEntries(
    members.flatMap(({ instance, health }) => {
      const run = health === 'Healthy' ? instance.run : view.memory.healthy[instance.id];
      return run === undefined ? [] : [[instance.id, run]];
    }),
  );
  const { failed, quarantined, ...rest } = view.memory;
  const sameEpoch = rest.epoch === view.epoch;
  return {
    ...rest,
    healthy,
    epoch: view.epoch,
    restarts: sameEpoch ? rest.restarts : [],
    ...(sameEpoch && quarantined ? { quarantined } : {}),
    ...(failed?.revision === view.declaredRevision ? { failed } : {}),
  };
}
