/**
 * What keeping 20 healthy services (`busybox httpd`) and 100 routes costs while nothing happens: CPU time over some seconds and resident
 * memory of the controller and the front door, beside pm2 and supervisord with the same services, which probe nothing and route
 * nothing. `node .ci/bench.mjs idle [seconds]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuTime, judge, printTable, residentMegabytes } from './support/figures.ts';
import { supervisors } from './support/supervisors.ts';
import { until, webServers } from './support/web-servers.ts';

const SERVICES = 20;
const ROUTES = 100;
/** What a start leaves to be done is over by then. */
const SETTLE = 5000;
const [seconds = 20] = process.argv.slice(2).map(Number);

interface Cost {
  readonly name: string;
  /** Percent of one core. */
  readonly cpu: number;
  readonly memory: number;
}

async function costs(processes: Readonly<Record<string, number>>): Promise<Cost[]> {
  const before = await Promise.all(Object.values(processes).map(cpuTime));
  const start = performance.now();
  await sleep(seconds * 1000);
  const elapsed = performance.now() - start;
  return Promise.all(
    Object.entries(processes).map(async ([name, pid], index) => ({
      name,
      cpu: (((await cpuTime(pid)) - (before[index] ?? 0)) / elapsed) * 100,
      memory: await residentMegabytes(pid),
    })),
  );
}

const folder = await mkdtemp(join(tmpdir(), 'qbtc-bench-'));
const all = await supervisors(folder, ROUTES);
try {
  const rows: Cost[] = [];
  for (const supervisor of all) {
    const servers = await webServers(folder, SERVICES);
    await supervisor.up(servers);
    await until('up', servers, 10);
    await sleep(SETTLE);
    rows.push(...(await costs(await supervisor.processes())));
    await supervisor.down();
  }
  console.log(`idle for ${seconds} s with ${SERVICES} services and ${ROUTES} routes`);
  printTable([
    ['', 'of a core', 'resident'],
    ...rows.map(({ name, cpu, memory }) => [name, `${cpu.toFixed(2)} %`, `${memory.toFixed(0)} MB`]),
  ]);
  const [controller, frontDoor] = rows;
  judge('CPU of the controller', controller?.cpu ?? Number.NaN, 1, '%');
  judge('memory of the controller', controller?.memory ?? Number.NaN, 120, 'MB');
  judge('CPU of the front door', frontDoor?.cpu ?? Number.NaN, 1, '%');
  judge('memory of the front door', frontDoor?.memory ?? Number.NaN, 80, 'MB');
} finally {
  for (const supervisor of all) await supervisor[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
}
