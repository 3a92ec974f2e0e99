import { messageOf, QbtcError } from '../api/errors.ts';
import { keyOfStack } from './connect.ts';
import { type Client } from './client.ts';
import { eventLine } from './events.ts';
import { handOver } from './hand-over.ts';
import { readConfiguration } from './configuration.ts';
import type { FileOptions, Handover, InputOptions } from './inputs.ts';
import { lossOf } from './loss.ts';
import { stateDirectory } from './paths.ts';
import { note, paint, parseDuration, print, report, warn } from './report.ts';
import { ensureController, reconnect, startAhead } from './start-controller.ts';
import { isReady, readyThrough, untilReady } from './until-ready.ts';
import { onChange } from './watch-files.ts';

export interface UpOptions extends FileOptions {
  readonly wait?: boolean;
  readonly detach?: boolean;
  readonly watch?: boolean;
  readonly timeout: string;
}

/** One Ctrl-C under npm arrives twice, from the terminal and from npm: what comes this soon, in milliseconds, is the same one. */
const SAME_INTERRUPT = 400;

/** `qbtc up`: hands the stacks over, shows how they get on, and follows them. Exit code 0 when Ready was reached. */
export async function up(options: UpOptions): Promise<number> {
  const deadline = Date.now() + parseDuration(options.timeout);
  const directory = stateDirectory();
  // Before anything is started: with a configuration that is wrong a controller would only end again.
  const operator = await readConfiguration();
  // What is there before a controller founds something new.
  const loss = lossOf(directory);
  const ahead = startAhead(directory);
  const handovers = await loadInputs({ ...options, operator }).catch(async (error: unknown) => {
    await ahead?.release();
    throw error;
  });
  if (!handovers) {
    await ahead?.release();
    return 1;
  }
  await warnOf(loss);
  const first = await (ahead?.answers() ?? ensureController(directory));
  const { client, created, changed } = await handOver(directory, first, handovers, deadline);
  const keys = handovers.map(({ stack }) => keyOfStack(stack));
  if (!changed && (await isUpToDate(client, keys))) {
    print('up to date');
    client.close();
    return 0;
  }
  if (options.wait) {
    const limit = AbortSignal.timeout(Math.max(0, Math.ceil(deadline - Date.now())));
    const ready = await readyThrough(directory, client, keys, limit);
    if (!ready && limit.aborted) report(notInTime(options.timeout));
    return ready ? 0 : 1;
  }
  if (options.detach) {
    print(`taken over: ${keys.join(', ')}`);
    client.close();
    return 0;
  }
  return new Attached(directory, client, keys, created, options).run();
}

/** A new installation knows nothing of the one before it, so its services are strangers that hold their ports. */
async function warnOf(looking: Promise<QbtcError | undefined>): Promise<void> {
  const loss = await looking;
  if (loss)
    warn(
      `${loss.message}. A new one begins here. If it was only moved: take down what is up, move it back, and \`qbtc up\` takes all of it over`,
    );
}

const notInTime = (timeout: string): QbtcError =>
  new QbtcError(`not Ready within ${timeout}; the controller goes on trying`, {
    code: 'Timeout',
    mend: 'See `qbtc events` and `qbtc logs`.',
  });

/** Loads what reads stacks only now: a controller that has to be started begins before that. */
const loadInputs = async (options: InputOptions): Promise<Handover[] | undefined> =>
  (await import('./inputs.ts')).loadInputs(options);

/** Has everything observed anew. */
async function isUpToDate(client: Client, keys: readonly string[]): Promise<boolean> {
  const passes = await Promise.all(keys.map((key) => client.reconcile(key)));
  if (passes.some((actions) => actions.length > 0)) return false;
  const stacks = await Promise.all(keys.map((key) => client.stack(key)));
  return stacks.every((stack) => stack && isReady(stack));
}

/** An `up` that stays: shows progress, then events, until it is told to end. */
class Attached {
  readonly #directory: string;
  #keys: readonly string[];
  /** The stacks that this `up` created: they go when it goes. */
  readonly #created: readonly string[];
  readonly #options: UpOptions;
  readonly #leave = new AbortController();
  #client: Client;
  #reached = false;
  #detached = false;

