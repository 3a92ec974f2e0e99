import type { Clock } from './api/clock.ts';
import type { CheckRoutes } from './api/connectivity.ts';
import type { Discover } from './api/discovery.ts';
import type { Files } from './api/files.ts';
import type { FrontDoors } from './api/front-door.ts';
import type { Gateway } from './api/gateway.ts';
import type { MonitoringSource, Reading, ReadSource } from './api/monitoring.ts';
import type { LogSource } from './api/logs.ts';
import type { Room } from './api/room.ts';
import type { Notify } from './api/notification.ts';
import type { RuntimeKind } from './api/plan.ts';
import type { Processes } from './api/processes.ts';
import type { Engine, WatchContainers } from './api/engine.ts';
import type { RunProbe } from './api/probe.ts';
import type { Runtime } from './api/runtime.ts';
import { BUILD } from './build.ts';
import { createClock } from './platform/clock.ts';
import { credentialsFor } from './platform/docker/credentials.ts';
import { createEngine } from './platform/docker/engine.ts';
import { createFiles, realPath } from './platform/files.ts';
import { readRoom } from './platform/room.ts';
import { runProbe } from './platform/net/run-probe.ts';
import { createProcesses } from './platform/proc/processes.ts';

export { readStackFiles } from './sources/file/read.ts';

/** The clients of this machine through which everything else touches it. */
export interface Machine {
  readonly clock: Clock;
  readonly files: Files;
  readonly processes: Processes;
  /** The container engine at an endpoint as in DOCKER_HOST; without one, that of this machine. */
  readonly connectEngine: (endpoint: string | undefined) => Engine;
}

/** @param directory the state directory, in which alone files are made */
export const machine = (directory: string): Machine => ({
  clock: createClock(),
  files: createFiles(directory),
  processes: createProcesses(),
  connectEngine: (endpoint) => createEngine(endpoint === undefined ? {} : { endpoint }),
});

/** What an adapter is made of. */
interface Place extends Machine {
  /** The state directory. */
  readonly directory: string;
  /** The installation's id. */
  readonly installation: string;
}

interface RuntimeAdapter {
  readonly runtime: Runtime;
  readonly logs: LogSource;
  /** Runs exec probes inside of what it runs. */
  readonly execProbe?: RunProbe;
  readonly watchContainers?: WatchContainers;
  readonly end?: () => void;
}

/** The runtimes, each loaded when a controller starts: a new one is a folder and a line here. */
const RUNTIMES: Readonly<Partial<Record<RuntimeKind, (place: Place) => Promise<RuntimeAdapter>>>> = {
  process: async (place) => (await import('./runtimes/process/adapter.ts')).createProcessAdapter(place),
  docker: async ({ connectEngine: connect, ...place }) =>
    (await import('./runtimes/docker/adapter.ts')).createDockerAdapter({
      ...place,
      connect,
      realPath,
      credentialsFor: (image, signal) => credentialsFor(image, process.env, signal),
    }),
};

/** The systems that a controller acts on. */
export interface Adapters extends Disposable {
  readonly runtimes: Readonly<Partial<Record<RuntimeKind, Runtime>>>;
  readonly logs: readonly LogSource[];
  readonly frontDoors: FrontDoors;
  readonly gateway: Gateway;
  readonly discover: Discover;
  readonly checkRoutes: CheckRoutes;
  readonly readSource: ReadSource;
  readonly notify: Notify;
  readonly watchContainers: WatchContainers;
  readonly runProbe: RunProbe;
  readonly room: () => Promise<Room>;
}

/** Every adapter is named in this file and nowhere else. */
export async function createAdapters(place: Place): Promise<Adapters> {
  const [{ createFrontDoors }, { createGateway }, { AdminClient }, { dataPlane }, { checkRoutes }, ...adapters] =
    await Promise.all([
      import('./gateways/frontdoor/front-doors.ts'),
      import('./gateways/apisix/gateway.ts'),
      import('./platform/apisix/admin-client.ts'),
      import('./platform/apisix/data-plane.ts'),
      import('./platform/net/check-routes.ts'),
      ...Object.entries(RUNTIMES).map(async ([kind, create]): Promise<RuntimeAdapter & { kind: string }> => ({
        kind,
        ...(await create(place)),
      })),
    ]);
  const client = new AdminClient();
  const discover = await createDiscovery(place);
  const { directory: stateDir, files, processes, installation } = place;
  return {
    runtimes: Object.fromEntries(adapters.map(({ kind, runtime }) => [kind, runtime])),
    logs: adapters.map(({ logs }) => logs),
    runProbe: (target, signal) => {
      const isInside = target.container !== undefined && target.probe.exec !== undefined;
      const run = isInside ? adapters.find(({ kind }) => kind === 'docker')?.execProbe : runProbe;
      return (run ?? runProbe)(target, signal);
    },
    watchContainers: (endpoint, heard) =>
      adapters.find(({ watchContainers: watch }) => watch)?.watchContainers?.(endpoint, heard) ?? NOTHING,
    [Symbol.dispose]: () => {
      for (const { end } of adapters) end?.();
      client[Symbol.dispose]();
    },
    gateway: createGateway(client, createFiles(), dataPlane),
    discover,
    checkRoutes,
    readSource: (source, signal) => readSource(source, place.clock, signal),
    room: () => readRoom(stateDir),
    notify: async (url, message, signal) => {
      const { postNotification } = await import('./platform/net/webhook.ts');
      await postNotification(url, message, signal);
    },
    frontDoors: createFrontDoors({ stateDir, files, processes, program: PROGRAM, build: BUILD, installation }),
  };
}

const NOTHING: Disposable = { [Symbol.dispose]: () => undefined };

/** The client of each kind of source is loaded when there is one. */
async function readSource(source: MonitoringSource, clock: Clock, signal: AbortSignal): Promise<Reading> {
  if (source.kind === 'redis') {
    const { readRedis } = await import('./platform/redis/info.ts');
    return { at: clock.now(), kind: 'redis', redis: await readRedis(source.address, source, signal) };
  }
  const [{ readRabbitmq }, { askManagement }] = await Promise.all([
    import('./platform/rabbitmq/queues.ts'),
    import('./platform/rabbitmq/management.ts'),
  ]);
  const { host, port } = source.address;
  const managementUrl = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const rabbitmq = await readRabbitmq(askManagement({ ...source, managementUrl }, signal));
  return { at: clock.now(), kind: 'rabbitmq', rabbitmq };
}

/** How a machine is looked at, once, for what runs there already. */
export async function createDiscovery({ processes, connectEngine, clock }: Machine): Promise<Discover> {
  const [{ createDiscover }, { openPorts }, { recognise }, { askManagement }] = await Promise.all([
    import('./discovery/discover.ts'),
    import('./platform/net/open-ports.ts'),
    import('./platform/net/recognise.ts'),
    import('./platform/rabbitmq/management.ts'),
  ]);
  const eyes = { openPorts, recognise, processes, connectEngine, brokerAt: askManagement };
  return createDiscover(eyes, () => clock.now());
}

/** The script that this very process runs, started again for every front door. */
const PROGRAM = [process.argv[1] ?? '', 'front-door'];
