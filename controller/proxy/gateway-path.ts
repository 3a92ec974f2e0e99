import { randomUUID } from 'node:crypto';
import type { GatewayPathState, GatewaySwitch, Way } from '../api/front-door.ts';
import type { Failover } from '../api/route-table.ts';
import type { Endpoint } from './endpoint.ts';

/** What is kept on disk, so that a front door that starts again goes on where it was. */
export interface PathRecord {
  readonly active: Way;
  readonly stay: string;
  readonly switches: readonly GatewaySwitch[];
}

/** How many switches are kept; more than a window's limit allows. */
const KEPT = 128;

/** A stay that nobody has permitted to end yet. */
const newStay = (): string => randomUUID();

/**
 * The breaker between the front door and one stack's APISIX. It leaves by itself, as soon as enough requests or probes in a row have failed;
 * it returns only with the controller's permit for that very stay, and once probes pass, time has gone by and the limit allows.
 */
export class GatewayPath {
  readonly endpoint: Endpoint;
  readonly #changed: (record: PathRecord) => void;
  #failover: Failover;
  #record: PathRecord;
  #failures = 0;
  #successes = 0;
  #lastFailure = '';
  #permitted = false;

  constructor(
    endpoint: Endpoint,
    failover: Failover,
    kept: PathRecord | undefined,
    changed: (record: PathRecord) => void,
  ) {
    this.endpoint = endpoint;
    this.#failover = failover;
    this.#record = kept ?? { active: 'Direct', stay: newStay(), switches: [] };
    this.#changed = changed;
  }

  /** Whether requests go through APISIX now. */
  get open(): boolean {
    return this.#record.active === 'Apisix';
  }

  /** Somebody wants it this way: what it cannot serve goes no other way. */
  get forced(): boolean {
    return this.#failover.mode === 'Apisix';
  }

  /** Takes the thresholds and the mode of a new table. */
  configure(failover: Failover, now: number): void {
    const former = this.#failover.mode;
    this.#failover = failover;
    const { mode } = failover;
    if (mode === 'Auto') {
      // Whoever asked for one way has had it: from here on it is judged anew.
      if (former !== 'Auto') this.#failures = 0;
      this.#consider(now);
      return;
    }
    const wanted: Way = mode === 'Apisix' ? 'Apisix' : 'Direct';
    if (this.#record.active !== wanted) this.#switch(wanted, `mode ${mode} was asked for`, now, true);
  }

  /** The controller has seen that APISIX serves the routes. A permit for another stay says nothing about this one. */
  permit(stay: string, now: number): void {
    if (stay !== this.#record.stay) return;
    this.#permitted = true;
    this.#consider(now);
  }

  /** A request or a probe got no answer. */
  failed(why: string, now: number): void {
    this.#failures++;
    this.#successes = 0;
    this.#lastFailure = why;
    // What the controller has seen was before it.
    if (!this.open) this.#permitted = false;
    const { mode, failureThreshold } = this.#failover;
    if (this.open && mode === 'Auto' && this.#failures >= failureThreshold)
      this.#switch('Direct', `${failureThreshold} times in a row: ${why}`, now);
  }

  /** A request got an answer. */
  answered(): void {
    this.#failures = 0;
  }

  /** A probe got an answer. */
  passed(now: number): void {
    this.#failures = 0;
    this.#successes++;
    this.#consider(now);
  }

  #consider(now: number): void {
    if (this.open || this.#failover.mode !== 'Auto' || !this.#permitted) return;
    if (this.#wait(now) === '') this.#switch('Apisix', 'it answers, and serves the routes', now);
  }

  /** What a permitted return waits for; empty when for nothing. */
  #wait(now: number): string {
    const { successThreshold, minDwellSeconds, switchLimit } = this.#failover;
    if (this.#successes < successThreshold) return `waits for ${successThreshold} passed probes in a row`;
    const last = this.#record.switches.at(-1);
    if (last && !last.asked && last.at <= now && now - last.at < minDwellSeconds * 1000)
      return `waits until ${minDwellSeconds} s after the last switch`;
    // Of a clock that was set back, the future does not count.
    const counted = this.#record.switches.filter(
      ({ at, asked }) => !asked && at <= now && now - at < switchLimit.windowSeconds * 1000,
    );
    return counted.length < switchLimit.max
      ? ''
      : `waits: ${switchLimit.max} switches within ${switchLimit.windowSeconds} s are the limit`;
  }

  #switch(to: Way, reason: string, now: number, asked = false): void {
    // The way to it at the very first is no change of mind.
    const isFirst = this.#record.switches.length === 0 && to === 'Apisix';
    const entry: GatewaySwitch = { at: now, to, reason, ...(asked || isFirst ? { asked: true as const } : {}) };
    this.#record = { active: to, stay: newStay(), switches: [...this.#record.switches, entry].slice(-KEPT) };
    this.#permitted = false;
    this.#changed(this.#record);
  }

  /** @param now milliseconds since the epoch, as everywhere here: it outlives this program */
  state(now: number): GatewayPathState {
    const { active, stay, switches } = this.#record;
    const { mode, failureThreshold } = this.#failover;
    const isSilent = this.#failures >= failureThreshold || (this.#failures > 0 && this.#successes === 0 && !this.open);
    const answers = isSilent ? false : this.#successes > 0 || this.open ? true : undefined;
    const isWaiting = mode === 'Auto' && active === 'Direct' && this.#permitted;
    return {
      active,
      stay,
      permitted: this.#permitted,
      answers,
      message: isSilent ? this.#lastFailure : isWaiting ? this.#wait(now) : '',
      switches: switches.slice(-10),
    };
  }
}
