import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createStateDirectory, INSTALLATION_FILE } from '../state/directory.ts';
import { lockDirectory } from '../state/lock.ts';
import { ORIGINALS } from '../state/originals.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Controller } from '../reconcile/controller.ts';
import { BUILD } from '../build.ts';
import type { OperatorConfiguration } from '../spec/powers.ts';
import { admit } from './admit.ts';
import { createApp } from './app.ts';
import { startLoop, type Loop } from './loop.ts';
import { measure } from './measure.ts';
import { bind, DEFAULT_LISTEN, hostsOf, parseListen, urlOf } from './listen.ts';

export interface ServeOptions {
  readonly directory: string;
  /** `HOST:PORT` that was asked for; the default one otherwise. */
  readonly listen?: string;
  /** Whether to end with the last stack, and to leave no file then. */
  readonly ephemeral: boolean;
  /** What stacks may do to this host. */
  readonly operator: OperatorConfiguration;
  readonly log: Logger;
}

/** The controller as a service: the loop, its HTTP API, and `controller.json` that tells where it is. */
export interface Service {
  readonly controller: Controller;
  readonly url: string;
  /** Resolves when an ephemeral controller has lost its last stack; rejects when the state directory was lost. */
  readonly ended: Promise<void>;
  /** Ends an ephemeral controller that has no stack. */
  readonly endIfUnused: () => void;
  close(): Promise<void>;
}

/** How long a controller may wait for the one before it to end, in milliseconds. */
const LOCK_PATIENCE = 20_000;

/** How long a controller that ends waits for its last words to be read, and how often it looks; milliseconds. */
const FLUSH = 500;
const FLUSH_POLL = 5;

/** How long a controller that ends with its last stack waits for the first one, in milliseconds. */
const UNUSED = 30_000;

/** Starts the controller of a state directory. */
export async function serve({ directory, listen, ephemeral, operator, log }: ServeOptions): Promise<Service> {
  const wanted = parseListen(listen ?? DEFAULT_LISTEN);
  // Whoever starts one that ends with its last stack has made the directory; one that is gone again was taken away meanwhile.
  if (!ephemeral) createStateDirectory(directory);
  const controllerFile = join(directory, 'controller.json');
  const lock = await lockDirectory(directory, LOCK_PATIENCE, () => isServing(controllerFile));
  const ending = new AbortController();
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const ended = new Promise<void>((resolve, reject) => {
    ending.signal.addEventListener('abort', () => {
      resolve();
    });
    lock.lost.addEventListener('abort', () => {
      reject(lock.lost.reason as Error);
    });
  });
  // Whoever waits for the end may not do so yet.
  ended.catch(() => undefined);
  const isDone = (): boolean => ephemeral && loop.store.isEmpty;
  const endIfUnused = (): void => {
    if (isDone()) ending.abort();
  };
  const loop: Loop = await startLoop({ directory, lock, log, onForgotten: endIfUnused }).catch(
    async (error: unknown) => {
      await lock[Symbol.asyncDispose]();
      throw error;
    },
  );

  const token = randomBytes(24).toString('base64url');
  const { address, server } = await bind(wanted, listen !== undefined, (bound) =>
    createApp({
      ...loop,
      token,
      ending: ending.signal,
      closing: closing.signal,
      hosts: hostsOf(bound),
      listensOn: bound.host,
      admit: (body, previous) => admit(body, previous, operator),
      report: async (key) => {
        const [{ reportOf }, { readSystem }] = await Promise.all([
          import('../telemetry/report.ts'),
          import('../platform/system.ts'),
        ]);
        const [stacks, system] = await Promise.all([measure(loop, key), readSystem(ending.signal)]);
        return reportOf(stacks, system, Date.now());
      },
      metrics: async () => {
        const { renderMetrics } = await import('../telemetry/metrics/render.ts');
        const { queueDepth } = loop.controller;
        return renderMetrics({ stacks: await measure(loop), queueDepth, build: BUILD, now: Date.now() });
      },
    }),
  );
  const identity = await loop.identity();
  await loop.files.write(
    controllerFile,
    `${JSON.stringify({ ...identity, url: urlOf(address), token, build: BUILD, ephemeral })}\n`,
  );
  log.info({ url: urlOf(address), directory }, 'the controller serves');
  // Nobody handed a stack over, or the one who wanted to was refused or died.
  const unused = setTimeout(endIfUnused, UNUSED).unref();

  return {
    controller: loop.controller,
    url: urlOf(address),
    ended,
    endIfUnused,
    async close() {
      ending.abort();
      clearTimeout(unused);
      if (lock.isInPlace()) await rm(controllerFile, { force: true });
      await loop[Symbol.asyncDispose]();
      closing.abort();
      await closeServer(server);
      if (isDone() && lock.isInPlace()) await removeTraces(directory);
      await lock[Symbol.asyncDispose]();
    },
  };
}

/** Lets what is being sent arrive, for a bounded time. */
async function closeServer(server: Awaited<ReturnType<typeof bind>>['server']): Promise<void> {
  const closed = new Promise<boolean>((resolve) => {
    server.close(() => {
      resolve(true);
    });
  });
  for (let waited = 0; waited < FLUSH; waited += FLUSH_POLL) {
    server.closeIdleConnections();
    if (await Promise.race([closed, sleep(FLUSH_POLL, false)])) return;
  }
  server.closeAllConnections();
  await closed;
}

/** Whether the controller that left the file is alive and not on its way out: an orderly end begins with removing the file. */
async function isServing(controllerFile: string): Promise<boolean> {
  try {
    const { pid } = JSON.parse(await readFile(controllerFile, 'utf8')) as { pid: number };
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Removes what a controller without stacks leaves; a directory in which somebody else keeps something stays. */
export async function removeTraces(directory: string): Promise<void> {
  await rmdir(join(directory, ORIGINALS)).catch(() => undefined);
  // What is still to be given back to somebody is so under this identity.
  const owes = existsSync(join(directory, ORIGINALS));
  for (const name of [
    ...(owes ? [] : [INSTALLATION_FILE]),
    'controller.json',
    'controller.log',
    'events.jsonl',
    'events.jsonl.1',
    'scores.json',
    'stacks',
    'run',
    'adopted',
    'front-doors',
  ]) {
    await rm(join(directory, name), { recursive: true, force: true });
  }
  await rmdir(directory).catch(() => undefined);
}
