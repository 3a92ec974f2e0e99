import { createServer, type Server, type Socket } from 'node:net';
import type { RequestCounts } from '../api/front-door.ts';
import type { RouteTable } from '../api/route-table.ts';
import { compileSteps, Matcher } from '../routing/matcher.ts';
import { Client } from './client.ts';
import { Endpoint, endpointKey } from './endpoint.ts';
import type { Front } from './front.ts';
import type { GatewayPath } from './gateway-path.ts';
import { GatewayPaths, type PathKeeper } from './gateway-paths.ts';
import type { RequestHead } from './http1/request-head.ts';
import { LIMITS } from './limits.ts';
import { type Counters, RouteCounter, routeKey, RouteState } from './route-state.ts';
import { Targets } from './targets.ts';
import { Upgrades } from './upgrade.ts';
import type { UpgradeRequest } from './upgrade-request.ts';

/** Milliseconds for which compiling a table may hold up requests. */
const SLICE = 4;

/** Milliseconds between two reports. */
const REPORT_TIME = 1000;

/** Whole milliseconds since the program started: the time of day jumps, when a machine wakes up or its clock is set. */
const clock = (): number => Math.round(performance.now());

const warn = (problem: string): void => {
  process.emitWarning(problem);
};

export interface DataPlaneOptions {
  /** The port that httpsRedirect points to; 443 when absent. */
  readonly httpsPort?: number;
  /** False turns the memory of the last header block off, to measure without it. */
  readonly memo?: boolean;
  /** Connections of clients at most; `LIMITS.connections` when absent. */
  readonly connections?: number;
  /** Is told of defects, and of connections that were turned away; at most once a second. */
  readonly report?: (problem: string) => void;
  /** Nothing is remembered when absent. */
  readonly paths?: PathKeeper;
  /** Is told when the way of requests has changed. */
  readonly switched?: () => void;
}

/** Everything between the listening socket and the services. */
export class DataPlane implements Front {
  now = clock();
  draining = false;
  readonly memo: boolean;
  readonly httpsPort: number;
  readonly #connections: number;
  readonly #report: (problem: string) => void;
  readonly #targets = new Targets();
  readonly #clients = new Set<Client>();
  readonly #upgrades = new Upgrades();
  /** The ways through APISIX. */
  readonly gateways: GatewayPaths;
  readonly #sweeper: NodeJS.Timeout;
  #matcher = new Matcher<RouteState>();
  #endpoints = new Map<string, Endpoint>();
  #counters = new Map<string, RouteCounter>();
  /** Routes, by `<stack uid>/<route name>`, that are refused past APISIX, and why. */
  apisixOnly: Readonly<Record<string, string>> = {};
  /** Left the tables, but requests to it are under way. */
  readonly #leaving = new Set<Endpoint>();
  #servers: Server[] = [];
  #lastReport = -Infinity;
  #unreported = 0;

