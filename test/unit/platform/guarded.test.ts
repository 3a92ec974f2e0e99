import { beforeEach, describe, expect, it } from '@jest/globals';
import { guardedFiles, guardedProcesses } from '../../../controller/platform/guarded.ts';
import { createSimulatedClock } from '../../fakes/simulated-clock.ts';
import { createSimulatedFiles, SimulatedDisk } from '../../fakes/simulated-files.ts';
import { createSimulatedProcesses, SimulatedMachine } from '../../fakes/simulated-processes.ts';

let disk: SimulatedDisk;
let machine: SimulatedMachine;
const refuse = (): never => {
  throw new Error('lost');
};

beforeEach(() => {
  const clock = createSimulatedClock();
  disk = new SimulatedDisk({ clock });
  disk.makeFolder('/state');
  disk.write('/state/a', '1');
  machine = new SimulatedMachine({ clock, disk, program: () => () => undefined, delay: () => 1 });
});

describe('a guard that refuses', () => {
  it('lets no file be changed or made, and all be read', async () => {
    const files = guardedFiles(createSimulatedFiles(disk), refuse);
    const before = disk.snapshot();
    await expect(files.write('/state/a', '2')).rejects.toThrow('lost');
    await expect(files.append('/state/a', '2')).rejects.toThrow('lost');
    await expect(files.claim('/state/b')).rejects.toThrow('lost');
    await expect(files.archive('/state/a', '/state/b')).rejects.toThrow('lost');
    await expect(files.remove('/state/a')).rejects.toThrow('lost');
    expect(() => files.watch('/state/b', () => undefined)).toThrow('lost');
    expect(disk.snapshot()).toEqual(before);
    expect(await files.read('/state/a')).toBe('1');
  });

  it('lets no process be started or signalled, and all be seen', async () => {
    const pid = machine.start(() => undefined, { argv: ['serve'], env: {} });
    const processes = guardedProcesses(createSimulatedProcesses(machine), refuse);
    const found = (await processes.inspect(pid))!;
    await expect(processes.signal(found, 'SIGKILL', 'process')).rejects.toThrow('lost');
    await expect(processes.spawn({ argv: ['serve'], cwd: '/', env: {} })).rejects.toThrow('lost');
    expect([...machine.processes.keys()]).toEqual([pid]);
  });
});
