import { beforeEach, describe, expect, it } from '@jest/globals';
import { createProcessLogs, type ProcessLogs } from '../../../../controller/runtimes/process/logs.ts';
import { CHUNK } from '../../../../controller/runtimes/process/log-file.ts';
import { Readiness } from '../../../../controller/runtimes/process/readiness.ts';
import { readRun, type RunRecord } from '../../../../controller/runtimes/process/run-record.ts';
import { createSimulatedClock } from '../../../fakes/simulated-clock.ts';
import { createSimulatedFiles, SimulatedDisk } from '../../../fakes/simulated-files.ts';

const LOG = '/state/u/logs/api.0.log';
const RUN = '/state/u/instances/x/run-1';
let disk: SimulatedDisk;
let logs: ProcessLogs;
let readiness: Readiness;

/** A controller of its own, which remembers nothing of the ones before. */
function restart(): void {
  const clock = createSimulatedClock();
  const files = createSimulatedFiles(disk);
  logs = createProcessLogs({ files, clock, directory: '/state', bound: 1, keep: 1 });
  readiness = new Readiness(files, logs);
}
beforeEach(() => {
  disk = new SimulatedDisk({ clock: createSimulatedClock() });
  disk.makeFolder('/state/u/logs');
  restart();
});

/** The run as its folder shows it, begun at a position of the log. */
async function run(logPosition = 0): Promise<RunRecord> {
  disk.makeFolder(RUN);
  disk.write(`${RUN}/origin.json`, JSON.stringify({ service: 'api', slot: 0, logPosition }));
  return readRun(createSimulatedFiles(disk), RUN, 1, disk.list(RUN));
}
const seen = async (wanted = 'listening', from?: number): Promise<boolean> =>
  readiness.seen('u', await run(from), wanted);

describe('the ready line', () => {
  it('is found when it comes byte by byte', async () => {
    for (const byte of 'so far\nnow listening on 80') {
      disk.append(LOG, byte);
      const text = disk.read(LOG)!.toString();
      expect(await seen('listening on 80')).toBe(text.includes('listening on 80'));
    }
  });

  it.each([0, 1, 5, 8])('is found across the border of two chunks, %d bytes before it', async (before) => {
    disk.append(LOG, `${'x'.repeat(CHUNK - before - 1)}\nlistening\n`);
    expect(await seen('^listening$')).toBe(true);
  });

  it('may be text that is no regular expression, or hold what one would take otherwise', async () => {
    disk.append(LOG, 'server [ready] (port 80\n');
    expect(await seen('(port 80')).toBe(true);
    expect(await seen('[ready]')).toBe(true);
  });

  it('of an earlier run does not count', async () => {
    disk.append(LOG, 'listening\n');
    const position = await logs.file('u', 'api', 0).end();
    expect(await seen('listening', position)).toBe(false);
    disk.append(LOG, 'listening\n');
    expect(await seen('listening', position)).toBe(true);
  });

  it('is found by the next controller, in what was rotated away meanwhile', async () => {
    expect(await seen()).toBe(false);
    disk.append(LOG, 'listening\n');
    await logs.rotate('u');
    disk.append(LOG, 'more\n');
    restart();
    expect(await seen()).toBe(true);
  });

  it('is remembered when the archive that held it is gone', async () => {
    disk.append(LOG, 'listening\n');
    expect(await seen()).toBe(true);
    for (const text of ['a\n', 'b\n', 'c\n']) {
      await logs.rotate('u');
      disk.append(LOG, text);
    }
    restart();
    expect(await seen()).toBe(true);
  });

  it('is found by all who look at the same time', async () => {
    disk.append(LOG, `${'x\n'.repeat(CHUNK)}listening\n`);
    expect(await Promise.all([seen(), seen(), seen()])).toEqual([true, true, true]);
  });

  it('is found although nothing can be noted on a full disk', async () => {
    const record = await run();
    disk.append(LOG, 'listening\n');
    disk.fault = (operation) => (operation === 'write' ? 'ENOSPC' : undefined);
    expect(await readiness.seen('u', record, 'listening')).toBe(true);
    expect(await readiness.seen('u', record, 'listening')).toBe(true);
  });
});
