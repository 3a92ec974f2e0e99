import { QbtcError } from '../../controller/api/errors.ts';
import { frontDoorMarker, type FrontDoorAddress, type FrontDoors } from '../../controller/api/front-door.ts';
import { known, unknown } from '../../controller/api/observation.ts';
import { MARKER } from '../../controller/api/processes.ts';
import type { TableEndpoint, RouteTable } from '../../controller/api/route-table.ts';
import { Endpoint } from '../../controller/proxy/endpoint.ts';
import { GatewayPath } from '../../controller/proxy/gateway-path.ts';
import { Targets } from '../../controller/proxy/targets.ts';
import { runEffect, type EffectHook } from './effects.ts';
import type { SimulatedMachine } from './simulated-processes.ts';

/** A front door with what it keeps on its disk: the tables outlive its process. */
export interface SimulatedFrontDoor {
  readonly address: FrontDoorAddress;
  readonly tables: Map<string, RouteTable>;
  /** The ways through APISIX, by stack. */
  readonly paths: Map<string, GatewayPath>;
  /** Requests under way, by `host:port` of the endpoint. */
  readonly inFlight: Record<string, number>;
  pid: number;
  build: string;
}

const keyOf = ({ host, port }: FrontDoorAddress): string => `${host}:${port}`;

/** All front doors of a simulated machine, each a process in its table. Survives any number of controllers. */
export class SimulatedFrontDoorHost {
  readonly doors = new Map<string, SimulatedFrontDoor>();
  readonly machine: SimulatedMachine;
  readonly installation: string;
  /** How a look at a front door goes wrong: it hangs, or says why nothing is known. */
  fault: (address: FrontDoorAddress) => 'hang' | 'unknown' | undefined = () => undefined;

  /** Milliseconds after which watchers are told of an end; none: the hint is lost. */
  hints: () => readonly number[] = () => [0];
  /** Whether the data plane of an APISIX answers. */
  dataPlane: (endpoint: TableEndpoint) => boolean = () => true;
  readonly #watchers = new Set<{ readonly changed: () => void }>();

  constructor(machine: SimulatedMachine, installation: string) {
    this.machine = machine;
    this.installation = installation;
  }

  running(address: FrontDoorAddress): SimulatedFrontDoor | undefined {
    const door = this.doors.get(keyOf(address));
    return door && this.machine.processes.has(door.pid) ? door : undefined;
  }

  /** The table by which requests for a stack are sent now. */
  tableOf(uid: string): RouteTable | undefined {
    return [...this.doors.values()].flatMap(({ address }) => this.running(address)?.tables.get(uid) ?? [])[0];
  }

  start(address: FrontDoorAddress, build: string): void {
    if (this.running(address)) return;
    const { host, port } = address;
    const marker = frontDoorMarker(this.installation, address);
    const pid = this.machine.start(
      (context) => {
        if (!context.listen(port, host)) context.exit(1);
      },
      { argv: ['front-door', keyOf(address)], env: { [MARKER]: marker } },
    );
    const process = this.machine.processes.get(pid);
    if (!process) {
      throw new QbtcError(`cannot listen on ${keyOf(address)}`, { code: 'PortConflict', disposition: 'wait' });
    }
    process.ended = () => {
      this.#tell();
    };
    const { tables, paths } = this.doors.get(keyOf(address)) ?? { tables: new Map(), paths: new Map() };
    this.doors.set(keyOf(address), { address, tables, paths, inFlight: {}, pid, build });
  }

  /** Takes a table over, and what it says of an APISIX. */
  push(door: SimulatedFrontDoor, table: RouteTable): void {
    const { uid } = table.stack;
    door.tables.set(uid, table);
    const { gateway } = table;
    if (!gateway) {
      door.paths.delete(uid);
      return;
    }
    const path =
      door.paths.get(uid) ??
      new GatewayPath(
        new Endpoint(gateway.host, gateway.port, new Targets()),
        gateway.failover,
        undefined,
        () => undefined,
      );
    door.paths.set(uid, path);
    path.configure(gateway.failover, this.machine.options.clock.now());
  }

  /** As if as many probes had gone by as anybody waits for. */
  probe(door: SimulatedFrontDoor): void {
    const now = this.machine.options.clock.now();
    for (const [uid, path] of door.paths) {
      const failover = door.tables.get(uid)?.gateway?.failover;
      if (!failover) continue;
      if (this.dataPlane(path.endpoint))
        for (let probes = 0; probes < failover.successThreshold; probes++) path.passed(now);
      else for (let probes = 0; probes < failover.failureThreshold; probes++) path.failed('it is down', now);
    }
  }

  watch(changed: () => void): Disposable {
    const watcher = { changed };
    this.#watchers.add(watcher);
    return { [Symbol.dispose]: () => void this.#watchers.delete(watcher) };
  }

  #tell(): void {
    for (const watcher of this.#watchers)
      for (const delay of this.hints())
        this.machine.options.clock.after(delay, () => {
          if (this.#watchers.has(watcher)) watcher.changed();
        });
  }

  stop(address: FrontDoorAddress): void {
    const door = this.running(address);
    if (door) this.machine.signal(door.pid, 'SIGKILL');
    this.doors.delete(keyOf(address));
  }
}

/** One controller's view of the front doors. Only modifying calls pass the hook. */
export function createSimulatedFrontDoors(
  host: SimulatedFrontDoorHost,
  build: string,
  effect: EffectHook = runEffect,
): FrontDoors {
  const required = (address: FrontDoorAddress): SimulatedFrontDoor => {
    const door = host.running(address);
    if (!door) throw new QbtcError(`nobody listens on ${keyOf(address)}`, { code: 'NobodyListens' });
    return door;
  };
  return {
    observe: async (address, signal) => {
      const fault = host.fault(address);
      if (fault === 'unknown') return unknown('the control socket does not answer');
      if (fault === 'hang') {
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            resolve(unknown('the look was called off'));
          });
        });
      }
      const door = host.running(address);
      if (!door) return known(undefined);
      const tables = Object.fromEntries([...door.tables].map(([uid, { hash }]) => [uid, hash]));
      const { pid, build: running, inFlight } = door;
      host.probe(door);
      const now = host.machine.options.clock.now();
      const gateways = Object.fromEntries([...door.paths].map(([uid, path]) => [uid, path.state(now)]));
      const served = { tables, inFlight: { ...inFlight }, requests: {}, gateways };
      return known({ pid, build: running, listening: address, ...served });
    },
    list: async () => [...host.doors.values()].map(({ address }) => address),
    start: (address) =>
      effect(`front-door start ${keyOf(address)}`, () => {
        host.start(address, build);
      }),
    push: (address, table) =>
      effect(`front-door push ${keyOf(address)} ${table.stack.uid}`, () => {
        host.push(required(address), table);
      }),
    permit: (address, stackUid, stay) =>
      effect(`front-door permit ${keyOf(address)} ${stackUid}`, () => {
        required(address).paths.get(stackUid)?.permit(stay, host.machine.options.clock.now());
      }),
    withdraw: (address, stackUid) =>
      effect(`front-door withdraw ${keyOf(address)} ${stackUid}`, () => {
        host.doors.get(keyOf(address))?.tables.delete(stackUid);
        host.doors.get(keyOf(address))?.paths.delete(stackUid);
      }),
    upgrade: (address) =>
      effect(`front-door upgrade ${keyOf(address)}`, () => {
        required(address).build = build;
      }),
    stop: (address) =>
      effect(`front-door stop ${keyOf(address)}`, () => {
        host.stop(address);
      }),
    watch: (changed) => host.watch(changed),
  };
}