  constructor({
    httpsPort = 443,
    memo = true,
    connections = LIMITS.connections,
    report = warn,
    paths = { recall: () => undefined, keep: () => undefined },
    switched = () => undefined,
  }: DataPlaneOptions = {}) {
    this.gateways = new GatewayPaths(paths, switched);
    this.#connections = connections;
    this.#report = report;
    this.httpsPort = httpsPort;
    this.memo = memo;
    this.#sweeper = setInterval(() => {
      this.#sweep();
    }, LIMITS.sweepTime);
  }

  /** Serves the connections of a listening socket; `server` may be one that was inherited. */
  attach(server: Server): void {
    server.maxConnections = this.#connections;
    server.on('connection', (socket: Socket) => {
      socket.setNoDelay(true);
      this.#clients.add(new Client(socket, this));
    });
    server.on('drop', () => {
      this.#tell(`a connection was turned away: ${this.#connections} are open, and no more are served at once`);
    });
    server.on('error', (error) => {
      this.#tell(`a connection could not be accepted: ${error.message}`);
    });
    this.#servers.push(server);
  }

  /** Listens on a TCP address. Rejects with the system's error. */
  async listen(host: string, port: number): Promise<Server> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, backlog: 4096 }, () => {
        server.off('error', reject);
        this.attach(server);
        resolve();
      });
    });
    return server;
  }

  /** Accepts no more connections there; those that are open go on. */
  unlisten(server: Server): void {
    this.#servers = this.#servers.filter((other) => other !== server);
    server.close();
  }

  /** Replaces all routes, in slices, so that requests go on meanwhile. Throws when a table cannot be compiled; then nothing changed. */
  async setTables(tables: readonly RouteTable[]): Promise<void> {
    const endpoints = new Map<string, Endpoint>();
    const counters = new Map<string, RouteCounter>();
    const endpoint = (host: string, port: number): Endpoint => {
      const key = endpointKey(host, port);
      const found = endpoints.get(key) ?? this.#endpoints.get(key) ?? new Endpoint(host, port, this.#targets);
      endpoints.set(key, found);
      return found;
    };
    const paths = new Map<string, GatewayPath>();
    for (const { stack, gateway } of tables)
      if (gateway) paths.set(stack.uid, this.gateways.pathOf(stack.uid, gateway, endpoint(gateway.host, gateway.port)));
    const apisixOnly: Record<string, string> = {};
    const steps = compileSteps(tables, (route, table) => {
      const key = routeKey(table, route);
      const counter = this.#counters.get(key) ?? new RouteCounter();
      counters.set(key, counter);
      const state = new RouteState(route, table, counter, endpoint, paths.get(table.stack.uid));
      if (state.guards?.refuses !== undefined) apisixOnly[key] = state.guards.refuses;
      return state;
    });
    const matcher = await inSlices(steps);
    const former = this.#endpoints;
    this.#matcher = matcher;
    this.#endpoints = endpoints;
    this.#counters = counters;
    this.apisixOnly = apisixOnly;
    this.gateways.settle(tables, paths);
    for (const [key, gone] of former) {
      if (endpoints.has(key)) continue;
      gone.retire();
      this.#leaving.add(gone);
    }
  }

  match(head: RequestHead): RouteState | undefined {
    return this.#matcher.match(head.hostParts?.name ?? '', head.path, head);
  }

  upgrade(socket: Socket, upgrade: UpgradeRequest, following: Buffer): void {
    this.#upgrades.take(socket, upgrade, following);
  }

  /** Sets what of ours listens on this machine: words for people by port. No route may lead there. */
  denyListeners(listeners: ReadonlyMap<number, string>): void {
    this.#targets.update(listeners);
  }

  /** Why endpoints that the tables name are not asked, by `host:port`. */
  denied(): Record<string, string> {
    const reasons: Record<string, string> = {};
    for (const { key, denied } of this.#endpoints.values()) if (denied !== undefined) reasons[key] = denied;
    return reasons;
  }

  defect(error: unknown): void {
    this.#tell(`defect: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  #tell(problem: string): void {
    if (clock() - this.#lastReport < REPORT_TIME) {
      this.#unreported++;
      return;
    }
    this.#report(this.#unreported === 0 ? problem : `${problem} (and ${this.#unreported} more since the last line)`);
    this.#lastReport = clock();
    this.#unreported = 0;
  }

  closed(client: object): void {
    if (client instanceof Client) this.#clients.delete(client);
  }

  #sweep(): void {
    this.now = clock();
    for (const client of this.#clients) client.tick(this.now);
    for (const endpoint of this.#endpoints.values()) endpoint.sweep(this.now);
    for (const endpoint of this.#leaving) if (endpoint.inFlight === 0) this.#leaving.delete(endpoint);
  }

  /** Requests under way by endpoint. */
  inFlight(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { key, inFlight } of [...this.#endpoints.values(), ...this.#leaving])
      if (inFlight > 0) counts[key] = (counts[key] ?? 0) + inFlight;
    return counts;
  }

  requests(): RequestCounts {
    return Object.fromEntries([...this.#counters].map(([key, { statuses }]) => [key, Object.fromEntries(statuses)]));
  }

  /** Those of the requests that were asked of APISIX; a route without any is absent. */
  requestsThroughApisix(): RequestCounts {
    const counted = [...this.#counters].filter(([, { throughApisix }]) => throughApisix.size > 0);
    return Object.fromEntries(counted.map(([key, { throughApisix }]) => [key, Object.fromEntries(throughApisix)]));
  }

  /** What was counted since the last call; a successor counts on from there. */
  takeCounters(): Counters {
    const counters: Record<string, Counters[string]> = {};
    for (const [key, counter] of this.#counters) counters[key] = counter.take();
    return counters;
  }

  /** A successor that took counts did not come up. */
  takeCountersBack(): void {
    for (const counter of this.#counters.values()) counter.takeBack();
  }

  addCounters(counters: Counters): void {
    for (const [key, counts] of Object.entries(counters)) this.#counters.get(key)?.add(counts);
  }

  /**
   * Accepts no more connections and resolves when all are closed, at the latest after `bound` milliseconds, cutting what is left then. With
   * `patient`, idle connections are not closed but get one more answer, which says `Connection: close`, since a client may be sending
   * a request at this very moment.
   */
  async drain(bound: number, patient: boolean): Promise<void> {
    this.draining = true;
    for (const server of this.#servers.splice(0)) server.close();
    const patience = patient ? Math.min(bound, LIMITS.drainTime / 2) : 0;
    const start = clock();
    for (;;) {
      const past = clock() - start;
      if (past >= patience) for (const client of this.#clients) client.closeIdle();
      if (this.#clients.size + this.#upgrades.size === 0 || past >= bound) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    this.destroy();
  }

  /** Ends everything at once. */
  destroy(): void {
    clearInterval(this.#sweeper);
    this.gateways.retire();
    for (const server of this.#servers.splice(0)) server.close();
    for (const client of this.#clients) client.cut();
    this.#upgrades.destroy();
    for (const endpoint of [...this.#endpoints.values(), ...this.#leaving]) endpoint.retire();
  }
}

async function inSlices<T>(steps: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const end = performance.now() + SLICE;
    do {
      const step = steps.next();
      if (step.done) return step.value;
    } while (performance.now() < end);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
