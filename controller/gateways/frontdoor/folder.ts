import { join } from 'node:path';
import type { FrontDoorAddress } from '../../api/front-door.ts';
import type { Files } from '../../api/files.ts';
import type { Processes, ProcessInfo } from '../../api/processes.ts';

export const foldersIn = (stateDir: string): string => join(stateDir, 'front-doors');

/** The folder of the front door at an address: its identity, control socket, tables and log. */
export const folderOf = (stateDir: string, { host, port }: FrontDoorAddress): string =>
  join(foldersIn(stateDir), `${host}_${port}`);

/** The address that a folder's name stands for; undefined when it is no front door's. */
export function addressOf(name: string): FrontDoorAddress | undefined {
  const match = /^(.+)_(\d{1,5})$/.exec(name);
  return match?.[1] === undefined ? undefined : { host: match[1], port: Number(match[2]) };
}

async function readJson(files: Files, path: string): Promise<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse((await files.read(path)) ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** The process that the folder says serves, when it lives and is still the one that was recorded (I7). */
export async function runningProcess(
  folder: string,
  files: Files,
  processes: Processes,
): Promise<ProcessInfo | undefined> {
  const { bootId, pid, startTime } = await readJson(files, join(folder, 'identity.json'));
  if (typeof pid !== 'number') return undefined;
  const info = await processes.inspect(pid);
  return info !== undefined && info.bootId === bootId && info.startTime === startTime ? info : undefined;
}

/** Why the program in the folder could not start; undefined when it has said nothing. */
export async function exitRecord(folder: string, files: Files): Promise<{ code: string; message: string } | undefined> {
  const { code, message } = await readJson(files, join(folder, 'exit.json'));
  return typeof code === 'string' && typeof message === 'string' ? { code, message } : undefined;
}
