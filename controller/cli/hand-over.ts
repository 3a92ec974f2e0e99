import { setTimeout as sleep } from 'node:timers/promises';
import { QbtcError } from '../api/errors.ts';
import type { Client } from './client.ts';
import { keyOfStack } from './connect.ts';
import type { Handover } from './inputs.ts';
import { note } from './report.ts';
import { reconnect } from './start-controller.ts';

/** What a stack or a controller that is on its way out answers; once it is gone, the same request succeeds. */
const ON_ITS_WAY_OUT: ReadonlySet<string> = new Set(['Conflict', 'Stopping', 'Unreachable']);
/** Milliseconds. */
const PAUSE = 50;

export interface HandedOver {
  /** The controller that has the stacks now. */
  readonly client: Client;
  /** Keys of the stacks that did not exist before. */
  readonly created: readonly string[];
  /** Whether any of them differs from what was accepted before. */
  readonly changed: boolean;
}

/**
 * Hands every stack over. One that is being deleted is waited for, and so is a controller that ends; another one is started then.
 *
 * @param deadline milliseconds since the epoch
 * @throws QbtcError what was answered last, when it takes longer
 */
export async function handOver(
  directory: string,
  client: Client,
  handovers: readonly Handover[],
  deadline: number,
): Promise<HandedOver> {
  const created: string[] = [];
  let changed = false;
  let present = client;
  let said: string | undefined;
  for (const { stack, secrets } of handovers) {
    const key = keyOfStack(stack);
    for (;;) {
      try {
        const result = await present.put(key, stack, secrets);
        if (result.created) created.push(key);
        changed ||= result.changed;
        break;
      } catch (error) {
        if (!(error instanceof QbtcError) || !ON_ITS_WAY_OUT.has(error.code) || Date.now() >= deadline) throw error;
        if (said !== error.message) note(`${error.message}; waiting`);
        said = error.message;
      }
      await sleep(PAUSE);
      present.close();
      present = await reconnect(directory);
    }
  }
  return { client: present, created, changed };
}
