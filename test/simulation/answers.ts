import type { Clock } from '../../controller/api/clock.ts';
import type { ProbeResult, RunProbe } from '../../controller/api/probe.ts';
import type { SimulatedEngineHost } from '../fakes/simulated-engine-host.ts';
import type { SimulatedMachine } from '../fakes/simulated-processes.ts';
import type { Programs, ServiceRun } from './programs.ts';

export interface AnswerOptions {
  readonly clock: Clock;
  readonly machine: SimulatedMachine;
  readonly engine: SimulatedEngineHost;
  readonly programs: Programs;
}

/**
 * What probes find. Whoever listens answers: a service of ours if it is ready, anybody else to a bare connection only, and while it can
 * be found out who that is.
 */
export function createAnswers({ clock, machine, engine, programs }: AnswerOptions): RunProbe {
  const answer = (after: number, result: ProbeResult, signal: AbortSignal): Promise<ProbeResult> =>
    new Promise((resolve) => {
      const end = (given: ProbeResult): void => {
        timer[Symbol.dispose]();
        signal.removeEventListener('abort', callOff);
        resolve(given);
      };
      const callOff = (): void => {
        end(fail('called off'));
      };
      const timer = clock.after(after, () => {
        end(result);
      });
      signal.addEventListener('abort', callOff);
    });
  const runAt = (host: string, port: number): ServiceRun | 'nobody' | 'somebody' => {
    const inside = [...engine.containers.values()].find(
      ({ networks, published }) =>
        [...networks.values()].some(({ address }) => address === host) ||
        published.some(({ hostPort }) => hostPort === port && host === '127.0.0.1'),
    );
    if (inside) return programs.living().find(({ container }) => container === inside) ?? 'nobody';
    const holder = [...machine.processes.values()].find(({ listening }) =>
      listening.some((socket) => socket.port === port),
    );
    if (!holder || host.startsWith('172.')) return 'nobody';
    return programs.runs.findLast(({ process }) => process === holder) ?? 'somebody';
  };

  return ({ probe, addresses }, signal) => {
    const name = probe.http?.port ?? probe.tcp?.port ?? Object.keys(addresses)[0] ?? '';
    const { host = '', port = 0 } = addresses[name] ?? {};
    const run = runAt(host, port);
    const isTcp = probe.tcp !== undefined;
    if (run === 'nobody') return answer(1, fail('connection refused'), signal);
    if (run === 'somebody') {
      return answer(1, isTcp && machine.socketsKnown ? PASS : fail('GET / was answered with 404'), signal);
    }
    const isDeaf = run.container?.state === 'paused' || (run.hung && !isTcp);
    if (isDeaf) return answer(probe.timeoutSeconds * 1000, fail(`no answer within ${probe.timeoutSeconds} s`), signal);
    if (run.readySince === undefined && run.container && isTcp) return answer(1, fail('connection refused'), signal);
    if (run.readySince === undefined && !isTcp) return answer(1, fail('GET / was answered with 503'), signal);
    run.readyUntil = clock.now();
    return answer(1, PASS, signal);
  };
}

const PASS: ProbeResult = { ok: true, latency: 1, message: '' };
const fail = (message: string): ProbeResult => ({ ok: false, latency: 1, message });
