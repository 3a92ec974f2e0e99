import type { Endpoint } from './endpoint.ts';

interface Member {
  readonly weight: number;
  readonly endpoints: readonly Endpoint[];
  current: number;
  next: number;
}

/**
 * Smooth weighted round robin over backends (as nginx's: each turn adds its weight to every backend, the one in front serves and
 * pays the total), and plain round robin over the replicas of a backend. So a weight is a backend's share, however many replicas
 * it has. Backends without an endpoint or without weight take no turn.
 */
export class Balancer {
  readonly #members: Member[];
  readonly #total: number;
  /** Different endpoints that a request may be sent to. */
  readonly size: number;

  constructor(backends: readonly { readonly weight: number; readonly endpoints: readonly Endpoint[] }[]) {
    this.#members = backends
      .filter(({ weight, endpoints }) => weight > 0 && endpoints.length > 0)
      .map(({ weight, endpoints }) => ({ weight, endpoints, current: 0, next: 0 }));
    this.#total = this.#members.reduce((sum, { weight }) => sum + weight, 0);
    this.size = new Set(this.#members.flatMap(({ endpoints }) => endpoints)).size;
  }

  /** The next endpoint; undefined when there is none. */
  next(): Endpoint | undefined {
    const [first] = this.#members;
    if (first === undefined) return undefined;
    let chosen = first;
    if (this.#members.length > 1) {
      for (const member of this.#members) {
        member.current += member.weight;
        if (member.current > chosen.current) chosen = member;
      }
      chosen.current -= this.#total;
    }
    const endpoint = chosen.endpoints[chosen.next % chosen.endpoints.length];
    chosen.next = (chosen.next + 1) % chosen.endpoints.length;
    return endpoint;
  }

  /** The next endpoint that was not tried yet for this request; undefined when all were. */
  nextUntried(tried: ReadonlySet<Endpoint>): Endpoint | undefined {
    // A turn is taken off nobody for long: after as many turns as the total weight everybody was chosen.
    const turns = this.#members.reduce((sum, { endpoints }) => sum + endpoints.length, 0);
    for (let turn = 0; turn < turns; turn++) {
      const endpoint = this.next();
      if (endpoint !== undefined && !tried.has(endpoint)) return endpoint;
    }
    return this.#members.flatMap(({ endpoints }) => endpoints).find((endpoint) => !tried.has(endpoint));
  }
}
