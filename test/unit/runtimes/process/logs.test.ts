import { beforeEach, describe, expect, it } from '@jest/globals';
import type { LogLine, LogQuery } from '../../../../controller/api/logs.ts';
import { createProcessLogs, type ProcessLogs } from '../../../../controller/runtimes/process/logs.ts';
import { createSimulatedClock, type SimulatedClock } from '../../../fakes/simulated-clock.ts';
import { createSimulatedFiles, SimulatedDisk } from '../../../fakes/simulated-files.ts';

let clock: SimulatedClock;
let disk: SimulatedDisk;
let logs: ProcessLogs;
let abort: AbortController;

beforeEach(() => {
  clock = createSimulatedClock();
  disk = new SimulatedDisk({ clock });
  disk.makeFolder('/state/u/logs');
  logs = createProcessLogs({ files: createSimulatedFiles(disk), clock, directory: '/state', bound: 100, keep: 2 });
  abort = new AbortController();
});

const write = (replica: string, ...lines: string[]): void => {
  for (const line of lines) disk.append(`/state/u/logs/${replica}.log`, `${line}\n`);
};
/** Reads in the background; the lines so far. */
function collect(query: Partial<LogQuery>): { lines: string[]; ended: Promise<void> } {
  const lines: string[] = [];
  const show = ({ service, slot, line }: LogLine): string => `${service}.${slot} ${line}`;
  const run = async (): Promise<void> => {
    const all = logs.read({ uid: 'u', service: undefined, tail: 0, follow: false, ...query }, abort.signal);
    for await (const line of all) lines.push(show(line));
  };
  return { lines, ended: run() };
}

describe('reading logs', () => {
  it('ends at once when a stack has none', async () => {
    const { lines, ended } = collect({ uid: 'nobody' });
    await ended;
    expect(lines).toEqual([]);
  });

  it('shows the last lines of each replica, of all services or of one', async () => {
    write('api.0', 'a', 'b', 'c');
    write('api.1', 'd');
    write('web.0', 'e', 'f');
    const all = collect({ tail: 2 });
    const one = collect({ service: 'web' });
    await Promise.all([all.ended, one.ended]);
    expect(all.lines).toEqual(['api.0 b', 'api.0 c', 'api.1 d', 'web.0 e', 'web.0 f']);
    expect(one.lines).toEqual(['web.0 e', 'web.0 f']);
  });

  it('follows a log through rotations without losing or doubling a line', async () => {
    write('api.0', 'old', 'older');
    const { lines, ended } = collect({ tail: 1, follow: true });
    await clock.advance(10);
    const expected = ['api.0 older'];
    for (let line = 0; line < 300; line++) {
      write('api.0', `line ${line}`);
      expected.push(`api.0 line ${line}`);
      if (line % 7 === 0) await logs.rotate('u');
      if (line % 11 === 0) await clock.advance(200);
    }
    await clock.advance(1000);
    expect(lines).toEqual(expected);
    abort.abort();
    await ended;
  });

  it('shows a replica that appears later from its first line on', async () => {
    const { lines, ended } = collect({ tail: 1, follow: true });
    await clock.advance(500);
    write('api.0', 'one', 'two');
    await clock.advance(500);
    expect(lines).toEqual(['api.0 one', 'api.0 two']);
    abort.abort();
    await ended;
  });

  it('shows a line once it is complete, with the characters that its bytes mean', async () => {
    const { lines, ended } = collect({ follow: true });
    const bytes = Buffer.from('grüße\n');
    for (const byte of bytes) {
      disk.write(
        '/state/u/logs/api.0.log',
        Buffer.concat([disk.read('/state/u/logs/api.0.log') ?? Buffer.alloc(0), Buffer.of(byte)]),
      );
      await clock.advance(200);
    }
    expect(lines).toEqual(['api.0 grüße']);
    abort.abort();
    await ended;
  });

  it('cuts a line without end instead of keeping it in memory', async () => {
    write('api.0', 'x'.repeat(3 * 1024 * 1024));
    const { lines, ended } = collect({});
    await ended;
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.map((line) => line.slice('api.0 '.length)).join('')).toHaveLength(3 * 1024 * 1024);
  });
});
