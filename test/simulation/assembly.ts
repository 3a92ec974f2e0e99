import { createSimulatedGateway } from '../fakes/apisix/simulated-gateway.ts';
import { quietMachine } from '../support/looks.ts';
import type { SimulatedApisix } from './apisix.ts';
import type { Clock } from '../../controller/api/clock.ts';
import type { Files } from '../../controller/api/files.ts';
import type { Prober } from '../../controller/api/probe.ts';
import type { Runtime } from '../../controller/api/runtime.ts';
import { createProber } from '../../controller/observe/prober.ts';
import { Controller } from '../../controller/reconcile/controller.ts';
import { createDockerAdapter, type DockerAdapter } from '../../controller/runtimes/docker/adapter.ts';
import { createProcessLogs } from '../../controller/runtimes/process/logs.ts';
import { createProcessRuntime } from '../../controller/runtimes/process/runtime.ts';
import { openInstallation } from '../../controller/state/installation.ts';
import { StackStore } from '../../controller/state/store.ts';
import { EventLog } from '../../controller/telemetry/events.ts';
import type { Logger } from '../../controller/telemetry/log.ts';
import type { EffectHook } from '../fakes/effects.ts';
import { createSimulatedEngine } from '../fakes/simulated-engine.ts';
import { createSimulatedFiles, type SimulatedDisk } from '../fakes/simulated-files.ts';
import { createSimulatedFrontDoors, type SimulatedFrontDoorHost } from '../fakes/simulated-front-doors.ts';
import { createSimulatedProcesses } from '../fakes/simulated-processes.ts';
import { createAnswers, type AnswerOptions } from './answers.ts';
import type { Life } from './life.ts';
import { BUILD, STATE } from './place.ts';

/** What a controller is assembled on, and what is noted of it. */
export interface Outside extends AnswerOptions {
  readonly disk: SimulatedDisk;
  readonly doors: SimulatedFrontDoorHost;
  readonly apisix: SimulatedApisix;
  readonly hooks: { readonly onWrite: (path: string, text: string, mode: number | undefined) => void };
  readonly observeHangs: () => boolean;
  readonly note: (text: string) => void;
  /** Everything that was logged, as text. */
  readonly logged: string[];
  passes: number;
  /** Passes that tried to change something. */
  readonly acting: Set<number>;
  /** Records that a controller could not read when it started. */
  damaged: number;
}

/** A controller at work. */
export interface Running {
  readonly life: Life;
  readonly controller: Controller;
  readonly close: () => Promise<void>;
}

/** Builds a controller on what the world holds, out of the real parts; it sees the world through the effect hook, and while it lives. */
export async function assemble(world: Outside, life: Life, effect: EffectHook): Promise<Running> {
  const clock: Clock = {
    now: () => world.clock.now(),
    after: (delay, callback) =>
      world.clock.after(delay, () => {
        if (!life.isOver) callback();
      }),
  };
  const files = life.bind(filesOf(world, effect));
  const processes = life.bind(createSimulatedProcesses(world.machine, effect));
  const frontDoors = life.bind(attempted(world, createSimulatedFrontDoors(world.doors, BUILD, effect)));
  const installation = await openInstallation(files, STATE);
  const store = await StackStore.open({ files, directory: STATE, installation, now: () => clock.now() });
  const damaged = store.damaged.map(({ path }) => path);
  if (damaged.length > 0) world.note(`damaged: ${damaged.join(' ')}`);
  world.damaged += damaged.length;
  const events = new EventLog(() => clock.now());
  events.follow(({ type, reason, target, message }) => {
    if (!life.isOver) world.note(`event ${type} ${reason} ${target}: ${message}`);
  });
  const docker = createDockerAdapter({
    realPath: async (path) => path,
    clock,
    files,
    directory: STATE,
    connect: () => life.bind(createSimulatedEngine(world.engine, effect)),
    credentialsFor: async () => undefined,
  });
  const prober = createProberOf(world, life, clock, docker, (uid) => {
    controller.hintByUid(uid);
  });
  const controller = new Controller({
    ...{ clock, prober, frontDoors, processes, store, installation, events, build: BUILD },
    runtimes: { process: processRuntime(world, { files, processes, clock }), docker: containerRuntime(world, docker) },
    log: loggerOf(world),
    ...quietMachine,
    gateway: life.bind(
      createSimulatedGateway({
        store: world.apisix.store,
        now: () => Math.floor(clock.now() / 1000),
        effect,
        isCut: () => world.apisix.isCut(),
        serves: () => world.apisix.serves(),
      }),
    ),
    guard: () => undefined,
  });
  controller.start(store.keys());
  const close = async (): Promise<void> => {
    await controller.close();
    docker.end();
    await prober[Symbol.asyncDispose]();
  };
  return { life, controller, close };
}

