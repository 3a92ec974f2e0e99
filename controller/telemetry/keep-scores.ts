import type { Clock } from '../api/clock.ts';
import type { Files } from '../api/files.ts';
import { isRecord } from '../api/records.ts';
import type { Logger } from './log.ts';
import { ScoreHistory, type ScorePoint } from './score-history.ts';

/** Between a change and the write that keeps it, with all others since; milliseconds. */
const APART = 60_000;

export interface KeepScoresOptions {
  readonly files: Files;
  readonly clock: Clock;
  readonly log: Logger;
  /** The file. */
  readonly path: string;
  /** The uids of the stacks that there are: nobody asks for others any more. */
  readonly uids: readonly string[];
}

/** A score history that outlives the controller. A history that cannot be read or written is not worth more than a line in the log. */
export async function keepScores({
  files,
  clock,
  log,
  path,
  uids,
}: KeepScoresOptions): Promise<AsyncDisposable & { readonly scores: ScoreHistory }> {
  let timer: Disposable | undefined;
  let writing: Promise<void> | undefined;
  let isEnded = false;
  const write = async (): Promise<void> => {
    timer = undefined;
    try {
      await files.write(path, `${JSON.stringify(scores.all())}\n`);
    } catch (error) {
      log.warn({ err: error }, 'the score history could not be kept');
      changed();
    }
  };
  const changed = (): void => {
    if (!isEnded) timer ??= clock.after(APART, () => void (writing = write()));
  };
  const scores = new ScoreHistory(changed);
  const kept = parse(await files.read(path));
  for (const uid of uids) {
    const points = kept[uid];
    if (Array.isArray(points)) scores.restore(uid, points.filter(isPoint));
  }
  return {
    scores,
    async [Symbol.asyncDispose]() {
      isEnded = true;
      await writing;
      if (!timer) return;
      timer[Symbol.dispose]();
      await write();
    },
  };
}

function parse(text = '{}'): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

const isPoint = (value: unknown): value is ScorePoint =>
  isRecord(value) &&
  typeof value.time === 'string' &&
  !Number.isNaN(Date.parse(value.time)) &&
  typeof value.total === 'number' &&
  typeof value.grade === 'string';