  constructor(
    directory: string,
    client: Client,
    keys: readonly string[],
    created: readonly string[],
    options: UpOptions,
  ) {
    this.#directory = directory;
    this.#client = client;
    this.#keys = keys;
    this.#created = created;
    this.#options = options;
  }

  async run(): Promise<number> {
    let interruptedAt = 0;
    const interrupt = (): void => {
      const isSame = Date.now() - interruptedAt < SAME_INTERRUPT;
      if (this.#leave.signal.aborted && !isSame) void this.#leaveAtOnce();
      if (!isSame) interruptedAt = Date.now();
      this.#leave.abort();
    };
    const hangup = (): void => {
      this.#detached = true;
      this.#leave.abort();
    };
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', hangup);
    using _watching = this.#options.watch ? onChange(this.#options.file, () => void this.#takeOverAgain()) : undefined;

    while (!this.#isLeaving()) {
      try {
        await this.#dropGone();
        if (this.#keys.length === 0) return this.#leaveNothing();
        this.#reached = (await untilReady(this.#client, this.#keys, this.#leave.signal)) || this.#reached;
        if (!this.#isLeaving()) await this.#follow();
      } catch (error) {
        if (this.#isLeaving()) break;
        note(`${messageOf(error)}; starting it again`);
        await this.#reconnect();
      }
    }
    const code = this.#reached ? 0 : 1;
    if (this.#detached || this.#created.length === 0) {
      print('detached; the stack stays up');
      this.#client.close();
      return code;
    }
    print(paint('dim', 'taking the stack down; once more Ctrl-C leaves at once'));
    const { takeDown } = await import('./down.ts');
    const down = await takeDown(this.#directory, this.#created, {
      timeout: parseDuration(this.#options.timeout),
      orphan: false,
    });
    return down ? code : 1;
  }

  #isLeaving(): boolean {
    return this.#leave.signal.aborted;
  }

  /** Prints events until the connection ends. */
  async #follow(): Promise<void> {
    for await (const event of this.#client.events({ follow: true, since: 'latest' }, this.#leave.signal)) {
      if (!this.#keys.includes(event.stack)) continue;
      print(eventLine(event));
      if (event.reason === 'ForgetStack') this.#keys = this.#keys.filter((key) => key !== event.stack);
      if (this.#keys.length === 0) return;
    }
  }

  /** Follows no longer what somebody else took down. */
  async #dropGone(): Promise<void> {
    const stacks = await Promise.all(this.#keys.map((key) => this.#client.stack(key)));
    this.#keys = this.#keys.filter((_, index) => stacks[index] !== undefined);
  }

  #leaveNothing(): number {
    print('the stack was taken down');
    this.#client.close();
    return this.#reached ? 0 : 1;
  }

  /** The controller is gone: starts it again. It goes on with what it had accepted. */
  async #reconnect(): Promise<void> {
    this.#client.close();
    this.#client = await reconnect(this.#directory);
  }

  async #takeOverAgain(): Promise<void> {
    try {
      const handovers = await loadInputs(this.#options);
      if (!handovers) return;
      const deadline = Date.now() + parseDuration(this.#options.timeout);
      const { client, changed } = await handOver(this.#directory, this.#client, handovers, deadline);
      this.#client = client;
      if (changed) print('the files changed: taken over again');
    } catch (error) {
      report(error);
    }
  }

  async #leaveAtOnce(): Promise<never> {
    const stacks = await this.#client.stacks().catch(() => []);
    const running = stacks.flatMap((stack) =>
      (stack.status?.services ?? []).flatMap(({ name, instances = [] }) =>
        instances
          .filter(({ state, pid }) => state !== 'Exited' && pid !== undefined)
          .map(({ pid }) => `${name} (pid ${pid ?? 0})`),
      ),
    );
    print(running.length > 0 ? `left at once; still running: ${running.join(', ')}` : 'left at once');
    process.exit(1);
  }
}
