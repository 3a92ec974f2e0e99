import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';

/** How long the files must be quiet before they are read again: editors write in several steps. Milliseconds. */
const SETTLE = 100;

/** Calls back after one of the files, or a file in one of the folders, changed. Their folders are watched, since editors replace files. */
export function onChange(paths: readonly string[] | undefined, changed: () => void): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const hint = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, SETTLE);
  };
  const watchers: FSWatcher[] = [];
  const add = (folder: string, only?: string): void => {
    try {
      const watcher = watch(folder, (_, name) => {
        if (only === undefined || name === only) hint();
      });
      watcher.on('error', hint);
      watchers.push(watcher);
    } catch {
      // A path that cannot be watched is reported when it is read.
    }
  };
  for (const path of paths ?? []) {
    add(dirname(path), basename(path));
    add(path);
  }
  return {
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}
