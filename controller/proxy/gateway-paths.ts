import type { GatewayPathState } from '../api/front-door.ts';
import type { RouteTable, TableGateway } from '../api/route-table.ts';
import type { Endpoint } from './endpoint.ts';
import { GatewayPath, type PathRecord } from './gateway-path.ts';
import { probeGateway } from './gateway-probe.ts';

/** Milliseconds between two probes of a data plane. */
const PROBE_TIME = 1000;

/** Where the records of paths are kept, so that they outlive the program. */
export interface PathKeeper {
  recall(stackUid: string): PathRecord | undefined;
  keep(stackUid: string, record: PathRecord): void;
}

/** One path for every stack with an APISIX, and the probes of their data planes. */
export class GatewayPaths {
  readonly #keeper: PathKeeper;
  /** Is told when requests go another way, and when a data plane begins or ceases to answer. */
  readonly #changed: () => void;
  readonly #prober: NodeJS.Timeout;
  #paths = new Map<string, GatewayPath>();
  /** Paths with a probe under way. */
  readonly #probing = new Set<GatewayPath>();

  constructor(keeper: PathKeeper, changed: () => void) {
    this.#keeper = keeper;
    this.#changed = changed;
    this.#prober = setInterval(() => {
      for (const path of this.#paths.values()) void this.#probe(path);
    }, PROBE_TIME);
  }

  /** The path that a stack's routes are compiled with; it is in use once `settle` was called. */
  pathOf(uid: string, { failover }: TableGateway, endpoint: Endpoint): GatewayPath {
    const present = this.#paths.get(uid);
    if (present?.endpoint === endpoint) return present;
    // Of another data plane nothing is known.
    const record = present ? undefined : this.#keeper.recall(uid);
    const path: GatewayPath = new GatewayPath(endpoint, failover, record, (changed) => {
      // One that was replaced, or handed over, decides nothing any more.
      if (this.#paths.get(uid) === path) this.#keeper.keep(uid, changed);
      this.#changed();
    });
    return path;
  }

  /** Uses the paths of the tables that are served now, and no others. */
  settle(tables: readonly RouteTable[], paths: Map<string, GatewayPath>): void {
    const former = this.#paths;
    this.#paths = paths;
    for (const { stack, gateway } of tables) {
      const path = paths.get(stack.uid);
      if (!gateway || !path) continue;
      path.configure(gateway.failover, Date.now());
      if (former.get(stack.uid) !== path) void this.#probe(path);
    }
  }

  permit(uid: string, stay: string): void {
    this.#paths.get(uid)?.permit(stay, Date.now());
  }

  states(): Record<string, GatewayPathState> {
    return Object.fromEntries([...this.#paths].map(([uid, path]) => [uid, path.state(Date.now())]));
  }

  async #probe(path: GatewayPath): Promise<void> {
    if (this.#probing.has(path)) return;
    this.#probing.add(path);
    const problem = await probeGateway(path.endpoint);
    this.#probing.delete(path);
    const now = Date.now();
    const { answers } = path.state(now);
    if (problem === '') path.passed(now);
    else path.failed(problem, now);
    if (path.state(now).answers !== answers) this.#changed();
  }

  /** A successor is in charge: what is under way here stays on its way. */
  retire(): void {
    clearInterval(this.#prober);
    this.#paths = new Map();
  }
}
