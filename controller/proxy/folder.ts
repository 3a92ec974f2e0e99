import { open, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Names in a front door's own folder; the controller's side reads some of them. */
export const FILES = {
  control: 'control.sock',
  identity: 'identity.json',
  /** Why the program could not start. */
  exit: 'exit.json',
  tables: 'tables',
  /** Which way the requests of each stack go. */
  gateways: 'gateways',
} as const;

/** Which process serves, as it describes itself; compared with the process table by whoever wants to signal it. */
export interface Identity {
  readonly bootId: string;
  readonly pid: number;
  readonly startTime: string;
}

/** Why a front door could not start. */
export interface ExitRecord {
  readonly code: string;
  readonly message: string;
}

let writes = 0;

/** Replaces a file: temporary file, fsync, rename; readable by this user only. */
export async function replaceFile(folder: string, name: string, text: string): Promise<void> {
  const temporary = join(folder, `.${name}.${process.pid}.${++writes}`);
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  await rename(temporary, join(folder, name));
}

/** Names in a folder that is created when it is missing. */
export async function listFolder(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return (await readdir(folder)).sort();
}

/** This process, as the system knows it; the fields that a system does not have are empty. */
export async function ownIdentity(): Promise<Identity> {
  const readText = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
  const [bootId, stat] = await Promise.all([readText('/proc/sys/kernel/random/boot_id'), readText('/proc/self/stat')]);
  // The name in parentheses may hold blanks and parentheses itself; field 22 counts from after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { bootId: bootId.trim(), pid: process.pid, startTime: fields[19] ?? '' };
}
