/**
 * What probing costs: the CPU time of a process that runs the real prober at 500 probes a second against a server in another
 * process, by type of probe. Limit: a quarter of a core. `node .ci/bench.mjs probes [seconds]`
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../controller/api/clock.ts';
import type { Probe } from '../../controller/api/generated/resource.ts';
import type { ProbeTarget } from '../../controller/api/probe.ts';
import { createProber } from '../../controller/observe/prober.ts';
import { runProbe } from '../../controller/platform/net/run-probe.ts';

const TARGETS = 500;
const LIMIT = 0.25;
const BOUNDS = {
  intervalSeconds: 1,
  timeoutSeconds: 1,
  failureThreshold: 3,
  successThreshold: 1,
  startupGraceSeconds: 20,
};

const clock: Clock = {
  now: () => Date.now(),
  after: (delay, callback) => {
    const timer = setTimeout(callback, delay);
    return {
      [Symbol.dispose]: () => {
        clearTimeout(timer);
      },
    };
  },
};

async function serve(): Promise<void> {
  const server = createHttpServer((_request, response) => response.end('ok'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address !== null && typeof address === 'object') process.send?.(address.port);
  process.once('disconnect', () => process.exit());
}

async function measure(
  name: string,
  type: Pick<Probe, 'http' | 'tcp'>,
  port: number,
  seconds: number,
): Promise<number> {
  let passed = 0;
  let failed = 0;
  const prober = createProber({
    clock,
    runProbe: async (target, signal) => {
      const result = await runProbe(target, signal);
      if (result.ok) passed++;
      else failed++;
      return result;
    },
    onEdge: () => undefined,
  });
  const startedAt = clock.now();
  const targets = Array.from({ length: TARGETS }, (_, index): ProbeTarget => {
    const addresses = { main: { host: '127.0.0.1', port } };
    return { id: `instance-${index}`, probe: { ...BOUNDS, ...type }, addresses, cwd: '/', env: {}, startedAt };
  });
  prober.set('bench', targets);
  await sleep(2000);
  const before = { passed, failed, cpu: process.cpuUsage(), at: performance.now() };
  await sleep(seconds * 1000);
  const used = process.cpuUsage(before.cpu);
  const elapsed = (performance.now() - before.at) / 1000;
  const cores = (used.user + used.system) / 1e6 / elapsed;
  const rate = (passed - before.passed) / elapsed;
  await prober[Symbol.asyncDispose]();
  const memory = Math.round(process.memoryUsage().rss / 2 ** 20);
  console.log(
    `${name}: ${rate.toFixed(0)} probes a second passed, ${failed - before.failed} failed, ${cores.toFixed(3)} of a core, ` +
      `${((cores / rate) * 1e6).toFixed(0)} µs each, RSS ${memory} MB`,
  );
  if (rate < TARGETS * 0.95 || failed > before.failed) throw new Error(`${name}: not every probe was answered`);
  return cores;
}

async function main(seconds: number): Promise<void> {
  const server = fork(process.argv[1] ?? '', ['serve']);
  try {
    const [port] = (await once(server, 'message')) as [number];
    const http = await measure('http', { http: { path: '/health' } }, port, seconds);
    const tcp = await measure('tcp', { tcp: {} }, port, seconds);
    if (Math.max(http, tcp) >= LIMIT) throw new Error(`probing costs more than ${LIMIT} of a core`);
  } finally {
    server.disconnect();
  }
}

if (process.argv[2] === 'serve') await serve();
else await main(Number(process.argv[2] ?? 10));
