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
      const { code, output } = await withinTime(clock, timeoutSeconds * 1000, signal, (limited) =>
        engine.exec(container, { command: exec?.command ?? [] }, limited),
      );
      const said = output.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
      return result(code === 0 ? '' : `exited with code ${code}${said === '' ? '' : `: ${said}`}`);
    } catch (error) {
      return result(messageOf(error));
    }
  };
}
