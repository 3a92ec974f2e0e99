import type { Candidate } from './adoption.ts';
import type { Facilities, FacilityProvider } from './facilities.ts';
import type { Service, StackSpec } from './generated/resource.ts';
import type { Observation } from './observation.ts';

/** Names a stack and its owner; enters every label and marker. */
export interface StackRef {
  readonly installation: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** The container engine of the stack, as in DOCKER_HOST; absent for the one of this machine. */
  readonly engine?: string;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Everything a runtime needs to create one instance. Templates are filled in; secrets are still references. */
export interface Launch {
  readonly service: Service;
  readonly slot: number;
  /** Hash of what makes a difference to the running instance; another revision is another instance. */
  readonly revision: string;
  /** Port numbers at which it listens, by port name: a process on this host, a container in its own network. */
  readonly ports: Readonly<Record<string, number>>;
  /** argv with templates filled in; empty where the runtime has a default. */
  readonly command: readonly string[];
  /** Environment with templates filled in, without the entries that have a valueFrom. */
  readonly env: Readonly<Record<string, string>>;
  /** The networks that a container joins, with the names by which it is found there. */
  readonly networks?: readonly NetworkMembership[];
}

export interface NetworkMembership {
  readonly name: string;
  readonly aliases: readonly string[];
}

/** How a run ended. */
export interface Exit {
  /** 128 + n for a signal n; undefined when nobody could record it. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** It took more memory than it was allowed to. */
  readonly outOfMemory?: true;
}

/** What an instance's own health check says of it, such as that of a container. */
export interface OwnCheck {
  readonly state: 'Starting' | 'Healthy' | 'Unhealthy';
  /** What it runs; empty when that is not known. */
  readonly command: readonly string[];
  /** Why it fails; empty when it does not. */
  readonly message: string;
}

/** Something about a running instance that somebody changed, and that can be put right without a new instance. */
export interface Deviation {
  readonly message: string;
  /** It cannot do its work like this. */
  readonly hurts: boolean;
}

/** One replica as it was observed: what it was launched with, and how it is. */
export interface Instance {
  readonly id: string;
  readonly service: string;
  readonly slot: number;
  readonly revision: string;
  /** What it was created with: enough to probe, drain, restart and revert to it without the current spec. */
  readonly launch: Launch;
  /**
   * Pending: recorded or being started, not yet seen to run. Running. Stopping: was asked to end. Exited: ended, by
   * itself or not; its record stays until it is removed.
   */
  readonly state: 'Pending' | 'Running' | 'Stopping' | 'Exited';
  /** Tells the runs of this instance apart; rises with each. */
  readonly run: number;
  readonly startedAt: number | undefined;
  /** When it was asked to end. */
  readonly stoppingSince: number | undefined;
  readonly exit: Exit | undefined;
  /** Whether the ready log line was seen in this run; undefined when none is asked for. */
  readonly readyLogSeen: boolean | undefined;
  /** As the controller and the front door on this host reach it, by port name. */
  readonly addresses: Readonly<Record<string, Address>>;
  readonly pid: number | undefined;
  /** Processes that bear this instance's marker although its main process ended (they left the group). */
  readonly strays: readonly number[];
  /** Processes that may be strays as well, but whose environment cannot be read; they are never signalled. */
  readonly unreadable?: readonly number[];
  /** What is wrong with its record, for people; such an instance can be stopped and removed, its launch is not known. */
  readonly problem?: string;
  /** Where an exec probe runs: in this container, else in this folder and environment. */
  readonly container?: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly check?: OwnCheck;
  readonly deviations?: readonly Deviation[];
  /** The image that a container was created from, by its id. */
  readonly imageId?: string;
  /** It keeps data in volumes that only it and its successors have: two of them must not write there at once. */
  readonly keepsData?: true;
  /** Somebody else created it, and the stack has taken it over: it is never removed. */
  readonly adopted?: true;
}

/** What one look at a runtime found of a stack. */
export interface RuntimeState {
  readonly instances: readonly Instance[];
  readonly facilities?: Facilities;
  /** Ports of this host that others hold by means of this runtime. */
  readonly holders?: readonly PortHolder[];
  /** What services could take over. */
  readonly candidates?: readonly Candidate[];
}

/** The outside system that runs instances. `observe` modifies nothing; every write is idempotent. */
export interface Runtime {
  observe(stack: StackRef, spec: StackSpec, signal: AbortSignal): Promise<Observation<RuntimeState>>;
  /** Creates and starts an instance. `secrets` holds the resolved values of the service's valueFrom entries by variable name. */
  start(stack: StackRef, launch: Launch, secrets: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void>;
  /** Starts an exited instance again, as it was created. */
  restart(stack: StackRef, id: string, signal: AbortSignal): Promise<void>;
  /** Asks the instance to end: records it, then signals. */
  stop(stack: StackRef, id: string, stopSignal: string, signal: AbortSignal): Promise<void>;
  /** Ends the instance and its strays at once. */
  kill(stack: StackRef, id: string, signal: AbortSignal): Promise<void>;
  /** Puts the deviations of a running instance right. */
  repair?(stack: StackRef, id: string, signal: AbortSignal): Promise<void>;
  /**
   * Takes a candidate over as the instance of a launch, without touching it.
   *
   * @param secrets as for `start`; it has to have the same values
   */
  adopt?(
    stack: StackRef,
    candidate: string,
    launch: Launch,
    secrets: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Lets an adopted instance go, as it is now. With `aside` it has been replaced, and makes way for its successor: it stays ended. */
  release?(stack: StackRef, id: string, aside: boolean, signal: AbortSignal): Promise<void>;
  /** Removes an exited instance's record. */
  remove(stack: StackRef, id: string, signal: AbortSignal): Promise<void>;
  /** Removes what the stack as a whole left (folders, logs). Throws when instances remain. */
  purge(stack: StackRef, signal: AbortSignal): Promise<void>;
  /** Hints that something of the stack changed. */
  watch(stack: StackRef, changed: () => void): Disposable;
  /** Whether what it runs is on another machine. */
  isElsewhere?(stack: StackRef): boolean;
  /** Provides what instances need beside themselves, where they need anything. */
  readonly facilities?: FacilityProvider;
}

/** Who holds a port on this host. */
export interface PortHolder {
  readonly port: number;
  readonly host: string;
  /** For messages: `pid 123 (nginx: master process)`, or `another user's process`. */
  readonly holder: string;
  /** The marker of the holder, when it has one. */
  readonly marker: string | undefined;
}
