import { type ChildProcess, spawn } from 'node:child_process';
import { Server } from 'node:net';
import { QbtcError } from '../api/errors.ts';
import type { Counters } from './route-state.ts';

/** Set for a program that takes over from a running one. */
export const INHERIT = 'QBTC_FRONT_DOOR_INHERIT';
export const BUILD = 'QBTC_FRONT_DOOR_BUILD';

/** Milliseconds for a successor to come up. */
const BOUND = 20_000;

type InFlight = Readonly<Record<string, number>>;

/** From the successor: `ready` for the socket, then `serving`. To it: the socket with the counters, then what is still under way here. */
type Message =
  | { readonly type: 'ready' }
  | { readonly type: 'serving' }
  | { readonly type: 'socket'; readonly counters: Counters; readonly series?: string }
  | { readonly type: 'in-flight'; readonly inFlight: InFlight; readonly counters: Counters };

const isMessage = (value: unknown): value is Message => typeof value === 'object' && value !== null && 'type' in value;

/** Waits for a message of the successor; rejects when it ends or takes too long. */
function nextMessage(child: ChildProcess, type: Message['type']): Promise<void> {
  return new Promise((resolve, reject) => {
    // Only these: node has listeners of its own on the same object.
    const settle = (why?: string): void => {
      clearTimeout(timer);
      child.off('message', onMessage).off('error', onError).off('exit', onExit);
      if (why === undefined) resolve();
      else reject(new QbtcError(`The new front door ${why}; the old one goes on.`, { code: 'UpgradeFailed' }));
    };
    const timer = setTimeout(settle, BOUND, 'did not come up in time');
    const onMessage = (message: unknown): void => {
      if (isMessage(message) && message.type === type) settle();
    };
    const onError = (error: Error): void => {
      settle(`could not be started (${error.message})`);
    };
    const onExit = (code: number | null, signal: string | null): void => {
      settle(`ended with ${signal ?? `status ${code ?? 'unknown'}`}`);
    };
    child.on('message', onMessage).on('error', onError).on('exit', onExit);
  });
}

/** A successor that serves; it is told what is still under way here, and what was counted here since the last time. */
export interface Successor {
  /** Resolves when the report left this process. */
  report(inFlight: InFlight, counters: Counters): Promise<void>;
  /** Lets it go: nothing is reported any more. */
  leave(): void;
}

/**
 * Starts the successor and gives it the listening socket. Both accept connections for a moment; then the caller stops. Throws a
 * QbtcError `UpgradeFailed` when it does not come up; nothing has changed then.
 */
export async function handOver(
  argv: readonly string[],
  build: string,
  server: Server,
  counters: () => Counters,
  series: string,
): Promise<Successor> {
  const child = spawn(process.execPath, argv, {
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [INHERIT]: '1', [BUILD]: build },
  });
  try {
    await nextMessage(child, 'ready');
    const serving = nextMessage(child, 'serving');
    child.send({ type: 'socket', counters: counters(), series } satisfies Message, server);
    await serving;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  child.on('error', () => undefined);
  child.unref();
  return {
    report: (inFlight, counted) =>
      new Promise((resolve) => {
        if (!child.connected) resolve();
        else
          child.send({ type: 'in-flight', inFlight, counters: counted } satisfies Message, () => {
            resolve();
          });
      }),
    leave: () => {
      if (child.connected) child.disconnect();
    },
  };
}

/** What a predecessor gave. */
export interface Inheritance {
  readonly server: Server;
  readonly counters: Counters;
  /** Names the counts; undefined from one that does not tell. */
  readonly series: string | undefined;
}

/** A predecessor that is gone hears nothing; that it is gone is noticed where something is expected of it. */
const say = (message: Message): void => {
  process.send?.(message, () => undefined);
};

/**
 * Asks the predecessor for its socket. `attach` is called in the very moment in which it comes, before the first connection on it;
 * `underWay` with what the predecessor still has under way. Throws a QbtcError `UpgradeFailed` when the predecessor ends without giving it.
 */
export async function inherit(
  attach: (inheritance: Inheritance) => void,
  underWay: (inFlight: InFlight, counters: Counters) => void,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.on('message', (message, handle) => {
      if (!isMessage(message)) return;
      if (message.type === 'in-flight') underWay(message.inFlight, message.counters);
      if (message.type !== 'socket' || !(handle instanceof Server)) return;
      attach({ server: handle, counters: message.counters, series: message.series });
      resolve();
    });
    process.on('disconnect', () => {
      underWay({}, {});
      reject(new QbtcError('The former front door ended before it gave its socket.', { code: 'UpgradeFailed' }));
    });
    say({ type: 'ready' });
  });
}

/** Tells the predecessor that it may stop. */
export const announceServing = (): void => {
  say({ type: 'serving' });
};
