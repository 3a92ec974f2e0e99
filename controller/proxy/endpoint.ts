import { isIP, isIPv6, type LookupFunction } from 'node:net';
import { LIMITS } from './limits.ts';
import type { Targets } from './targets.ts';
import { Upstream } from './upstream.ts';

/** One address of a service: its idle connections (last in, first out) and what is under way to it. */
export class Endpoint {
  readonly host: string;
  readonly port: number;
  /** `host:port`, as tables and the control state name it. */
  readonly key: string;
  /** Value of Host for routes that send the service its own address. */
  readonly authority: string;
  inFlight = 0;
  /** No table names it any more: connections are not kept. */
  retired = false;
  /** Resolves the host for its connections. */
  readonly lookup: LookupFunction;
  readonly #targets: Targets;
  readonly #idle: Upstream[] = [];
  /** What the last look-up of the name gave. */
  #resolvedDenied: string | undefined;

  constructor(host: string, port: number, targets: Targets) {
    this.host = host;
    this.port = port;
    this.key = endpointKey(host, port);
    this.authority = isIPv6(host) ? `[${host}]:${port}` : this.key;
    this.#targets = targets;
    this.lookup = targets.lookupFor(port, (reason) => {
      this.#resolvedDenied = reason;
    });
  }

  /** Why no route may lead there, before a connection is opened; a name is judged once more when it is resolved. */
  get forbidden(): string | undefined {
    return this.#targets.reasonAgainst(this.host, this.port);
  }

  /** Why no route may lead there, as far as is known; undefined when one may. */
  get denied(): string | undefined {
    return isIP(this.host) === 0 ? (this.forbidden ?? this.#resolvedDenied) : this.forbidden;
  }

  /** An idle connection that was used within `maxIdle` milliseconds; undefined when a new one has to be opened. */
  takeIdle(now: number, maxIdle: number): Upstream | undefined {
    const upstream = this.#idle.at(-1);
    // The last one is the freshest: when it is too old, all are.
    if (upstream === undefined || now - upstream.idleSince > Math.min(maxIdle, upstream.idleTime)) return undefined;
    this.#idle.pop();
    return upstream;
  }

  connect(): Upstream {
    return new Upstream(this);
  }

  /** Keeps a connection for the next request, or closes it. */
  release(upstream: Upstream, now: number): void {
    if (this.retired || this.#idle.length >= LIMITS.idlePerEndpoint) {
      upstream.destroy();
      return;
    }
    upstream.idleSince = now;
    this.#idle.push(upstream);
  }

  /** A connection closed while it was idle. */
  forget(upstream: Upstream): void {
    const index = this.#idle.indexOf(upstream);
    if (index >= 0) this.#idle.splice(index, 1);
  }

  /** Closes connections that were idle too long. */
  sweep(now: number): void {
    while (this.#idle.length > 0) {
      const [oldest] = this.#idle;
      if (
        oldest === undefined ||
        (!this.retired && now - oldest.idleSince <= Math.min(LIMITS.endpointIdleTime, oldest.idleTime))
      )
        return;
      this.#idle.shift();
      oldest.destroy();
    }
  }

  retire(): void {
    this.retired = true;
    for (const upstream of this.#idle.splice(0)) upstream.destroy();
  }
}

export const endpointKey = (host: string, port: number): string => `${host}:${port}`;
