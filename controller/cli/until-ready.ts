import type { QbtcStack } from '../api/generated/resource.ts';
import { QbtcError } from '../api/errors.ts';
import { readyCondition } from '../status/readiness.ts';
import type { Client } from './client.ts';
import { Pace } from './pace.ts';
import { overview, Progress } from './progress.ts';
import { note, print } from './report.ts';
import { reconnect } from './start-controller.ts';

/** Whether the status speaks of what was handed over last. */
const isLookedAt = ({ status, metadata }: QbtcStack): boolean => status?.observedGeneration === metadata.generation;

export const isReady = (stack: QbtcStack): boolean =>
  isLookedAt(stack) && readyCondition(stack.status)?.status === 'True';

/** Phases in which nothing is being done about a service. */
const AT_REST: ReadonlySet<string> = new Set(['Running', 'Completed', 'Stopped', 'Skipped', 'Waiting', 'Unknown']);

/** A rollout that was given up, and a service that cannot run here, will not get Ready by waiting. */
function isGivenUp(stack: QbtcStack): boolean {
  if (!isLookedAt(stack)) return false;
  const services = stack.status?.services ?? [];
  const reason = readyCondition(stack.status)?.reason;
  if (reason === 'Skipped' || reason === 'StrategyContradicted')
    return services.every(({ phase }) => AT_REST.has(phase));
  return (
    reason === 'RolloutReverted' &&
    services.every(({ phase, ready, desired }) => phase !== 'Failed' || ready >= desired)
  );
}

/** Shows progress until all stacks are Ready (true), or cannot be, or the signal ends it; ends with the overview. */
export async function untilReady(client: Client, keys: readonly string[], signal: AbortSignal): Promise<boolean> {
  const progress = new Progress(process.stdout, keys.length > 1);
  let stacks: QbtcStack[] = [];
  let done = false;
  using pace = new Pace(client, keys);
  while (!done) {
    stacks = (await Promise.all(keys.map((key) => client.stack(key)))).filter((stack) => stack !== undefined);
    progress.update(stacks.filter(isLookedAt));
    done = signal.aborted || stacks.length < keys.length || stacks.every(isReady) || stacks.some(isGivenUp);
    if (!done) await pace.pause(signal);
  }
  progress.end();
  print();
  print(stacks.map(overview).join('\n\n'));
  return stacks.length === keys.length && stacks.every(isReady);
}

/** The same, whatever becomes of the controller: one that was already on its way out when it took the stacks over has left them to the next. */
export async function readyThrough(
  directory: string,
  first: Client,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  let client = first;
  for (;;) {
    try {
      return await untilReady(client, keys, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof QbtcError) || error.code !== 'Unreachable') throw error;
      note(`${error.message}; starting it again`);
    } finally {
      client.close();
    }
    client = await reconnect(directory);
  }
}
