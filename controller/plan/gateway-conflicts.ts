import { isDeepStrictEqual } from 'node:util';
import type { GatewayObject } from '../api/gateway.ts';

type Value = GatewayObject['value'];

const listOf = (many: unknown, one: unknown): readonly string[] =>
  Array.isArray(many) ? many.map(String) : typeof one === 'string' ? [one] : [];

/** Finds which route of somebody else gets the requests of one of ours, in the same APISIX. */
export class Rivals {
  /** By host and path. */
  readonly #claims = new Map<string, GatewayObject[]>();

  constructor(others: readonly GatewayObject[]) {
    for (const object of others) {
      const { status, service_id: service, remote_addr: from, remote_addrs: among, filter_func: filter } = object.value;
      // What such a route takes depends on more than can be seen here.
      const isPartial = [service, from, among, filter].some((field) => field !== undefined);
      if (object.kind !== 'routes' || status === 0 || isPartial) continue;
      for (const key of keysOf(object.value)) this.#claims.set(key, [...(this.#claims.get(key) ?? []), object]);
    }
  }

  /**
   * The one that wins, and what it claims; undefined when none does. Among equals the older wins.
   *
   * @param since when ours was created, in seconds; absent while it is not there
   */
  winner(value: Value, since = Infinity): { readonly id: string; readonly claim: string } | undefined {
    for (const key of keysOf(value)) {
      const rival = this.#claims.get(key)?.find((other) => wins(other.value, value, since));
      if (rival) return { id: rival.id, claim: key.replace(/^ /, '').replace(' ', '') };
    }
    return undefined;
  }
}

function keysOf({ hosts, host, uris, uri }: Value): string[] {
  const names = listOf(hosts, host);
  return (names.length > 0 ? names : ['']).flatMap((name) => listOf(uris, uri).map((path) => `${name} ${path}`));
}

function wins(other: Value, { methods, vars, priority = 0 }: Value, since: number): boolean {
  const [theirs, ours] = [listOf(other.methods, undefined), listOf(methods, undefined)];
  const shareMethods = theirs.length === 0 || ours.length === 0 || theirs.some((method) => ours.includes(method));
  const takesAll = other.vars === undefined || isDeepStrictEqual(other.vars, vars);
  const ahead = Number(other.priority ?? 0) - Number(priority);
  const isOlder = typeof other.create_time !== 'number' || other.create_time <= since;
  return shareMethods && takesAll && (ahead > 0 || (ahead === 0 && isOlder));
}
