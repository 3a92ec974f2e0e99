import { join } from 'node:path';
import type { Clock } from '../../api/clock.ts';
import type { Files } from '../../api/files.ts';
import type { LogLine, LogQuery } from '../../api/logs.ts';
import { pause } from '../../platform/pause.ts';
import { LineSplitter } from '../../platform/lines.ts';
import { LogFile } from './log-file.ts';

/** The logs of all processes of this installation. */
export interface ProcessLogs {
  file(stackUid: string, service: string, slot: number): LogFile;
  /** The lines of each replica in order; several replicas are interleaved only as they are written. */
  read(query: LogQuery, signal: AbortSignal): AsyncGenerator<LogLine, void, void>;
  /** Rotates every log of a stack that has grown past the bound. To be called every few seconds; cheap when there is nothing to do. */
  rotate(stackUid: string): Promise<void>;
}

export interface ProcessLogsOptions {
  readonly files: Files;
  readonly clock: Clock;
  /** The runtime's folder. */
  readonly directory: string;
  /** Bytes at which a log is rotated. Default 10 MiB. */
  readonly bound?: number;
  /** Archives kept of each log. Default 3. */
  readonly keep?: number;
}

/** How often a followed log is looked at, in milliseconds. */
const POLL = 200;

const logFolder = (directory: string, stackUid: string): string => join(directory, stackUid, 'logs');

export function createProcessLogs(options: ProcessLogsOptions): ProcessLogs {
  const { files, clock, directory, bound = 10 * 1024 * 1024, keep = 3 } = options;
  const open = new Map<string, LogFile>();

  const file = (stackUid: string, service: string, slot: number): LogFile => {
    const folder = logFolder(directory, stackUid);
    const name = `${service}.${slot}`;
    const key = join(folder, name);
    const known = open.get(key) ?? new LogFile(files, folder, name);
    open.set(key, known);
    return known;
  };

  const replicas = async (stackUid: string): Promise<{ service: string; slot: number }[]> => {
    const names = await files.list(logFolder(directory, stackUid));
    return names.flatMap((name) => {
      const [, service, slot] = /^([^.]+)\.(\d+)\.log$/.exec(name) ?? [];
      return service === undefined ? [] : [{ service, slot: Number(slot) }];
    });
  };

  return {
    file,
    async rotate(stackUid) {
      for (const { service, slot } of await replicas(stackUid)) await file(stackUid, service, slot).rotate(bound, keep);
    },
    async *read({ uid, service: wanted, tail, follow }, signal) {
      const readers = new Map<string, Reader>();
      for (let first = true; !signal.aborted; first = false) {
        for (const { service, slot } of await replicas(uid)) {
          if (wanted !== undefined && service !== wanted) continue;
          const log = file(uid, service, slot);
          let reader = readers.get(log.path);
          // A replica that appears while the others are followed is shown from its beginning.
          if (!reader) readers.set(log.path, (reader = new Reader(log, first && tail > 0 ? await log.tail(tail) : 0)));
          for await (const line of reader.readAll()) yield { service, slot, line };
          if (!follow) for (const line of reader.flush()) yield { service, slot, line };
        }
        if (!follow) return;
        await pause(clock, POLL, signal);
      }
    },
  };
}

/** Reads one log on from where it stopped. */
export class Reader {
  readonly #log: LogFile;
  readonly #splitter = new LineSplitter();
  #position: number;

  constructor(log: LogFile, position: number) {
    this.#log = log;
    this.#position = position;
  }

  /** All lines that are complete by now. */
  async *readAll(): AsyncGenerator<string, void, void> {
    for (;;) {
      const { start, bytes } = await this.#log.read(this.#position);
      if (start !== this.#position) yield* this.#splitter.flush();
      this.#position = start + bytes.length;
      if (bytes.length === 0) return;
      yield* this.#splitter.push(bytes);
    }
  }

  /** The line that is being written. */
  unfinished(): string {
    return this.#splitter.peek();
  }

  flush(): string[] {
    return this.#splitter.flush();
  }
}
