import { existsSync, mkdirSync, watch, type FSWatcher } from 'node:fs';

/** How soon a watch that was lost is tried anew, in milliseconds. */
const RETRY = 1000;

/**
 * Calls back after something in a folder changed (inotify through fs.watch). A hint, not the truth: a folder that goes away is
 * made and watched again, unless the one above it went too, and where no watch can be had (limits, exotic file systems) it is tried
 * again every second.
 */
export function watchFolder(path: string, changed: () => void): Disposable {
  let watcher: FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;
  let disposed = false;

  const lost = (): void => {
    watcher?.close();
    watcher = undefined;
    if (disposed || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      begin({ recursive: false });
      // Whatever happened in between was not seen.
      changed();
    }, RETRY);
    timer.unref();
  };
  const begin = ({ recursive }: { recursive: boolean }): void => {
    try {
      if (!existsSync(path)) mkdirSync(path, { recursive, mode: 0o700 });
      const folder = path.split('/').at(-1);
      watcher = watch(path, { persistent: false }, (event, name) => {
        // inotify reports the end of the watched folder under the folder's own name.
        if (event === 'rename' && name === folder) lost();
        changed();
      });
      watcher.on('error', lost);
    } catch {
      lost();
    }
  };

  begin({ recursive: true });
  return {
    [Symbol.dispose]: () => {
      disposed = true;
      clearTimeout(timer);
      watcher?.close();
    },
  };
}
