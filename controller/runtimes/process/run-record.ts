import { constants } from 'node:os';
import { join } from 'node:path';
import type { Files } from '../../api/files.ts';
import type { ProcessIdentity } from '../../api/processes.ts';
import type { Exit } from '../../api/runtime.ts';
import { parseIdentity, RUN_FILES } from './shim.ts';

/** Who decided about a run: nobody yet; a shim; a shim that has not said yet which process it is; the controller, against it. */
type Claim =
  | { readonly by: 'nobody' }
  | { readonly by: 'shim'; readonly identity: ProcessIdentity | undefined }
  | { readonly by: 'controller' };

/** What the folder of one run says. */
export interface RunRecord {
  readonly folder: string;
  readonly number: number;
  /** When its folder changed last; milliseconds since the epoch. */
  readonly modified: number;
  readonly claim: Claim;
  /** The main process; undefined when it has not been recorded, or the record is damaged. */
  readonly main: ProcessIdentity | undefined;
  readonly startedAt: number | undefined;
  readonly exit: Exit | undefined;
  readonly stoppingSince: number | undefined;
  /** Whether the stop signal was sent. */
  readonly signalled: boolean;
  readonly ready: boolean;
  readonly origin: RunOrigin | undefined;
}

/** Written before the shim is started. */
export interface RunOrigin {
  readonly service: string;
  readonly slot: number;
  /** Position in the log at which this run begins. */
  readonly logPosition: number;
}

/** Further files of a run's folder, all written by the controller. */
export const ORIGIN = 'origin.json';
export const SIGNALLED = 'signalled';
export const READY = 'ready';
/** What the controller writes as exit status when nobody could record one. */
export const LOST = 'lost\n';

/** Reads the folder of a run, given the names in it. */
export async function readRun(
  files: Files,
  folder: string,
  number: number,
  listed: readonly string[],
): Promise<RunRecord> {
  const names = new Set(listed);
  const read = async (name: string): Promise<string> =>
    names.has(name) ? ((await files.read(join(folder, name))) ?? '') : '';
  const modified = async (name: string): Promise<number | undefined> =>
    names.has(name) ? (await files.stat(join(folder, name)))?.modified : undefined;

  const main = parseIdentity(await read(RUN_FILES.pid));
  const stopping = await read(RUN_FILES.stopping);
  return {
    folder,
    number,
    modified: (await files.stat(folder))?.modified ?? 0,
    claim: names.has(RUN_FILES.claim) ? await readClaim(files, join(folder, RUN_FILES.claim)) : { by: 'nobody' },
    main,
    startedAt: main && (await modified(RUN_FILES.pid)),
    exit: parseExit(await read(RUN_FILES.exit), await modified(RUN_FILES.exit)),
    stoppingSince: names.has(RUN_FILES.stopping)
      ? (parseStopping(stopping) ?? (await modified(RUN_FILES.stopping)))
      : undefined,
    signalled: names.has(SIGNALLED),
    ready: names.has(READY),
    origin: parseOrigin(await read(ORIGIN)),
  };
}

async function readClaim(files: Files, path: string): Promise<Claim> {
  const stat = await files.stat(path);
  if (stat?.folder === true) return { by: 'controller' };
  return { by: 'shim', identity: parseIdentity((await files.read(path)) ?? '') };
}

/** A status without its line break is not written yet. */
function parseExit(text: string, at: number | undefined): Exit | undefined {
  if (at === undefined || !text.endsWith('\n')) return undefined;
  const code = /^\d{1,3}$/.test(text.trim()) ? Number(text) : undefined;
  return { code, signal: code === undefined ? undefined : signalOf(code), at };
}

/** A shell reports a death by signal n as 128 + n (POSIX.1-2017, XCU 2.8.2). */
function signalOf(code: number): string | undefined {
  return Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
}

export const formatStopping = (signal: string, at: number): string => `${signal} ${at}\n`;

function parseStopping(text: string): number | undefined {
  const [, at] = /^\S+ (\d+)\n$/.exec(text) ?? [];
  return at === undefined ? undefined : Number(at);
}

function parseOrigin(text: string): RunOrigin | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { service, slot, logPosition } = value as Partial<Record<keyof RunOrigin, unknown>>;
    if (typeof service !== 'string' || typeof slot !== 'number' || typeof logPosition !== 'number') return undefined;
    return { service, slot, logPosition };
  } catch {
    return undefined;
  }
}
