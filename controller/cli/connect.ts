import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QbtcError } from '../api/errors.ts';
import type { QbtcStack } from '../api/generated/resource.ts';
import { isRunning } from '../platform/proc/identity.ts';
import { Client, type ControllerFile } from './client.ts';

/** Tells, in the state directory, where its controller is. */
export const CONTROLLER_FILE = 'controller.json';

/** Connects to the controller of a state directory; undefined when none answers there. */
export async function connect(directory: string): Promise<Client | undefined> {
  const controller = await runningController(directory);
  if (!controller) return undefined;
  const client = new Client(controller);
  try {
    await client.stacks();
    return client;
  } catch {
    client.close();
    return undefined;
  }
}

/** Connects to the controller, and says how to get one when there is none. */
export async function requireController(directory: string): Promise<Client> {
  const client = await connect(directory);
  if (client) return client;
  throw new QbtcError(`no controller runs for ${directory}`, {
    code: 'NoController',
    mend: 'Start one with `qbtc up -f FILE`.',
  });
}

/** What the controller of a state directory says of itself; undefined when none runs. */
export async function runningController(directory: string): Promise<ControllerFile | undefined> {
  try {
    const controller = JSON.parse(await readFile(join(directory, CONTROLLER_FILE), 'utf8')) as ControllerFile;
    // The token is for that very process: after a crash somebody else may listen on its port.
    return isRunning(controller) ? controller : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Finds the one stack that a command means.
 *
 * @param name `name` or `namespace/name`; undefined for the only one that there is
 */
export async function pickStack(client: Client, name: string | undefined): Promise<QbtcStack> {
  const stacks = await client.stacks();
  const named = stacks.filter(
    ({ metadata }) => name === undefined || metadata.name === name || `${metadata.namespace}/${metadata.name}` === name,
  );
  const [stack] = named;
  if (stack && named.length === 1) return stack;
  const names = stacks.map(keyOfStack).join(', ') || 'none';
  const problem = stack
    ? `several stacks are meant: ${named.map(keyOfStack).join(', ')}`
    : `there is no stack ${name ?? ''}`.trim();
  throw new QbtcError(problem, { code: 'NotFound', mend: `Name one of: ${names}.` });
}

export const keyOfStack = ({ metadata }: Pick<QbtcStack, 'metadata'>): string =>
  `${metadata.namespace}/${metadata.name}`;
