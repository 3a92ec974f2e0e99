import { dirname } from 'node:path';
import type { Clock } from '../../controller/api/clock.ts';
import type { Files } from '../../controller/api/files.ts';
import { runEffect, type EffectHook } from './effects.ts';

interface Entry {
  /** Undefined for a folder. */
  content: Buffer | undefined;
  modified: number;
}

export type DiskOperation = 'read' | 'write' | 'claim' | 'list' | 'remove' | 'archive' | 'append';

export interface DiskOptions {
  readonly clock: Clock;
  /** After how many milliseconds each hint of one change arrives: none loses it, two doubles it. Default: one, at once. */
  readonly hints?: (path: string) => readonly number[];
}

const systemError = (code: string, path: string): Error => Object.assign(new Error(`${code}: ${path}`), { code });

/** What survives the controller: a tree of files in memory, shared by everything on one simulated machine. */
export class SimulatedDisk {
  readonly #entries = new Map<string, Entry>();
  readonly #watchers = new Set<{ path: string; changed: () => void }>();
  readonly #options: DiskOptions;
  /** Decides whether an operation fails, and with which errno name (`ENOSPC`, `EIO`, …). */
  fault: (operation: DiskOperation, path: string) => string | undefined = () => undefined;

  constructor(options: DiskOptions) {
    this.#options = options;
  }

  read(path: string): Buffer | undefined {
    this.#check('read', path);
    const entry = this.#entries.get(path);
    if (entry && !entry.content) throw systemError('EISDIR', path);
    return entry?.content;
  }

  stat(path: string): { folder: boolean; size: number; modified: number } | undefined {
    const entry = this.#entries.get(path);
    return entry && { folder: !entry.content, size: entry.content?.length ?? 0, modified: entry.modified };
  }

  /** Replaces a file in an existing folder. */
  write(path: string, content: string | Buffer): void {
    this.#check('write', path);
    this.#requireParent(path);
    if (this.#entries.has(path) && !this.#entries.get(path)?.content) throw systemError('EISDIR', path);
    this.#put(path, Buffer.from(content));
  }

  append(path: string, text: string): void {
    this.#check('append', path);
    this.#requireParent(path);
    this.#put(path, Buffer.concat([this.#entries.get(path)?.content ?? Buffer.alloc(0), Buffer.from(text)]));
  }

  /** Creates a folder and its parents. */
  makeFolder(path: string): void {
    if (this.#entries.has(path)) return;
    if (dirname(path) !== path) this.makeFolder(dirname(path));
    this.#put(path, undefined);
  }

  /** Creates one folder; false when something of this name exists. */
  claim(path: string): boolean {
    this.#check('claim', path);
    if (this.#entries.has(path)) return false;
    this.makeFolder(dirname(path));
    this.#put(path, undefined);
    return true;
  }

  list(path: string): string[] {
    this.#check('list', path);
    const prefix = path.endsWith('/') ? path : `${path}/`;
    const names = [...this.#entries.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length));
    return names.filter((name) => name !== '' && !name.includes('/')).sort();
  }

  remove(path: string): void {
    this.#check('remove', path);
    for (const key of [...this.#entries.keys()])
      if (key === path || key.startsWith(`${path}/`)) this.#entries.delete(key);
    this.#touch(path);
  }

  archive(path: string, to: string): number {
    this.#check('archive', path);
    const content = this.read(path) ?? Buffer.alloc(0);
    this.write(to, content);
    this.write(path, '');
    return content.length;
  }

  watch(path: string, changed: () => void): Disposable {
    this.makeFolder(path);
    const watcher = { path, changed };
    this.#watchers.add(watcher);
    return { [Symbol.dispose]: () => void this.#watchers.delete(watcher) };
  }

  /** Everything on the disk as text, by path; folders end with a slash. For comparing histories. */
  snapshot(): Record<string, string> {
    const sorted = [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(
      sorted.map(([path, { content }]) => (content ? [path, content.toString()] : [`${path}/`, ''])),
    );
  }

  #check(operation: DiskOperation, path: string): void {
    const code = this.fault(operation, path);
    if (code !== undefined) throw systemError(code, path);
  }

  #requireParent(path: string): void {
    const parent = this.#entries.get(dirname(path));
    if (!parent || parent.content) throw systemError('ENOENT', path);
  }

  #put(path: string, content: Buffer | undefined): void {
    this.#entries.set(path, { content, modified: this.#options.clock.now() });
    this.#touch(path);
  }

  #touch(path: string): void {
    const parent = this.#entries.get(dirname(path));
    if (parent && !parent.content) parent.modified = this.#options.clock.now();
    for (const watcher of this.#watchers) {
      if (watcher.path !== dirname(path)) continue;
      for (const delay of this.#options.hints?.(path) ?? [0]) {
        this.#options.clock.after(delay, () => {
          if (this.#watchers.has(watcher)) watcher.changed();
        });
      }
    }
  }
}

/** One controller's view of the disk. Only modifying calls pass the hook. */
export function createSimulatedFiles(disk: SimulatedDisk, effect: EffectHook = runEffect): Files {
  return {
    read: async (path) => disk.read(path)?.toString(),
    readAt: async (path, offset, length) => disk.read(path)?.subarray(offset, offset + length) ?? new Uint8Array(),
    stat: async (path) => disk.stat(path),
    // Two effects, as in reality: a crash between them leaves a temporary file.
    write: async (path, text) => {
      const temporary = `${path}.0.tmp`;
      await effect(`prepare ${path}`, () => {
        disk.makeFolder(dirname(path));
        disk.write(temporary, text);
      });
      await effect(`write ${path}`, () => {
        disk.write(path, text);
        disk.remove(temporary);
      });
    },
    append: (path, text) =>
      effect(`append ${path}`, () => {
        disk.append(path, text);
      }),
    claim: (path) => effect(`claim ${path}`, () => disk.claim(path)),
    list: async (path) => disk.list(path),
    archive: (path, to) => effect(`archive ${path}`, () => disk.archive(path, to)),
    remove: (path) =>
      effect(`remove ${path}`, () => {
        disk.remove(path);
      }),
    watch: (path, changed) => disk.watch(path, changed),
  };
}
