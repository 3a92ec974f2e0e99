/**
 * From nothing to 20 running services (`busybox httpd`), beside pm2 and supervisord: interleaved rounds, medians. "all answer" is
 * when every service has answered a GET; "command" is when the tool itself says that all is up, which is a readiness probe for qbtc, the
 * start for pm2 and a second of life for supervisord. `node .ci/bench.mjs up [rounds]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge, median, printTable } from './support/figures.ts';
import { supervisors, type Supervisor } from './support/supervisors.ts';
import { until, webServers, type WebServer } from './support/web-servers.ts';

const SERVICES = 20;
const [rounds = 5] = process.argv.slice(2).map(Number);

async function measure(
  supervisor: Supervisor,
  servers: readonly WebServer[],
): Promise<{ answer: number; command: number }> {
  const start = performance.now();
  const since = (): number => performance.now() - start;
  const [command, answer] = await Promise.all([
    supervisor.up(servers).then(since),
    until('up', servers, 10).then(since),
  ]);
  await supervisor.down();
  await until('down', servers, 10);
  return { answer, command };
}

const folder = await mkdtemp(join(tmpdir(), 'qbtc-bench-'));
const all = await supervisors(folder, 0);
try {
  const servers = await webServers(folder, SERVICES);
  const times = new Map(all.map(({ name }) => [name, { answer: [] as number[], command: [] as number[] }]));
  for (let round = 0; round < rounds; round++) {
    for (const supervisor of all) {
      const { answer, command } = await measure(supervisor, servers);
      times.get(supervisor.name)?.answer.push(answer);
      times.get(supervisor.name)?.command.push(command);
    }
  }
  const medians = [...times].map(([name, { answer, command }]) => ({
    name,
    answer: median(answer),
    command: median(command),
  }));
  const own = medians[0] ?? { answer: Number.NaN, command: Number.NaN };
  console.log(`${SERVICES} services from nothing, medians of ${rounds} rounds`);
  printTable([
    ['', 'all answer', 'command', 'qbtc takes', 'of its command'],
    ...medians.map(({ name, answer, command }) => [
      name,
      `${answer.toFixed(0)} ms`,
      `${command.toFixed(0)} ms`,
      `${(own.answer / answer).toFixed(2)} ×`,
      `${(own.command / command).toFixed(2)} ×`,
    ]),
  ]);
  const peer = medians.find(({ name }) => name === 'supervisord');
  if (peer) judge('until all are up, probed, beside supervisord', own.command, peer.command, 'ms');
} finally {
  for (const supervisor of all) await supervisor[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
}
