import { join } from 'node:path';
import type { AcceptedStack } from '../api/accepted.ts';
import type { Files } from '../api/files.ts';
import type { StackStatus } from '../api/generated/resource.ts';
import { isRecord } from '../api/records.ts';
import { EMPTY_MEMORY, type Memory } from '../api/memory.ts';
import type { NotificationState } from '../api/notification.ts';

/** The files of a stack's folder. */
export const STACK_FILES = {
  /** Makes the folder a stack. */
  record: 'stack.json',
  memory: 'memory.json',
  status: 'status.json',
  notifications: 'notifications.json',
} as const;

const stacksFolder = (directory: string): string => join(directory, 'stacks');

export const stackFolder = (directory: string, uid: string): string => join(stacksFolder(directory), uid);

/** A stack as it was read back. */
export interface KeptStack {
  readonly stack: AcceptedStack;
  readonly memory: Memory;
  readonly status: StackStatus | undefined;
  readonly notifications: NotificationState | undefined;
}

/** A stack whose record could not be read; nothing is done about it until it is handed over anew. */
export interface DamagedStack {
  readonly path: string;
  readonly uid: string;
}

/** Reads everything that was kept in a state directory. A damaged record is set apart and hides no other (I20). */
export async function readRecords(
  files: Files,
  directory: string,
): Promise<{ readonly kept: readonly KeptStack[]; readonly damaged: readonly DamagedStack[] }> {
  const kept: KeptStack[] = [];
  const damaged: DamagedStack[] = [];
  for (const uid of await files.list(stacksFolder(directory))) {
    const folder = stackFolder(directory, uid);
    if (await isLeftover(files, folder)) continue;
    const path = join(folder, STACK_FILES.record);
    const stack = await read(files, path, isAcceptedStack);
    if (stack === undefined) {
      damaged.push({ path, uid });
      continue;
    }
    const durable = await read(files, join(folder, STACK_FILES.memory), isDurableMemory);
    const status = await read(files, join(folder, STACK_FILES.status), isStatus);
    const notifications = await read(files, join(folder, STACK_FILES.notifications), isNotificationState);
    kept.push({ stack, memory: durable ? { ...EMPTY_MEMORY, durable } : EMPTY_MEMORY, status, notifications });
  }
  return { kept, damaged };
}

/**
 * Clears away what an interrupted write has left (it may hold secrets), and whether that was all there is: then the first
 * acceptance or the removal of a stack was interrupted.
 */
async function isLeftover(files: Files, folder: string): Promise<boolean> {
  const names = await files.list(folder);
  // An APISIX's files are written before the record that names them.
  const isBefore = !names.includes(STACK_FILES.record);
  const temporary = names.filter((name) => name.endsWith('.tmp') || (isBefore && name === 'apisix'));
  // What cannot be removed now can be at the next start; it hinders nothing.
  const clear = (path: string): Promise<void> => files.remove(path).catch(() => undefined);
  for (const name of temporary) await clear(join(folder, name));
  if (names.length > temporary.length || (await files.stat(folder))?.folder !== true) return false;
  await clear(folder);
  return true;
}

async function read<T>(files: Files, path: string, is: (value: unknown) => value is T): Promise<T | undefined> {
  const text = await files.read(path);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return is(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isAcceptedStack = (value: unknown): value is AcceptedStack =>
  isRecord(value) &&
  typeof value.uid === 'string' &&
  typeof value.namespace === 'string' &&
  typeof value.name === 'string' &&
  typeof value.generation === 'number' &&
  isRecord(value.resource) &&
  isRecord(value.resource.spec) &&
  isRecord(value.secrets) &&
  Array.isArray(value.stopped);

const isDurableMemory = (value: unknown): value is Memory['durable'] => isRecord(value) && isRecord(value.services);

const isStatus = (value: unknown): value is StackStatus => isRecord(value) && Array.isArray(value.conditions);

const isNotificationState = (value: unknown): value is NotificationState =>
  isRecord(value) && isRecord(value.alerts) && isRecord(value.alerts.lasting) && isRecord(value.outboxes);
