import { join } from 'node:path';
import type { Files } from '../../api/files.ts';

/** Bytes read at a time. */
export const CHUNK = 64 * 1024;

interface Archive {
  readonly path: string;
  /** Position of its first byte. */
  readonly start: number;
  readonly size: number;
}

interface Layout {
  readonly archives: readonly Archive[];
  /** Position of the first byte of the live file. */
  readonly base: number;
  readonly size: number;
}

/** What was read, and where: `start` is past the position asked for when what stood there is gone. */
export interface LogChunk {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/**
 * The log of one replica: a live file to which the shims append, and archives before it, named by the position of their first
 * byte. A position counts the bytes since the log began, so it means the same before and after a rotation. A rotation that a
 * crash interrupts leaves bytes in both the archive and the live file: then they are read twice, never not at all.
 */
export class LogFile {
  readonly path: string;
  readonly #files: Files;
  readonly #folder: string;
  readonly #name: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(files: Files, folder: string, name: string) {
    this.#files = files;
    this.#folder = folder;
    this.#name = name;
    this.path = join(folder, `${name}.log`);
  }

  /** Position past the last byte. */
  end(): Promise<number> {
    return this.#alone(async () => {
      const { base, size } = await this.#layout();
      return base + size;
    });
  }

  /** Up to CHUNK bytes from a position; none at the end. */
  read(position: number): Promise<LogChunk> {
    return this.#alone(async () => {
      const { archives, base, size } = await this.#layout();
      // Somebody emptied the file: what is in it now is all new.
      const from = position > base + size ? base : position;
      if (from < base) {
        const archive = archives.find(({ start, size: length }) => from < start + length);
        if (archive) {
          const start = Math.max(from, archive.start);
          return { start, bytes: await this.#files.readAt(archive.path, start - archive.start, CHUNK) };
        }
      }
      const start = Math.max(from, base);
      return { start, bytes: await this.#files.readAt(this.path, start - base, CHUNK) };
    });
  }

  /** Position at which the last `lines` lines begin. */
  async tail(lines: number): Promise<number> {
    const end = await this.end();
    let position = end;
    let count = 0;
    while (position > 0 && lines > 0) {
      const from = Math.max(0, position - CHUNK);
      const { start, bytes } = await this.#readRange(from, position);
      for (let index = bytes.length - 1; index >= 0; index--) {
        const isLastByte = start + index === end - 1;
        if (bytes[index] === 0x0a && !isLastByte && ++count === lines) return start + index + 1;
      }
      // What stood before is gone.
      if (start > from) return start;
      position = from;
    }
    return position;
  }

  /** Reads across the borders of archives. */
  async #readRange(from: number, to: number): Promise<LogChunk> {
    const parts: Uint8Array[] = [];
    let first: number | undefined;
    for (let position = from; position < to;) {
      const { start, bytes } = await this.read(position);
      if (bytes.length === 0 || start >= to) break;
      first ??= start;
      parts.push(bytes.subarray(0, to - start));
      position = start + bytes.length;
    }
    return { start: first ?? to, bytes: Buffer.concat(parts) };
  }

  /** Archives the live file when it has reached `bound` bytes, and removes all but the last `keep` archives. */
  rotate(bound: number, keep: number): Promise<void> {
    return this.#alone(async () => {
      const { archives, base, size } = await this.#layout();
      if (size < bound) return;
      await this.#files.archive(this.path, this.#archivePath(base));
      const surplus = archives.slice(0, Math.max(0, archives.length + 1 - keep));
      for (const { path } of surplus) await this.#files.remove(path);
    });
  }

  /** Rotation and reading exclude each other. */
  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #layout(): Promise<Layout> {
    const prefix = `${this.#name}.`;
    const names = await this.#files.list(this.#folder);
    const archives: Archive[] = [];
    for (const name of names) {
      const start = name.startsWith(prefix) && /^(\d{15})\.log$/.exec(name.slice(prefix.length))?.[1];
      if (!start) continue;
      const path = join(this.#folder, name);
      const size = (await this.#files.stat(path))?.size ?? 0;
      archives.push({ path, start: Number(start), size });
    }
    const newest = archives.at(-1);
    const base = newest ? newest.start + newest.size : 0;
    return { archives, base, size: (await this.#files.stat(this.path))?.size ?? 0 };
  }

  #archivePath(start: number): string {
    return join(this.#folder, `${this.#name}.${String(start).padStart(15, '0')}.log`);
  }
}
