import type { Outcome } from '../apply/apply.ts';
import { addressKey, type FrontDoorAddress, type FrontDoorState, type GatewaySwitch } from '../api/front-door.ts';
import type { Score } from '../api/generated/resource.ts';
import type { Observation } from '../api/observation.ts';
import type { FrontDoorObservation, ServiceVerdict } from '../api/plan.ts';
import type { ProbeResult } from '../api/probe.ts';
import { isMissed } from '../status/readiness.ts';
import { HealthTimes } from './health-times.ts';
import { Histogram } from './histogram.ts';
import { Requests } from './requests.ts';
import { ScoreHistory } from './score-history.ts';
import { Sums, type WindowName, Windows } from './windows.ts';

/** What was counted of one service. */
export interface ServiceRecord {
  restarts: number;
  /** Of probes that passed. */
  readonly probes: Histogram;
  failedProbes: number;
}

/** What this controller has counted of one stack since it began to look after it. */
export interface StackRecord {
  /** Complete passes. */
  readonly passes: Histogram;
  failedPasses: number;
  /** When the last complete pass ended; undefined before the first. Milliseconds since the epoch. */
  passedAt: number | undefined;
  /** Why the passes since then have failed. */
  failure: string | undefined;
  readonly services: ReadonlyMap<string, ServiceRecord>;
  /** Changes of the way of requests. */
  readonly switches: { toApisix: number; toFrontDoor: number; failovers: number };
}

/** What one pass has seen and done. */
export interface PassFacts {
  readonly services: readonly ServiceVerdict[];
  readonly outcomes: readonly Outcome[];
  /** Those that were not told before. */
  readonly switches: readonly GatewaySwitch[];
  readonly frontDoors: readonly FrontDoorObservation[];
}

/** When a front door was read last, in milliseconds since the epoch, and why it has not been since. */
export interface DoorReading {
  readonly at: number | undefined;
  readonly problem: string | undefined;
}

/** What happens to the stacks, counted: in memory, bounded, and gone with the controller, as is usual with Prometheus. */
export class Recorder {
  readonly requests = new Requests();
  readonly scores: ScoreHistory;
  readonly #now: () => number;
  /** By address. */
  readonly #doors = new Map<string, DoorReading>();
  /** By stack uid. */
  readonly #stacks = new Map<string, MutableRecord>();

  /**
   * @param now milliseconds since the epoch
   * @param scores kept elsewhere, too
   */
  constructor(now: () => number, scores = new ScoreHistory()) {
    this.#now = now;
    this.scores = scores;
  }

  /** Undefined before the first pass. */
  of(uid: string): StackRecord | undefined {
    return this.#stacks.get(uid);
  }

  /** What happened to a stack in a window that ends now. */
  over(uid: string, window: WindowName): Sums {
    const now = this.#now();
    const record = this.#stacks.get(uid);
    record?.health.settle(now);
    return record?.windows.over(window, now) ?? new Sums();
  }

  passed(uid: string, { services, outcomes, switches, frontDoors }: PassFacts): void {
    const record = this.#record(uid);
    record.health.look(services.filter(isMissed).map(healthOf), this.#now());
    const names = new Set(services.map(({ name }) => name));
    for (const name of record.services.keys()) if (!names.has(name)) record.services.delete(name);
    for (const name of names) if (!record.services.has(name)) record.services.set(name, newService());
    for (const { action, result } of outcomes) {
      const service = record.services.get(serviceIn(action.target));
      if (service && action.type === 'RestartInstance' && result === 'Done') service.restarts++;
    }
    for (const { to, asked } of switches) {
      if (to === 'Apisix') record.switches.toApisix++;
      else record.switches.toFrontDoor++;
      if (to === 'Direct' && !asked) record.switches.failovers++;
    }
    for (const { address, state } of frontDoors) this.served(address, state);
    record.passedAt = this.#now();
    record.failure = undefined;
  }

  /** A pass came to a score. */
  scored(uid: string, score: Score): void {
    this.scores.record(uid, score, this.#now());
  }

  /** A pass took so many seconds. */
  took(uid: string, seconds: number): void {
    this.#record(uid).passes.observe(seconds);
  }

  failed(uid: string, why: string): void {
    const record = this.#record(uid);
    record.failedPasses++;
    record.failure = why;
  }

  /** A probe of a service that a pass has seen gave a result. */
  probed(uid: string, service: string, { ok, latency }: ProbeResult): void {
    const stack = this.#stacks.get(uid);
    const record = stack?.services.get(service);
    if (!record) return;
    if (!ok) {
      record.failedProbes++;
      return;
    }
    record.probes.observe(latency / 1000);
    stack?.windows.latency(latency / 1000, this.#now());
  }

  /** A front door was asked for its state. */
  served(address: FrontDoorAddress, state: Observation<FrontDoorState | undefined>): void {
    const name = addressKey(address);
    if (!state.known || !state.value) {
      const problem = state.known ? 'it does not run' : state.reason;
      this.#doors.set(name, { at: this.#doors.get(name)?.at, problem });
      return;
    }
    this.#doors.set(name, { at: this.#now(), problem: undefined });
    for (const [uid, traffic] of this.requests.take(name, state.value))
      this.#stacks.get(uid)?.windows.traffic(traffic, this.#now());
  }

  /** How old what is known of the requests at an address is. */
  door(address: FrontDoorAddress): DoorReading {
    return this.#doors.get(addressKey(address)) ?? { at: undefined, problem: undefined };
  }

  forget(uid: string): void {
    this.#stacks.delete(uid);
    this.requests.forget(uid);
    this.scores.forget(uid);
  }

  #record(uid: string): MutableRecord {
    const found = this.#stacks.get(uid);
    if (found) return found;
    const windows = new Windows();
    const record = {
      passes: new Histogram(),
      failedPasses: 0,
      passedAt: undefined,
      failure: undefined,
      services: new Map<string, ServiceRecord>(),
      switches: { toApisix: 0, toFrontDoor: 0, failovers: 0 },
      windows,
      health: new HealthTimes(windows),
    };
    this.#stacks.set(uid, record);
    return record;
  }
}

type MutableRecord = StackRecord & {
  readonly services: Map<string, ServiceRecord>;
  readonly windows: Windows;
  readonly health: HealthTimes;
};

const newService = (): ServiceRecord => ({ restarts: 0, probes: new Histogram(), failedProbes: 0 });

const healthOf = ({ name, desired, healthy, phase }: ServiceVerdict) => ({
  name,
  healthy: desired > 0 && healthy >= desired,
  starting: phase === 'Waiting' || phase === 'Starting',
});

/** The service in a target like `service/api[0]`. */
const serviceIn = (target: string): string => /^service\/(.+)\[\d+\]$/.exec(target)?.[1] ?? '';
