import type { Clock } from '../../api/clock.ts';
import { messageOf } from '../../api/errors.ts';
import type { ProbeResult, RunProbe } from '../../api/probe.ts';
import type { Connections } from './connections.ts';
import { withinTime } from './time-limit.ts';

/** Runs exec probes in the container that they are about. */
export function createExecProbe(connections: Connections, clock: Clock): RunProbe {
  return async ({ container = '', probe: { exec, timeoutSeconds } }, signal): Promise<ProbeResult> => {
    const began = clock.now();
    const result = (message: string): ProbeResult => ({ ok: message === '', latency: clock.now() - began, message });
    try {
      const engine = connections.carrying(container);
      // What it printed may hold secrets.
      const { code } = await withinTime(clock, timeoutSeconds * 1000, signal, (limited) =>
        engine.exec(container, { command: exec?.command ?? [] }, limited),
      );
      return result(code === 0 ? '' : `exited with code ${code}`);
    } catch (error) {
      return result(messageOf(error));
    }
  };
}
