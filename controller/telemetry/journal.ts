import type { Files } from '../api/files.ts';
import type { EventLog, StackEvent } from './events.ts';
import type { Logger } from './log.ts';

/** Bytes at which the journal is begun anew; the part before is kept once. */
const BOUND = 1024 * 1024;

/**
 * Keeps events in a file, one JSON object a line, so that what happened before a crash can still be read after it. An event that
 * cannot be written is not worth more than a line in the log.
 *
 * @param path the journal; its former part is kept beside it as `path.1`
 * @returns stops keeping, after what is under way was written
 */
export async function keepJournal(events: EventLog, files: Files, path: string, log: Logger): Promise<AsyncDisposable> {
  const before = [...parse(await files.read(`${path}.1`)), ...parse(await files.read(path))];
  events.restore(before);

  let pending: StackEvent[] = [];
  let writing = Promise.resolve();
  const flush = async (): Promise<void> => {
    const batch = pending;
    pending = [];
    if (batch.length === 0) return;
    try {
      await files.append(path, batch.map((event) => `${JSON.stringify(event)}\n`).join(''));
      if (((await files.stat(path))?.size ?? 0) > BOUND) await files.archive(path, `${path}.1`);
    } catch (error) {
      log.warn({ err: error }, 'events could not be kept');
    }
  };
  const following = events.follow((event) => {
    pending.push(event);
    if (pending.length === 1) writing = writing.then(flush);
  });
  return {
    async [Symbol.asyncDispose]() {
      following[Symbol.dispose]();
      await writing;
    },
  };
}

/** The events of a journal; the last line may have been cut by a crash. */
function parse(text = ''): StackEvent[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as StackEvent];
    } catch {
      return [];
    }
  });
}
