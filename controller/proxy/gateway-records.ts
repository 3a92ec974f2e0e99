import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord } from '../api/records.ts';
import { messageOf } from '../api/errors.ts';
import { FILES, listFolder, replaceFile } from './folder.ts';
import type { PathRecord } from './gateway-path.ts';
import type { PathKeeper } from './gateway-paths.ts';

const SUFFIX = '.json';

/** Keeps on disk which way the requests of each stack went, so that a program that starts again goes on there. */
export class GatewayRecords implements PathKeeper {
  readonly #folder: string;
  readonly #report: (problem: string) => void;
  readonly #records = new Map<string, PathRecord>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(folder: string, report: (problem: string) => void) {
    this.#folder = join(folder, FILES.gateways);
    this.#report = report;
  }

  /** Reads what is there. A record that cannot be read costs a permit to go through APISIX, and nothing else. */
  async load(): Promise<void> {
    for (const name of await listFolder(this.#folder)) {
      const uid = name.slice(0, -SUFFIX.length);
      try {
        const record: unknown = JSON.parse(await readFile(join(this.#folder, name), 'utf8'));
        if (isPathRecord(record)) this.#records.set(uid, record);
      } catch {
        // Broken off by a crash: a temporary file, or none of ours.
        await rm(join(this.#folder, name), { force: true });
      }
    }
  }

  recall(stackUid: string): PathRecord | undefined {
    return this.#records.get(stackUid);
  }

  keep(stackUid: string, record: PathRecord): void {
    this.#records.set(stackUid, record);
    this.#inTurn(() => replaceFile(this.#folder, stackUid + SUFFIX, JSON.stringify(record)));
  }

  /** The stack has no routes here any more. */
  forget(stackUid: string): void {
    this.#records.delete(stackUid);
    this.#inTurn(() => rm(join(this.#folder, stackUid + SUFFIX), { force: true }));
  }

  /** Resolves when everything is on disk. */
  async settled(): Promise<void> {
    await this.#turn;
  }

  #inTurn(work: () => Promise<void>): void {
    this.#turn = this.#turn.then(work).catch((error: unknown) => {
      this.#report(`which way requests go is not kept: ${messageOf(error)}`);
    });
  }
}

const isPathRecord = (value: unknown): value is PathRecord =>
  isRecord(value) && 'active' in value && 'stay' in value && Array.isArray(value.switches);
