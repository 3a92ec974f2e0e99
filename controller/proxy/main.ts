import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { errnoOf, messageOf, QbtcError } from '../api/errors.ts';
import type { FrontDoorAddress, FrontDoorState } from '../api/front-door.ts';
import { connectionBound } from './connection-bound.ts';
import { type ControlActions, type ControlServer, listenControl } from './control.ts';
import { DataPlane } from './data-plane.ts';
import { type ExitRecord, FILES, listFolder, ownIdentity, replaceFile } from './folder.ts';
import { announceServing, BUILD, handOver, inherit, INHERIT, type Successor } from './handover.ts';
import { GatewayRecords } from './gateway-records.ts';
import { LIMITS } from './limits.ts';
import { LOOK_TIME, ownListeners } from './own-listeners.ts';
import { StandIns } from './stand-ins.ts';
import { TableStore } from './table-store.ts';

export interface FrontDoorOptions {
  /** The front door's own folder, which holds its control socket and its tables. */
  readonly dir: string;
  /** `host:port` */
  readonly listen: string;
}

/** Milliseconds between two reports to a successor. */
const REPORT_TIME = 200;
const REPORT_BOUND = 2000;

const log = (message: string): void => {
  try {
    writeSync(process.stderr.fd, `${new Date().toISOString()} ${message}\n`);
  } catch {
    // A log on a full disk: serving matters more than telling. A stream would give an error of its own for every line, without end.
  }
};

function parseListen(listen: string): FrontDoorAddress {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(listen);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined || Number(match?.[3]) > 65_535)
    throw new QbtcError(`--listen ${listen} is no host:port.`, { code: 'InvalidArgument', disposition: 'terminal' });
  return { host, port: Number(match?.[3]) };
}

/** The error for a socket that could not be bound, also written down for whoever started this program. */
async function bindFailure(folder: string, listen: string, error: unknown): Promise<QbtcError> {
  const errno = errnoOf(error);
  const code = errno === 'EADDRINUSE' ? 'PortConflict' : 'CannotListen';
  const why = errno === 'EADDRINUSE' ? 'somebody else listens there' : messageOf(error);
  const failure = new QbtcError(`The front door cannot listen on ${listen}: ${why}.`, { code, cause: error });
  const record: ExitRecord = { code, message: failure.message };
  await replaceFile(folder, FILES.exit, JSON.stringify(record));
  return failure;
}

/** The running program: its parts, and the order in which they come and go. */
class FrontDoor {
  readonly #options: FrontDoorOptions;
  readonly #address: FrontDoorAddress;
  readonly #records: GatewayRecords;
  readonly #plane: DataPlane;
  readonly #store: TableStore;
  readonly #standIns: StandIns;
  readonly #ended: Promise<void>;
  #resolveEnded: () => void = () => undefined;
  #server: Server | undefined;
  #control: ControlServer | undefined;
  readonly #formerControls: ControlServer[] = [];
  #looks: NodeJS.Timeout | undefined;
  #leaving = false;
  /** Names the counts of requests; undefined before those of a predecessor are here. */
  #series: string | undefined = process.env[INHERIT] === undefined ? randomUUID() : undefined;
  /** Requests that the predecessor still has under way. */
  #inherited: Readonly<Record<string, number>> = {};

