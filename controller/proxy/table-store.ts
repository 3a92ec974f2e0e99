import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, QbtcError } from '../api/errors.ts';
import type { RouteTable } from '../api/route-table.ts';
import type { DataPlane } from './data-plane.ts';
import { FILES, listFolder, replaceFile } from './folder.ts';
import { parseTable } from './table-text.ts';

const SUFFIX = '.ndjson';

function tableFor(uid: string, table: RouteTable): RouteTable {
  if (table.stack.uid === uid) return table;
  throw new QbtcError('The route table belongs to another stack.', { code: 'InvalidTable', disposition: 'terminal' });
}

/** The tables that are served, one a stack, kept on disk so that the front door serves before any controller speaks. */
export class TableStore {
  readonly #folder: string;
  readonly #plane: DataPlane;
  readonly #tables = new Map<string, RouteTable>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(folder: string, plane: DataPlane) {
    this.#folder = join(folder, FILES.tables);
    this.#plane = plane;
  }

  /** Serves what is on disk. Returns what could not be read. */
  async load(): Promise<string[]> {
    const problems: string[] = [];
    for (const name of await listFolder(this.#folder)) {
      if (name.startsWith('.')) {
        // A write that was broken off. Nobody else writes here now: a predecessor takes no more tables before it starts this program.
        await rm(join(this.#folder, name), { force: true });
        continue;
      }
      if (!name.endsWith(SUFFIX)) continue;
      try {
        const uid = name.slice(0, -SUFFIX.length);
        const table = tableFor(uid, await parseTable(await readFile(join(this.#folder, name), 'utf8')));
        await this.#serve(new Map(this.#tables).set(uid, table));
      } catch (error) {
        problems.push(`${name}: ${messageOf(error)}`);
      }
    }
    return problems;
  }

  tables(): RouteTable[] {
    return [...this.#tables.values()];
  }

  /** Hash of each stack's table. */
  hashes(): Record<string, string> {
    return Object.fromEntries([...this.#tables].map(([uid, { hash }]) => [uid, hash]));
  }

  /**
   * Serves a stack's table and keeps it. Throws a QbtcError when it cannot be read or compiled (nothing changes then), or the system's
   * error when it cannot be kept (it is served nevertheless).
   */
  put(uid: string, text: string): Promise<void> {
    return this.#inTurn(async () => {
      const table = tableFor(uid, await parseTable(text));
      await this.#serve(new Map(this.#tables).set(uid, table));
      await replaceFile(this.#folder, uid + SUFFIX, text);
    });
  }

  /** Takes a stack's table out. */
  remove(uid: string): Promise<void> {
    return this.#inTurn(async () => {
      const tables = new Map(this.#tables);
      if (tables.delete(uid)) await this.#serve(tables);
      await rm(join(this.#folder, uid + SUFFIX), { force: true });
    });
  }

  /** Resolves when everything that was asked for is served and kept. */
  async settled(): Promise<void> {
    await this.#turn;
  }

  async #serve(tables: Map<string, RouteTable>): Promise<void> {
    try {
      await this.#plane.setTables([...tables.values()]);
    } catch (error) {
      throw new QbtcError(`The route table cannot be compiled: ${messageOf(error)}`, {
        code: 'InvalidTable',
        disposition: 'terminal',
        cause: error,
      });
    }
    this.#tables.clear();
    for (const [uid, table] of tables) this.#tables.set(uid, table);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}
