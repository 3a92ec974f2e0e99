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
    await client.ping();
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
  const { lossOf } = await import('./loss.ts');
  throw (
    (await lossOf(directory)) ??
    new QbtcError(`no controller runs for ${directory}, so no stack is kept up`, {
      code: 'NoController',
      mend: 'Start one with `qbtc up -f FILE`.',
    })
  );
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
 * @param services given by commands that name stacks by `--stack`: those that the stack must have; the only one that has them all is meant
 */
export async function pickStack(
  client: Client,
  name: string | undefined,
  services?: readonly string[],
): Promise<QbtcStack> {
  const stacks = await client.stacks();
  const named = stacks.filter(
    ({ metadata }) => name === undefined || metadata.name === name || `${metadata.namespace}/${metadata.name}` === name,
  );
  if (named.length === 0) {
    throw new QbtcError(`there is no stack ${name ?? ''}`.trim(), {
      code: 'NotFound',
      mend:
        stacks.length > 0 ? `There is: ${stacks.map(keyOfStack).join(', ')}.` : 'Bring one up with `qbtc up -f FILE`.',
    });
  }
  const having = named.filter(({ spec }) =>
    (services ?? []).every((service) => spec.services.some((it) => it.name === service)),
  );
  const [stack] = having;
  if (stack && having.length === 1) return stack;
  if (stack) {
    throw new QbtcError(`several stacks are meant: ${having.map(keyOfStack).join(', ')}`, {
      code: 'NotFound',
      mend: services ? 'Name one of them with --stack NAME.' : 'Name one of them.',
    });
  }
  throw new QbtcError(noSuchService(named, services ?? []), {
    code: 'NotFound',
    mend: named
      .map((it) => `${keyOfStack(it)} has: ${it.spec.services.map((service) => service.name).join(', ')}.`)
      .join(' '),
  });
}

function noSuchService(stacks: readonly QbtcStack[], services: readonly string[]): string {
  const existing = new Set(stacks.flatMap(({ spec }) => spec.services.map(({ name }) => name)));
  const unknown = services.filter((service) => !existing.has(service));
  if (unknown.length === 0) return `no single stack has the services ${services.join(', ')}`;
  const where = stacks.length === 1 ? `stack ${stacks.map(keyOfStack).join('')} has` : 'there is';
  return `${where} no service ${unknown.join(', ')}`;
}

export const keyOfStack = ({ metadata }: Pick<QbtcStack, 'metadata'>): string =>
  `${metadata.namespace}/${metadata.name}`;
