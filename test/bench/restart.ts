/**
 * SIGKILL of a service to the first answer of its successor: 20 services (`busybox httpd`), median of ten of them, beside pm2,
 * supervisord and the start time of the service alone; and the same once a new controller has taken over what the one before it had
 * started. `node .ci/bench.mjs restart`
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { judge, median, printTable } from './support/figures.ts';
import { supervisors } from './support/supervisors.ts';
import { killAndTime, until, webServers, type WebServer } from './support/web-servers.ts';

const SERVICES = 20;
const KILLED = 10;
/** Supervisors take a service that ended within a second of its start for one that fails. */
const SETTLE = 2000;

/** The milliseconds from spawn to the first answer. */
async function startTime(server: WebServer): Promise<number> {
  const [program = '', ...args] = server.argv;
  const start = performance.now();
  const child = spawn(program, args, { stdio: 'ignore' });
  await until('up', [server], 1);
  const taken = performance.now() - start;
  child.kill('SIGKILL');
  await until('down', [server], 1);
  return taken;
}

async function inTurn(
  servers: readonly WebServer[],
  measure: (server: WebServer) => Promise<number>,
): Promise<number[]> {
  const times: number[] = [];
  for (const server of servers) times.push(await measure(server));
  return times;
}

const folder = await mkdtemp(join(tmpdir(), 'qbtc-bench-'));
const all = await supervisors(folder, 0);
try {
  const servers = await webServers(folder, SERVICES);
  const alone = await inTurn(servers.slice(0, KILLED), startTime);
  const rows: { name: string; times: number[] }[] = [{ name: 'start time alone', times: alone }];
  for (const supervisor of all) {
    await supervisor.up(servers);
    await until('up', servers, 10);
    await sleep(SETTLE);
    rows.push({ name: supervisor.name, times: await inTurn(servers.slice(0, KILLED), killAndTime) });
    if ('replaceController' in supervisor) {
      await supervisor.replaceController();
      rows.push({
        name: `${supervisor.name}, re-adopted`,
        times: await inTurn(servers.slice(KILLED, 2 * KILLED), killAndTime),
      });
    }
    await supervisor.down();
    await until('down', servers, 10);
  }
  console.log(`SIGKILL to answering again, ${KILLED} of ${SERVICES} services one after the other`);
  printTable([
    ['', 'median', 'fastest', 'slowest'],
    ...rows.map(({ name, times }) => [
      name,
      ...[median(times), Math.min(...times), Math.max(...times)].map((time) => `${time.toFixed(0)} ms`),
    ]),
  ]);
  const own = (name: string): number => median(rows.find((row) => row.name === name)?.times ?? []);
  judge('restart', own('qbtc'), 100 + median(alone), 'ms');
  judge('restart of what was re-adopted', own('qbtc, re-adopted'), 1000, 'ms');
} finally {
  for (const supervisor of all) await supervisor[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
}
