import { dirname } from 'node:path';
import { MARKER } from '../../controller/api/processes.ts';
import { parseShimArgv, SHIM_SUFFIX } from '../../controller/runtimes/process/shim.ts';
import type { ShimStep, SimulatedMachine, SimulatedProcess } from './simulated-processes.ts';

/**
 * Does in a simulated process what the shim's script does, each step an event of its own: claim, pid, exec, exit. False when the
 * process is no shim.
 */
export function runShim(machine: SimulatedMachine, shim: SimulatedProcess): boolean {
  const request = parseShimArgv(shim.argv);
  if (!request) return false;
  const { run, log, hint, command } = request;
  const { clock, disk, delay = () => 1, program } = machine.options;
  const marker = (shim.env[MARKER] ?? '').slice(0, -SHIM_SUFFIX.length);
  const env = { ...shim.env, [MARKER]: marker };

  const schedule = (step: ShimStep, process: SimulatedProcess, next: () => void): void => {
    const ms = delay(step, marker);
    if (!Number.isFinite(ms)) return;
    clock.after(ms, () => {
      if (machine.alive(process)) next();
    });
  };
  const attempt = (write: () => void): boolean => {
    try {
      write();
      return true;
    } catch {
      return false;
    }
  };
  const identity = ({ pid, parent, group, session, startTime }: SimulatedProcess): string => {
    const unused = Array.from({ length: 15 }, () => '0').join(' ');
    return `${machine.bootId} ${pid} (sh) S ${parent} ${group} ${session} ${unused} ${startTime}\n`;
  };
  const tell = (word: string): void => {
    attempt(() => {
      disk.write(hint, `${word}\n`);
    });
  };
  const finish = (status: number): void => {
    attempt(() => {
      disk.write(`${run}/exit`, `${status}\n`);
    });
    tell('exit');
    machine.end(shim, 0);
  };

  // Everything that happens to the child reaches the shim as an exit status, unless the shim died before.
  const becomeCommand = (child: SimulatedProcess): void => {
    const behaviour = program(command, env);
    if (behaviour) behaviour(machine.context(child, log));
    else machine.end(child, 127);
  };
  const recordPid = (child: SimulatedProcess): void => {
    const recorded = attempt(() => {
      disk.write(`${run}/pid`, identity(child));
    });
    if (!recorded) machine.end(child, 125);
    else if (disk.stat(`${run}/stopping`)) machine.end(child, 143);
    else {
      tell('pid');
      schedule('exec', child, () => {
        becomeCommand(child);
      });
    }
  };
  const claim = (): void => {
    const free = disk.stat(`${run}/claim`) === undefined && disk.stat(dirname(run)) !== undefined;
    const claimed =
      free &&
      attempt(() => {
        disk.write(`${run}/claim`, identity(shim));
      });
    if (!claimed) {
      machine.end(shim, 0);
      return;
    }
    const opened = attempt(() => {
      disk.append(log, '');
    });
    if (!opened) {
      finish(126);
      return;
    }
    const child = machine.create({ argv: command, env, cwd: shim.cwd }, { parent: shim.pid });
    child.ended = (status) => {
      schedule('exit', shim, () => {
        finish(status);
      });
    };
    schedule('pid', child, () => {
      recordPid(child);
    });
  };
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const) shim.handlers.set(signal, () => undefined);
  schedule('claim', shim, claim);
  return true;
}
