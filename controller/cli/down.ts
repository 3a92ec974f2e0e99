import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { QbtcError } from '../api/errors.ts';
import type { QbtcStack } from '../api/generated/resource.ts';
import type { ProcessIdentity } from '../api/processes.ts';
import { isRunning } from '../platform/proc/identity.ts';
import { readyCondition } from '../status/readiness.ts';
import { connect, keyOfStack } from './connect.ts';
import { type Client } from './client.ts';
import type { FileOptions } from './inputs.ts';
import { Pace } from './pace.ts';
import { stateDirectory } from './paths.ts';
import { Progress } from './progress.ts';
import { parseDuration, print, report } from './report.ts';

export interface DownOptions {
  readonly timeout: string;
  /** Leaves everything where it is, whatever the deletion policy says. */
  readonly orphan?: boolean;
}

/** `qbtc down`: deletes stacks by their deletion policy, with the controller or, when none runs, without. */
export async function down(names: readonly string[], options: FileOptions & DownOptions): Promise<number> {
  const directory = stateDirectory();
  const timeout = parseDuration(options.timeout);
  if (options.file && names.length > 0)
    throw new QbtcError(`${names.join(' ')} and -f are given`, {
      code: 'Invalid',
      mend: 'Name the stacks, or give their files with -f, not both.',
    });
  let keys: string[];
  if (options.file) {
    // Whoever names the stacks does without what reads files.
    const { loadInputs } = await import('./inputs.ts');
    const handovers = await loadInputs({ ...options, withoutSecrets: true });
    if (!handovers) return 1;
    keys = handovers.map(({ stack }) => keyOfStack(stack));
  } else if (names.length > 0)
    keys = [...new Set(names.map((name) => (name.includes('/') ? name : `default/${name}`)))];
  else throw new QbtcError('which stack?', { code: 'Invalid', mend: 'Name it, or give its file with -f.' });
  return (await takeDown(directory, keys, { timeout, orphan: options.orphan ?? false })) ? 0 : 1;
}

/** How stacks are to end. */
interface End {
  /** Milliseconds. */
  readonly timeout: number;
  readonly orphan: boolean;
}

/** Takes stacks down and waits until they are gone; false, after saying what is in the way, when they are not in time. */
export async function takeDown(directory: string, keys: readonly string[], end: End): Promise<boolean> {
  const client = await connect(directory);
  const found = client ? await viaController(client, directory, keys, end) : await alone(directory, keys, end);
  for (const key of found.gone) print(`${key} is down`);
  for (const key of found.missing) print(`${key} is not up`);
  for (const { key, why } of found.left)
    report(
      new QbtcError(`${key} is not down yet: ${why}`, {
        code: 'DeletionBlocked',
        mend: 'See `qbtc status` and `qbtc events`; `qbtc down --orphan` leaves what is there where it is.',
      }),
    );
  return found.left.length === 0;
}

interface Outcome {
  readonly gone: string[];
  readonly missing: string[];
  readonly left: { key: string; why: string }[];
}

async function viaController(client: Client, directory: string, keys: readonly string[], end: End): Promise<Outcome> {
  using pace = new Pace(client, keys);
  /** Those of which the controller could not say any more that they are gone. */
  const unsure: string[] = [];
  const outcome = await remove(keys, end.timeout, pace, {
    delete: (key) => client.delete(key, end.orphan),
    get: (key) =>
      client.stack(key).catch(() => {
        unsure.push(key);
        return undefined;
      }),
  });
  const { controller } = client;
  const remaining = await client.stacks().catch(() => []);
  client.close();
  if (unsure.length > 0 || (controller.ephemeral && remaining.length === 0)) await untilGone(controller);
  // One that ends with its last stack takes the directory along. Any other has died in the middle.
  if (unsure.length === 0 || !existsSync(directory)) return outcome;
  const { gone, missing, left } = await alone(directory, unsure, end);
  const sure = outcome.gone.filter((key) => !unsure.includes(key));
  return { ...outcome, gone: [...sure, ...gone, ...missing], left: [...outcome.left, ...left] };
}

/** Runs the loop in this process, under the lock, until the stacks are gone. */
async function alone(directory: string, keys: readonly string[], { timeout, orphan }: End): Promise<Outcome> {
  if (!existsSync(directory)) return { gone: [], missing: [...keys], left: [] };
  const { lockDirectory } = await import('../state/lock.ts');
  const { startLoop } = await import('../server/loop.ts');
  const { removeTraces } = await import('../server/serve.ts');
  const { default: pino } = await import('pino');
  await using lock = await lockDirectory(directory, timeout);
  await using loop = await startLoop({ directory, lock, log: pino({ enabled: false }), only: keys });
  using pace = new Pace(undefined, keys);
  const outcome = await remove(keys, timeout, pace, {
    delete: async (key) => {
      const absence = loop.store.get(key) ? undefined : loop.store.absence(key);
      if (absence?.code === 'NotFound') return false;
      if (absence) throw absence;
      await loop.controller.ask(key, { deleting: true, ...(orphan ? { orphaned: true } : {}) });
      return true;
    },
    get: async (key) => {
      lock.check();
      return loop.document(key);
    },
  });
  if (loop.store.isEmpty) await removeTraces(directory);
  return outcome;
}

interface Access {
  delete(key: string): Promise<boolean>;
  get(key: string): Promise<QbtcStack | undefined>;
}

async function remove(keys: readonly string[], timeout: number, pace: Pace, access: Access): Promise<Outcome> {
  const outcome: Outcome = { gone: [], missing: [], left: [] };
  const progress = new Progress(process.stdout, keys.length > 1);
  const pending = new Set<string>();
  for (const key of keys) if (await access.delete(key)) pending.add(key);
  outcome.missing.push(...keys.filter((key) => !pending.has(key)));
  const why = new Map<string, string>();
  const deadline = Date.now() + timeout;
  while (pending.size > 0 && Date.now() < deadline) {
    const stacks: QbtcStack[] = [];
    for (const key of pending) {
      const stack = await access.get(key);
      if (stack) stacks.push(stack);
      else outcome.gone.push(key);
      if (stack) why.set(key, readyCondition(stack.status)?.message ?? 'it is being deleted');
      else pending.delete(key);
    }
    progress.update(stacks);
    if (pending.size > 0) await pace.pause();
  }
  progress.end();
  outcome.left.push(...[...pending].map((key) => ({ key, why: why.get(key) ?? 'it is being deleted' })));
  return outcome;
}

/** Waits, for a bounded time, until the controller that ends with its last stack has gone. */
async function untilGone(controller: ProcessIdentity): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline && isRunning(controller)) await sleep(5);
}
