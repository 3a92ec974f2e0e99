import type { Healing } from '../api/generated/resource.ts';
import type { Failure, RestartBudget, ServiceMemory } from '../api/memory.ts';
import type { Gate } from './dependencies.ts';
import type { PortBook } from './ports.ts';
import { referencesOf } from '../spec/templates.ts';
import { refreshMemory } from './service-memory.ts';
import type { Supply } from './supply.ts';
import { earliest, replica, type Step } from './steps.ts';
import type { LaunchContext } from './launch.ts';
import type { ServiceView } from './view.ts';

export interface DecisionContext {
  readonly now: number;
  readonly gate: Gate;
  /** When its dependencies were last seen not to hold; undefined when they always did. */
  readonly shutAt: number | undefined;
  readonly healing: Healing;
  readonly ports: PortBook;
  readonly launch: LaunchContext;
  /** What instances of a service wait for that is not there yet. */
  readonly supply: Supply;
  /** Ids of the actions that are under way. */
  readonly inFlight: ReadonlySet<string>;
  /** Targets of the actions that are under way. */
  readonly busy: ReadonlySet<string>;
  /** The last failure of an action that has not succeeded since, and when it is due again. */
  readonly failure: (actionId: string) => (Failure & { readonly retryAt: number }) | undefined;
}

/** What hinders a service, for its status. */
export interface Hindrance {
  readonly phase: 'Waiting' | 'Starting' | 'Unhealthy' | 'Backoff' | 'Quarantined' | 'Blocked';
  readonly reason: string;
  readonly message: string;
}

/** How often a port that somebody else holds is looked at, in milliseconds. */
const CONFLICT_POLL = 1000;

/** The decision about one service while it is being made: what its slots add up to. */
export class Decision {
  readonly view: ServiceView;
  readonly context: DecisionContext;
  readonly steps: Step[] = [];
  memory: ServiceMemory;
  hindrance: Hindrance | undefined;
  wakeAt: number | undefined;
  /** Some slot is in the middle of its rollout; the next one waits. */
  rolling: boolean;

  constructor(view: ServiceView, context: DecisionContext) {
    this.view = view;
    this.context = context;
    this.memory = refreshMemory(view);
    this.rolling = view.slots.some(
      ({ current, others }) => current && current.health !== 'Healthy' && others.some(({ proven }) => proven),
    );
  }

  /** Whether its dependencies hold (I5). */
  isOpen(): boolean {
    if (this.context.gate.open) return true;
    this.hinder({ phase: 'Waiting', reason: 'DependencyNotReady', message: this.context.gate.message });
    return false;
  }

  /** Whether each service that it is to be told the address of has one. */
  isAddressed(): boolean {
    const { spec } = this.view;
    const { addresses } = this.context.launch;
    const missing = referencesOf(spec).find(
      ({ service, port }) => addresses.addressFor(spec, service, port) === undefined,
    );
    if (!missing) return true;
    const { service, port } = missing;
    const message = `port ${port} of ${service} has no address for it yet: join both to one network, or publish the port with hostPort`;
    this.hinder({ phase: 'Waiting', reason: 'NoAddress', message });
    return false;
  }

  /** Whether something is being done to the replica already, or the last attempts failed and the next one is not due yet. */
  isWithheld(actionId: string, slot: number): boolean {
    if (this.context.busy.has(replica(this.view.name, slot))) return true;
    const failure = this.context.failure(actionId);
    if (!failure) return false;
    this.hinder({ phase: 'Backoff', reason: failure.code, message: failure.message });
    if (this.context.now >= failure.retryAt) return false;
    this.wake(failure.retryAt);
    return true;
  }

  budgetOf(slot: number): RestartBudget {
    return this.memory.budgets[slot] ?? { restarts: [] };
  }

  setBudget(slot: number, budget: RestartBudget): void {
    this.memory = { ...this.memory, budgets: { ...this.memory.budgets, [slot]: budget } };
  }

  /** Notes that something outside is in the way. */
  block(reason: string, message: string): void {
    this.hinder({ phase: 'Blocked', reason, message });
    this.wake(this.context.now + CONFLICT_POLL);
  }

  /** Notes what hinders the service; the first one counts. */
  hinder(hindrance: Hindrance): void {
    this.hindrance ??= hindrance;
  }

  /** Asks for another look at this time. One that has passed has been taken into account already. */
  wake(at: number | undefined): void {
    if (at !== undefined && at > this.context.now) this.wakeAt = earliest(this.wakeAt, at);
  }
}
