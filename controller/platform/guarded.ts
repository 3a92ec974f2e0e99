import type { Files } from '../api/files.ts';
import type { Processes } from '../api/processes.ts';

/** Throws when nothing may be changed any more. */
type Check = () => void;

/** The same files, for those who may change them only as long as a check passes. */
export const guardedFiles = (files: Files, check: Check): Files => ({
  ...files,
  write: guarded(check, (...args) => files.write(...args)),
  append: guarded(check, (...args) => files.append(...args)),
  claim: guarded(check, (...args) => files.claim(...args)),
  archive: guarded(check, (...args) => files.archive(...args)),
  remove: guarded(check, (...args) => files.remove(...args)),
  watch(path, changed) {
    check();
    return files.watch(path, changed);
  },
});

/** The same process table, for those who may start and signal only as long as a check passes. */
export const guardedProcesses = (processes: Processes, check: Check): Processes => ({
  ...processes,
  spawn: guarded(check, (...args) => processes.spawn(...args)),
  signal: guarded(check, (...args) => processes.signal(...args)),
});

const guarded =
  <A extends unknown[], R>(check: Check, act: (...args: A) => Promise<R>) =>
  async (...args: A): Promise<R> => {
    check();
    return act(...args);
  };