function createProberOf(
  world: Outside,
  life: Life,
  clock: Clock,
  { execProbe }: DockerAdapter,
  onEdge: (uid: string) => void,
): Prober {
  const answers = createAnswers(world);
  return createProber({
    clock,
    onEdge,
    runProbe: (target, signal) =>
      life.guard(() => (target.container !== undefined && target.probe.exec ? execProbe : answers)(target, signal)),
  });
}

function processRuntime(
  world: Outside,
  { files, processes, clock }: Pick<Parameters<typeof createProcessRuntime>[0], 'files' | 'processes' | 'clock'>,
): Runtime {
  const directory = `${STATE}/run`;
  const logs = createProcessLogs({ files, clock, directory });
  const system = {
    stat: async (path: string) => ({ isFile: () => path !== '/', isDirectory: () => path === '/' }),
    access: async () => undefined,
  };
  const runtime = createProcessRuntime({
    ...{ files, processes, clock, logs, directory, system },
    environment: { PATH: '/bin' },
  });
  return replaced(attempted(world, runtime), 'observe', (...args) => {
    world.passes++;
    return world.observeHangs() ? new Promise(() => undefined) : runtime.observe(...args);
  });
}

function containerRuntime(world: Outside, { runtime }: DockerAdapter): Runtime {
  const { facilities } = runtime;
  return replaced(attempted(world, runtime), 'facilities', facilities && attempted(world, facilities));
}

/** The disk as one controller sees it: what it writes is looked at, and a folder is removed file by file. */
function filesOf(world: Outside, effect: EffectHook): Files {
  const files = createSimulatedFiles(world.disk, effect);
  return {
    ...files,
    write: async (path, text, mode) => {
      world.hooks.onWrite(path, text, mode);
      await files.write(path, text, mode);
    },
    remove: async (path) => {
      if (world.disk.stat(path)?.folder === true) {
        for (const name of world.disk.list(path)) await filesOf(world, effect).remove(`${path}/${name}`);
      }
      await files.remove(path);
    },
  };
}

/** Notes passes that tried to change something, to tell how many were needed. */
function attempted<T extends object>(world: Outside, system: T): T {
  return new Proxy(system, {
    get: (target, name, receiver): unknown => {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function') return member;
      if (!['observe', 'list', 'watch'].includes(String(name))) world.acting.add(world.passes);
      return member.bind(target) as unknown;
    },
  });
}

/** The same with another member. */
const replaced = <T extends object, K extends keyof T>(system: T, member: K, value: T[K]): T =>
  new Proxy(system, {
    get: (target, name, receiver): unknown => (name === member ? value : Reflect.get(target, name, receiver)),
  });

function loggerOf(world: Outside): Logger {
  const write = (...args: unknown[]): void => {
    const text = args.map((value) => JSON.stringify(value, errorsAsText)).join(' ');
    world.logged.push(text);
    world.note(`log ${text}`);
  };
  return { info: write, warn: write, error: write, debug: write };
}

const errorsAsText = (_: string, value: unknown): unknown => (value instanceof Error ? value.stack : value);
