import { dirname, join } from 'node:path';
import type { Clock } from '../../api/clock.ts';
import { QbtcError } from '../../api/errors.ts';

/** How long after records have gone nothing is concluded from it, in milliseconds: more than the removal of a state directory takes. */
const PATIENCE = 2000;

/** Records have gone that this controller has not removed. More of them may be going right now. */
export class RecordsGone extends QbtcError {
  /** When it is believed; milliseconds since the epoch. */
  readonly until: number;

  constructor(paths: readonly string[], until: number) {
    super(`records have gone: ${paths.join(', ')}`, { code: 'RecordsGone' });
    this.until = until;
  }
}

/**
 * Watches over the names in the folders of records: they only come, until the controller removes them. Whoever removes the state
 * directory takes them away one after the other, and in between what runs would look as if it had never been started.
 */
export class RecordNames {
  readonly #clock: Clock;
  /** By folder. */
  readonly #seen = new Map<string, ReadonlySet<string>>();
  readonly #missedSince = new Map<string, number>();
  /** What the controller is removing. */
  readonly #leaving = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws RecordsGone when names are missing that were there, and that has not been so for a while */
  check(folder: string, names: readonly string[]): void {
    const present = new Set(names.filter((name) => !name.endsWith('.tmp') && !this.#isLeaving(join(folder, name))));
    const gone = [...(this.#seen.get(folder) ?? [])].filter((name) => !present.has(name));
    if (gone.length > 0) {
      const since = this.#missedSince.get(folder) ?? this.#clock.now();
      this.#missedSince.set(folder, since);
      const until = since + PATIENCE;
      const paths = gone.map((name) => join(folder, name));
      if (this.#clock.now() < until) throw new RecordsGone(paths, until);
    }
    this.#missedSince.delete(folder);
    if (present.size > 0) this.#seen.set(folder, present);
    else this.#seen.delete(folder);
  }

  /** A file or folder is about to be removed. */
  leave(path: string): void {
    this.#forget(path);
    this.#leaving.add(path);
  }

  /** It has been removed, or is begun anew. */
  left(path: string): void {
    this.#forget(path);
    this.#leaving.delete(path);
  }

  #forget(path: string): void {
    const siblings = this.#seen.get(dirname(path));
    if (siblings)
      this.#seen.set(dirname(path), new Set([...siblings].filter((name) => join(dirname(path), name) !== path)));
    for (const folder of this.#seen.keys()) if (isWithin(folder, path)) this.#seen.delete(folder);
    for (const folder of this.#missedSince.keys()) if (isWithin(folder, path)) this.#missedSince.delete(folder);
  }

  #isLeaving(path: string): boolean {
    for (const leaving of this.#leaving) if (isWithin(path, leaving)) return true;
    return false;
  }
}

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
