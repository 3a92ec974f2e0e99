import type { ProbeTarget, RunProbe } from '../../api/probe.ts';
import type { Address } from '../../api/runtime.ts';
import { probeExec } from './exec-probe.ts';
import { ProbeFailure } from './probe-failure.ts';
import { probeTcp } from './tcp-probe.ts';

/**
 * Runs one probe of any type within its timeout. The modules of the typed clients are loaded when a probe first needs them. A probe
 * that is cut short (timeout or abort) destroys what it opened before its result is given.
 */
export const runProbe: RunProbe = async (target, signal) => {
  const started = performance.now();
  const message = await failureOf(target, signal);
  const latency = Math.round((performance.now() - started) * 1000) / 1000;
  return { ok: message === undefined, latency, message: message ?? '' };
};

/** Why the probe failed; undefined when it succeeded. */
function failureOf(target: ProbeTarget, signal: AbortSignal): Promise<string | undefined> {
  if (signal.aborted) return Promise.resolve(ABORTED);
  return new Promise((resolve) => {
    const cut = new AbortController();
    const settle = (message: string | undefined): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve(message);
    };
    const cutShort = (message: string): void => {
      settle(message);
      cut.abort();
    };
    const abort = (): void => {
      cutShort(ABORTED);
    };
    const { timeoutSeconds } = target.probe;
    const timer = setTimeout(() => {
      cutShort(`no answer within ${timeoutSeconds} s`);
    }, timeoutSeconds * 1000);
    signal.addEventListener('abort', abort);
    measure(target, cut.signal).then(
      () => {
        settle(undefined);
      },
      (error: unknown) => {
        settle(error instanceof ProbeFailure ? error.message : 'the probe could not be run');
      },
    );
  });
}

const ABORTED = 'the probe was called off';

/** Resolves when the probe succeeds, rejects with a ProbeFailure when it fails. After an abort it may do either, or neither. */
async function measure(target: ProbeTarget, signal: AbortSignal): Promise<void> {
  const { probe, cwd, env } = target;
  const { http, tcp, exec, redis, amqp, postgres } = probe;
  if (exec) return probeExec({ command: exec.command, cwd, env }, signal);
  const address = addressOf(target);
  if (tcp) return probeTcp(address, signal);
  if (http) {
    const { probeHttp } = await import('./http-probe.ts');
    return probeHttp(address, http.path, signal);
  }
  const password = passwordOf(target);
  if (redis) {
    const { probeRedis } = await import('./redis-probe.ts');
    return probeRedis(address, { username: redis.username, password }, signal);
  }
  if (amqp) {
    const { probeAmqp } = await import('./amqp-probe.ts');
    return probeAmqp(address, { vhost: amqp.vhost, username: amqp.username, password }, signal);
  }
  if (postgres) {
    const { probePostgres } = await import('./postgres-probe.ts');
    return probePostgres(address, { database: postgres.database, username: postgres.username, password }, signal);
  }
  throw new ProbeFailure('the probe has no type');
}

/** The address of the port that the probe names, or of the first one. */
function addressOf({ probe, addresses }: ProbeTarget): Address {
  const name =
    (probe.http ?? probe.tcp ?? probe.redis ?? probe.amqp ?? probe.postgres)?.port ?? Object.keys(addresses)[0];
  const address = name === undefined ? undefined : addresses[name];
  if (!address)
    throw new ProbeFailure(name === undefined ? 'the service has no port' : `the port ${name} has no address`);
  return address;
}

/** The password, where the probe declares one. */
function passwordOf({ probe, password }: ProbeTarget): string | undefined {
  const { redis, amqp, postgres } = probe;
  if (!(redis ?? amqp ?? postgres)?.password) return undefined;
  if (password === undefined) throw new ProbeFailure('the password of the probe is not known');
  return password;
}
