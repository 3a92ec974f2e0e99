import { join } from 'node:path';
import type { Files } from '../../api/files.ts';
import { Reader, type ProcessLogs } from './logs.ts';
import { READY, type RunRecord } from './run-record.ts';

/** Looks in the logs for the line by which a service says that it is ready. Reads every byte once. */
export class Readiness {
  readonly #files: Files;
  readonly #logs: ProcessLogs;
  readonly #readers = new Map<string, Reader>();
  readonly #ready = new Set<string>();
  readonly #busy = new Map<string, Promise<boolean>>();

  constructor(files: Files, logs: ProcessLogs) {
    this.#files = files;
    this.#logs = logs;
  }

  /**
   * Whether a line of this run holds `wanted`, as plain text or as a regular expression. What was seen is noted in the run's
   * folder, so that it holds when the line has been rotated away.
   */
  async seen(stackUid: string, run: RunRecord, wanted: string): Promise<boolean> {
    const { folder } = run;
    if (run.ready || this.#ready.has(folder)) return true;
    // Two observations at the same time must not share the reader's bytes between them.
    const search = this.#busy.get(folder) ?? this.#search(stackUid, run, wanted);
    this.#busy.set(folder, search);
    try {
      return await search;
    } finally {
      this.#busy.delete(folder);
    }
  }

  forget(folder: string): void {
    this.#readers.delete(folder);
    this.#ready.delete(folder);
  }

  async #search(stackUid: string, { folder, origin }: RunRecord, wanted: string): Promise<boolean> {
    if (!origin) return false;
    const { service, slot, logPosition } = origin;
    const reader = this.#readers.get(folder) ?? new Reader(this.#logs.file(stackUid, service, slot), logPosition);
    this.#readers.set(folder, reader);
    const matches = matcher(wanted);
    let found = false;
    for await (const line of reader.readAll()) found ||= matches(line);
    if (!found && !matches(reader.unfinished())) return false;
    this.#readers.delete(folder);
    this.#ready.add(folder);
    // Not noted on a full disk: then it is searched for again after a restart.
    await this.#files.write(join(folder, READY), '').catch(() => undefined);
    return true;
  }
}

function matcher(wanted: string): (line: string) => boolean {
  let expression: RegExp | undefined;
  try {
    expression = new RegExp(wanted);
  } catch {
    // Plain text only.
  }
  return (line) => line.includes(wanted) || expression?.test(line) === true;
}
