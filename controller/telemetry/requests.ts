import type { FrontDoorState, RequestCounts } from '../api/front-door.ts';

/** Who was asked on behalf of a client: APISIX, or by the front door the service itself. */
export const GATEWAYS = ['apisix', 'front-door'] as const;
/** Classes of status codes, in the order in which they are counted. */
export const CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const;

/** Requests of one route by gateway, and by class of the status code. */
export type RouteRequests = Readonly<Record<(typeof GATEWAYS)[number], readonly number[]>>;

/** What came to a stack between two readings. */
export interface Traffic {
  readonly requests: number;
  /** Those that ended with a status from 500. */
  readonly errors: number;
}

interface Counted {
  /** As the front door had counted when it was read last. */
  readonly raw: RouteRequests;
  /** Over all series. */
  readonly total: RouteRequests;
}

interface Door {
  series: string;
  at: number;
  /** By `<stack uid>/<route name>`. */
  routes: Map<string, Counted>;
}

/**
 * The requests that front doors have served, as sums that only rise: a front door that starts anew begins at zero, and what it had counted before
 * is not lost. A controller that starts takes the counts over as they are.
 */
export class Requests {
  /** By address. */
  readonly #doors = new Map<string, Door>();
  /** Of routes that are gone, by stack uid. */
  readonly #former = new Map<string, number>();

  /**
   * Takes what a front door has counted; one that does not tell, or a state older than the last one, changes nothing.
   *
   * @returns what came since the last reading, by stack uid; nothing at the first one, since it does not tell when that was
   */
  take(address: string, { counting, requests }: FrontDoorState): ReadonlyMap<string, Traffic> {
    const traffic = new Map<string, Traffic>();
    const door = this.#doors.get(address);
    if (!counting || (door?.series === counting.series && counting.at <= door.at)) return traffic;
    const isNew = door?.series !== counting.series;
    const routes = new Map<string, Counted>();
    for (const key of Object.keys(requests)) {
      const before = door?.routes.get(key);
      const found = byGateway(requests[key] ?? {}, counting.throughApisix[key] ?? {});
      const floor = isNew ? ZERO : (before?.raw ?? ZERO);
      const fresh = combine(found, floor, (now, then) => Math.max(0, now - then));
      // The last answers of a predecessor come late: its counts are never taken back.
      const raw = combine(found, floor, Math.max);
      routes.set(key, { raw, total: combine(before?.total ?? ZERO, fresh, (sum, more) => sum + more) });
      if (door) addTraffic(traffic, uidOf(key), fresh);
    }
    for (const [key, { total }] of door?.routes ?? [])
      if (!routes.has(key)) this.#former.set(uidOf(key), (this.#former.get(uidOf(key)) ?? 0) + sumOf(total));
    this.#doors.set(address, { series: counting.series, at: counting.at, routes });
    return traffic;
  }

  /** The requests of a stack by route. */
  of(uid: string): ReadonlyMap<string, RouteRequests> {
    const routes = new Map<string, RouteRequests>();
    for (const door of this.#doors.values())
      for (const [key, { total }] of door.routes) {
        if (uidOf(key) !== uid) continue;
        const name = key.slice(uid.length + 1);
        routes.set(
          name,
          combine(routes.get(name) ?? ZERO, total, (one, other) => one + other),
        );
      }
    return routes;
  }

  /** All requests of a stack, also of routes that are gone. */
  total(uid: string): number {
    return [...this.of(uid).values()].reduce((sum, route) => sum + sumOf(route), this.#former.get(uid) ?? 0);
  }

  forget(uid: string): void {
    this.#former.delete(uid);
    for (const { routes } of this.#doors.values())
      for (const key of routes.keys()) if (uidOf(key) === uid) routes.delete(key);
  }
}

const uidOf = (key: string): string => key.slice(0, key.indexOf('/'));

const NONE: readonly number[] = CLASSES.map(() => 0);
const ZERO: RouteRequests = { apisix: NONE, 'front-door': NONE };

const combine = (
  one: RouteRequests,
  other: RouteRequests,
  how: (one: number, other: number) => number,
): RouteRequests => ({
  apisix: one.apisix.map((count, index) => how(count, other.apisix[index] ?? 0)),
  'front-door': one['front-door'].map((count, index) => how(count, other['front-door'][index] ?? 0)),
});

const sumOf = (route: RouteRequests): number =>
  GATEWAYS.flatMap((gateway) => route[gateway]).reduce((sum, count) => sum + count, 0);

function byGateway(all: RequestCounts[string], throughApisix: RequestCounts[string]): RouteRequests {
  const apisix = byClass(throughApisix);
  return { apisix, 'front-door': byClass(all).map((count, index) => count - (apisix[index] ?? 0)) };
}

function byClass(statuses: RequestCounts[string]): number[] {
  const counts = [...NONE];
  for (const [status, count] of Object.entries(statuses)) {
    // What is no status of HTTP is the service's failure.
    const index = Math.min(Math.max(Math.floor(Number(status) / 100), 1), CLASSES.length) - 1;
    counts[index] = (counts[index] ?? 0) + count;
  }
  return counts;
}

function addTraffic(traffic: Map<string, Traffic>, uid: string, fresh: RouteRequests): void {
  const { requests, errors } = traffic.get(uid) ?? { requests: 0, errors: 0 };
  const failed = GATEWAYS.reduce((sum, gateway) => sum + (fresh[gateway].at(-1) ?? 0), 0);
  traffic.set(uid, { requests: requests + sumOf(fresh), errors: errors + failed });
}
