import { hash } from 'node:crypto';
import { type Answer, pluginAnswer } from '../answers.ts';
import { type Config, type FieldTypes, isOf } from './config.ts';
import { isVariable, type Step, type Visit } from './visit.ts';

/** Clients that are counted for one limit of one route. */
const CLIENTS = 10_000;

/** Counts by client. They outlive the tables, as the routes' counters do. */
export class Tallies<T> {
  readonly #entries = new Map<string, T>();

  get(key: string): T | undefined {
    return this.#entries.get(bounded(key));
  }

  /** The client that was counted longest ago makes way. */
  set(text: string, value: T): void {
    const key = bounded(text);
    this.#entries.delete(key);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= CLIENTS && oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.set(key, value);
  }
}

/** A client may send any length: of a long key its digest is kept, and of none the head that it stood in. */
const bounded = (key: string): string => (key.length > 15 ? hash('sha256', key, 'base64') : key);

/** What was counted for one route, and lives on when its table is replaced. */
export class LimitState {
  readonly windows = new Tallies<{ end: number; count: number }>();
  readonly levels = new Tallies<{ at: number; excess: number }>();
}

const COMMON: FieldTypes = {
  key: 'string',
  key_type: 'string',
  policy: 'string',
  rejected_code: 'number',
  rejected_msg: 'string',
  allow_degradation: 'boolean',
};
const COUNT: FieldTypes = { ...COMMON, count: 'number', time_window: 'number', show_limit_quota_header: 'boolean' };
const RATE: FieldTypes = { ...COMMON, rate: 'number', burst: 'number', nodelay: 'boolean' };

/** Gives what requests are counted by; undefined for what the front door does not know. */
function keyOf({ rest }: Config): ((visit: Visit) => string) | undefined {
  const { key = 'remote_addr', key_type: type = 'var' } = rest;
  if (typeof key !== 'string') return undefined;
  if (type === 'constant') return () => key;
  const names =
    type === 'var'
      ? [key]
      : type === 'var_combination'
        ? [...key.matchAll(/\$(\w+)/g)].map(([, name]) => name ?? '')
        : [];
  if (names.length === 0 || !names.every(isVariable)) return undefined;
  const text = type === 'var' ? `$${key}` : key;
  return (visit) => {
    const values = names.map((name) => visit.variable(name) ?? '');
    // Without any of it the client is counted by its address.
    if (values.every((value) => value === '')) return visit.client.address;
    return names.reduce((filled, name, index) => filled.replace(`$${name}`, () => values[index] ?? ''), text);
  };
}

/** Over a limit there is a page by default, and a message when one is configured. */
function rejection({ rest }: Config): Answer {
  const { rejected_code: status = 503, rejected_msg: message } = rest as {
    rejected_code?: number;
    rejected_msg?: string;
  };
  return pluginAnswer(status, message === undefined ? undefined : { error_msg: message });
}

/**
 * limit-count with policy `local`: so many requests in a window that begins with the first
 * (apisix/plugins/limit-count/limit-count-local.lua).
 */
export function limitCount(config: Config, state: LimitState, now: () => number): Step | undefined {
  const keyFor = keyOf(config);
  const { count, time_window: seconds, policy = 'local', show_limit_quota_header: tells = true } = config.rest;
  if (!keyFor || !isOf(config, COUNT) || policy !== 'local') return undefined;
  if (typeof count !== 'number' || typeof seconds !== 'number') return undefined;
  const refused = rejection(config);
  return (visit) => {
    const key = keyFor(visit);
    const at = now();
    const found = state.windows.get(key);
    const window = found !== undefined && at < found.end ? found : { end: at + seconds * 1000, count: 0 };
    const isOver = window.count >= count;
    if (!isOver) window.count++;
    state.windows.set(key, window);
    const lines = tells
      ? `X-RateLimit-Limit: ${count}\r\nX-RateLimit-Remaining: ${count - window.count}\r\nX-RateLimit-Reset: ${Math.ceil((window.end - at) / 1000)}\r\n`
      : '';
    if (isOver) return { ...refused, lines: (refused.lines ?? '') + lines };
    visit.answerLines += lines;
    return undefined;
  };
}

/**
 * limit-req: a bucket that leaks at `rate` a second (lua-resty-limit-traffic, resty.limit.req). What APISIX would hold back for a while
 * is not carried.
 */
export function limitReq(config: Config, state: LimitState, now: () => number): Step | undefined {
  const keyFor = keyOf(config);
  const { rate, burst, policy = 'local', nodelay = false } = config.rest;
  if (!keyFor || !isOf(config, RATE) || policy !== 'local') return undefined;
  if (typeof rate !== 'number' || typeof burst !== 'number' || (burst > 0 && nodelay !== true)) return undefined;
  const refused = rejection(config);
  return (visit) => {
    const key = keyFor(visit);
    const at = now();
    const found = state.levels.get(key);
    const excess = found === undefined ? 0 : Math.max(0, found.excess - (rate * (at - found.at)) / 1000 + 1);
    if (excess > burst) return refused;
    state.levels.set(key, { at, excess });
    return undefined;
  };
}