  constructor(options: FrontDoorOptions) {
    this.#options = options;
    this.#address = parseListen(options.listen);
    this.#ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.#records = new GatewayRecords(options.dir, log);
    this.#plane = new DataPlane({
      connections: connectionBound(),
      report: log,
      paths: this.#records,
      switched: () => this.#control?.hint(),
    });
    this.#store = new TableStore(options.dir, this.#plane);
    this.#standIns = new StandIns(this.#plane, () => this.#control?.hint());
  }

  /** Serves until it was told to stop or was replaced. */
  async run(): Promise<void> {
    await listFolder(this.#options.dir);
    await this.#records.load();
    await this.#look();
    this.#looks = setInterval(() => void this.#look(), LOOK_TIME);
    for (const problem of await this.#store.load()) log(`a kept table is not served: ${problem}`);
    if (process.env[INHERIT] === undefined) {
      await this.#bind();
      this.#control = await listenControl(this.#options.dir, this.#actions());
    } else {
      this.#control = await listenControl(this.#options.dir, this.#actions());
      await this.#inherit().catch(async (error: unknown) => {
        this.#plane.destroy();
        await this.#end();
        throw error;
      });
    }
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void this.#stop());
    await replaceFile(this.#options.dir, FILES.identity, JSON.stringify(await ownIdentity()));
    if (process.env[INHERIT] !== undefined) announceServing();
    await this.#standIn();
    // A defect that one request meets must not end all the others; its own connection ends at its deadline.
    process.on('uncaughtException', (error) => {
      log(`defect: ${error.stack ?? error.message}`);
    });
    log(`serving on ${this.#options.listen}`);
    await this.#ended;
  }

  /** Serves instead of each APISIX that is down. Requests to it would come back: it is no target before it is listened to, nor after. */
  async #standIn(): Promise<void> {
    this.#standIns.want(this.#store.tables());
    await this.#look();
    await this.#standIns.listen();
  }

  /** Finds out which listeners are ours: they are no targets. */
  async #look(): Promise<void> {
    this.#plane.denyListeners(await ownListeners(this.#options.dir, this.#address, () => this.#standIns.ports));
  }

  async #bind(): Promise<void> {
    try {
      this.#server = await this.#plane.listen(this.#address.host, this.#address.port);
    } catch (error) {
      this.#plane.destroy();
      clearInterval(this.#looks);
      throw await bindFailure(this.#options.dir, this.#options.listen, error);
    }
  }

  async #inherit(): Promise<void> {
    await inherit(
      ({ server, counters, series = randomUUID() }) => {
        this.#server = server;
        this.#plane.addCounters(counters);
        this.#series = series;
        this.#plane.attach(server);
      },
      (inFlight, counters) => {
        this.#inherited = inFlight;
        this.#plane.addCounters(counters);
      },
    );
  }

  #state(): FrontDoorState {
    const inFlight = this.#plane.inFlight();
    for (const [key, count] of Object.entries(this.#inherited)) inFlight[key] = (inFlight[key] ?? 0) + count;
    return {
      pid: process.pid,
      build: process.env[BUILD] ?? '',
      listening: this.#address,
      tables: this.#store.hashes(),
      inFlight,
      requests: this.#plane.requests(),
      ...this.#counting(),
      denied: this.#plane.denied(),
      apisixOnly: this.#plane.apisixOnly,
      standIns: this.#standIns.states(),
      gateways: this.#plane.gateways.states(),
    };
  }

  #counting(): Pick<FrontDoorState, 'counting'> {
    const series = this.#series;
    if (series === undefined) return {};
    const at = Number(process.hrtime.bigint() / 1_000_000n);
    return { counting: { series, at, throughApisix: this.#plane.requestsThroughApisix() } };
  }

  #actions(): ControlActions {
    return {
      state: () => this.#state(),
      putTable: async (uid, text) => {
        this.#refuseWhileLeaving();
        await this.#look();
        // A table that is served is acted on, whether it can be kept or not.
        await this.#store.put(uid, text).finally(() => this.#standIn());
      },
      removeTable: async (uid) => {
        this.#refuseWhileLeaving();
        await this.#store.remove(uid).finally(() => this.#standIn());
        this.#records.forget(uid);
      },
      permit: (uid, stay) => {
        this.#refuseWhileLeaving();
        this.#plane.gateways.permit(uid, stay);
      },
      upgrade: ({ argv, build }) => this.#upgrade(argv, build),
      stop: () => void this.#stop(),
    };
  }

  #refuseWhileLeaving(): void {
    if (this.#leaving) throw new QbtcError('The front door is being replaced or stopped.', { code: 'Leaving' });
  }

  async #upgrade(argv: readonly string[], build: string): Promise<void> {
    this.#refuseWhileLeaving();
    if (this.#server === undefined) throw new QbtcError('The front door does not listen yet.', { code: 'Leaving' });
    this.#leaving = true;
    try {
      // The successor reads the tables from disk.
      await Promise.all([this.#store.settled(), this.#records.settled()]);
      const counters = () => this.#plane.takeCounters();
      const successor = await handOver(argv, build, this.#server, counters, this.#series ?? randomUUID());
      this.#plane.gateways.retire();
      this.#standIns.stop();
      log(`replaced by build ${build}`);
      void this.#drainFor(successor);
    } catch (error) {
      this.#leaving = false;
      this.#plane.takeCountersBack();
      log(messageOf(error));
      // The successor may have taken the control socket's name before it failed. The request that asked is answered on the old one.
      if (this.#control !== undefined) this.#formerControls.push(this.#control);
      this.#control = await listenControl(this.#options.dir, this.#actions());
      throw error;
    }
  }

  async #drainFor(successor: Successor): Promise<void> {
    const report = (): Promise<void> => successor.report(this.#plane.inFlight(), this.#plane.takeCounters());
    const reporter = setInterval(() => void report(), REPORT_TIME);
    await this.#plane.drain(LIMITS.drainTime, true);
    clearInterval(reporter);
    // A successor that hangs must not keep this program.
    await Promise.race([report(), new Promise((resolve) => setTimeout(resolve, REPORT_BOUND).unref())]);
    successor.leave();
    await this.#end();
  }

  async #stop(): Promise<void> {
    if (this.#leaving) {
      // Asked twice: what is still under way is cut.
      this.#plane.destroy();
      return;
    }
    this.#leaving = true;
    log('stopping');
    this.#standIns.stop();
    await this.#plane.drain(LIMITS.drainTime, false);
    const { dir } = this.#options;
    await Promise.all([rm(join(dir, FILES.identity), { force: true }), rm(join(dir, FILES.control), { force: true })]);
    await this.#end();
  }

  async #end(): Promise<void> {
    clearInterval(this.#looks);
    for (const control of [this.#control, ...this.#formerControls]) await control?.[Symbol.asyncDispose]();
    if (process.connected) process.disconnect();
    this.#resolveEnded();
  }
}

/**
 * `qbtc front-door`: the fallback proxy as a program of its own. Resolves when it was stopped (SIGTERM, SIGINT or by its control socket) or
 * replaced, after what was under way had its time to end. Throws a QbtcError, `PortConflict` when somebody else holds the port.
 */
export async function runFrontDoor(options: FrontDoorOptions): Promise<void> {
  await new FrontDoor(options).run();
}
