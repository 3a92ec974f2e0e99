import { beforeEach, describe, expect, it } from '@jest/globals';
import { CHUNK, LogFile } from '../../../../controller/runtimes/process/log-file.ts';
import { Reader } from '../../../../controller/runtimes/process/logs.ts';
import { createSimulatedClock } from '../../../fakes/simulated-clock.ts';
import { createSimulatedFiles, SimulatedDisk } from '../../../fakes/simulated-files.ts';

const PATH = '/logs/api.0.log';
let disk: SimulatedDisk;
let log: LogFile;

beforeEach(() => {
  disk = new SimulatedDisk({ clock: createSimulatedClock() });
  disk.makeFolder('/logs');
  log = new LogFile(createSimulatedFiles(disk), '/logs', 'api.0');
});

const write = (from: number, to: number): void => {
  for (let line = from; line <= to; line++) disk.append(PATH, `line ${line}\n`);
};
const linesFrom = async (position: number): Promise<string[]> => {
  const reader = new Reader(log, position);
  const lines: string[] = [];
  for await (const line of reader.readAll()) lines.push(line);
  return [...lines, ...reader.flush()];
};
const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`);

describe('a log', () => {
  it('is empty before anything was written', async () => {
    expect(await log.end()).toBe(0);
    expect(await log.tail(10)).toBe(0);
    expect(await linesFrom(0)).toEqual([]);
  });

  it('keeps every line in order across rotations', async () => {
    write(1, 10);
    await log.rotate(1, 9);
    write(11, 20);
    await log.rotate(1, 9);
    write(21, 30);
    expect(await linesFrom(0)).toEqual(numbered(1, 30));
    expect(disk.list('/logs')).toHaveLength(3);
  });

  it('means the same place before and after a rotation', async () => {
    write(1, 5);
    const position = await log.end();
    write(6, 10);
    await log.rotate(1, 9);
    write(11, 12);
    expect(await linesFrom(position)).toEqual(numbered(6, 12));
  });

  it('goes on after a rotation in the middle of a line', async () => {
    disk.append(PATH, 'one\ntw');
    await log.rotate(1, 9);
    disk.append(PATH, 'o\nthree');
    expect(await linesFrom(0)).toEqual(['one', 'two', 'three']);
  });

  it('is rotated only when it has grown to its bound, and keeps so many archives', async () => {
    write(1, 3);
    await log.rotate(1000, 2);
    expect(disk.list('/logs')).toEqual(['api.0.log']);
    for (let round = 0; round < 5; round++) {
      write(round * 10, round * 10 + 9);
      await log.rotate(1, 2);
    }
    expect(disk.list('/logs')).toHaveLength(3);
    expect(await linesFrom(0)).toEqual(numbered(30, 49));
  });

  it('finds its last lines, also in archives and across many chunks', async () => {
    write(1, 20_000);
    await log.rotate(1, 9);
    write(20_001, 30_000);
    expect(disk.stat(PATH)!.size).toBeGreaterThan(CHUNK);
    for (const count of [1, 3, 9_999, 10_000, 10_001, 25_000, 30_000]) {
      expect(await linesFrom(await log.tail(count))).toEqual(numbered(30_001 - count, 30_000));
    }
    expect(await linesFrom(await log.tail(99_999))).toEqual(numbered(1, 30_000));
    expect(await linesFrom(await log.tail(0))).toEqual([]);
  });

  it('counts an unfinished last line as one', async () => {
    disk.append(PATH, 'one\ntwo\nthr');
    expect(await linesFrom(await log.tail(2))).toEqual(['two', 'thr']);
  });

  it('goes on from the beginning when somebody empties it', async () => {
    write(1, 100);
    const position = await log.end();
    disk.write(PATH, 'new\n');
    expect(await linesFrom(position)).toEqual(['new']);
  });

  it('is not confused by the logs of services with a similar name', async () => {
    disk.append('/logs/api.01.log', 'other\n');
    disk.append('/logs/api.0.x.log', 'other\n');
    disk.append('/logs/api.10.000000000000000.log', 'other\n');
    write(1, 2);
    expect(await linesFrom(0)).toEqual(numbered(1, 2));
  });

  it('doubles lines but loses none when a crash interrupts a rotation', async () => {
    write(1, 3);
    disk.write('/logs/api.0.000000000000000.log', disk.read(PATH)!);
    write(4, 4);
    expect(await linesFrom(0)).toEqual([...numbered(1, 3), ...numbered(1, 4)]);
  });
});
