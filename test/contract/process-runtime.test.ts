import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClock } from '../../controller/platform/clock.ts';
import { createFiles } from '../../controller/platform/files.ts';
import { createProcesses } from '../../controller/platform/proc/processes.ts';
import { createProcessLogs } from '../../controller/runtimes/process/logs.ts';
import { createProcessRuntime } from '../../controller/runtimes/process/runtime.ts';
import { createSimulatedClock } from '../fakes/simulated-clock.ts';
import { createSimulatedFiles, SimulatedDisk } from '../fakes/simulated-files.ts';
import { createSimulatedProcesses, SimulatedMachine } from '../fakes/simulated-processes.ts';
import { BEHAVIOURS, describeProcessRuntime, type World } from './process-runtime.ts';

async function realWorld(): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'qbtc runtime "\'$x-'));
  const files = createFiles();
  const clock = createClock();
  const processes = createProcesses();
  return {
    directory,
    controller: (change = (same) => same) => {
      const logs = createProcessLogs({ files, clock, directory });
      return { logs, runtime: createProcessRuntime({ files, clock, logs, directory, processes: change(processes) }) };
    },
    signal: (pid, signal) => void process.kill(pid, signal),
    overwrite: (path, text) => writeFile(path, text),
    until: async (look) => {
      for (const deadline = Date.now() + 15_000; Date.now() < deadline;) {
        const result = await look();
        if (result !== undefined && result !== false) return result;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error('the state did not come');
    },
    dispose: async () => {
      const { processes: left } = await processes.marked('11111111-2222-5333-8444-555555555555/');
      for (const each of left) await processes.signal(each, 'SIGKILL', 'process');
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function simulatedWorld(): Promise<World> {
  const directory = '/state';
  const clock = createSimulatedClock();
  const disk = new SimulatedDisk({ clock });
  const byScript = new Map(Object.values(BEHAVIOURS).map(({ script, program }) => [script, program]));
  const machine = new SimulatedMachine({ clock, disk, program: (argv) => byScript.get(argv[2] ?? '') });
  const system = {
    stat: async (path: string) => ({ isFile: () => path !== '/', isDirectory: () => path === '/' }),
    access: async () => undefined,
  };
  return {
    directory,
    controller: (change = (same) => same) => {
      const files = createSimulatedFiles(disk);
      const processes = change(createSimulatedProcesses(machine));
      const logs = createProcessLogs({ files, clock, directory });
      return {
        logs,
        runtime: createProcessRuntime({ files, clock, logs, directory, processes, system, environment: {} }),
      };
    },
    signal: (pid, signal) => {
      machine.signal(pid, signal);
    },
    overwrite: async (path, text) => {
      disk.write(path, text);
    },
    until: async (look) => {
      for (const deadline = clock.now() + 60_000; clock.now() < deadline;) {
        const result = await look();
        if (result !== undefined && result !== false) return result;
        await clock.advance(10);
      }
      throw new Error('the state did not come');
    },
    dispose: () => Promise.resolve(),
  };
}

describeProcessRuntime('processes of this machine', realWorld);
describeProcessRuntime('simulated processes', simulatedWorld);
