/**
 * What a look at the machine costs: 1,000 ports of which 50 are open, with what speaks there, beside bare connections to the same; and CPU time
 * of looks that find 100 services again and again. `node .ci/bench.mjs discovery [rounds]`
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDiscover } from '../../controller/discovery/discover.ts';
import { openPorts } from '../../controller/platform/net/open-ports.ts';
import { recognise } from '../../controller/platform/net/recognise.ts';
import { createProcesses } from '../../controller/platform/proc/processes.ts';
import { judge, median, printTable } from './support/figures.ts';

const [rounds = 5] = process.argv.slice(2).map(Number);
const INTERVAL = 30_000;

const signal = new AbortController().signal;
const servers: Server[] = [];
const serve = async (count: number): Promise<number[]> => {
  const ports: number[] = [];
  for (let number = 0; number < count; number++) {
    const server = createServer((_, response) => response.end('ok'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
    ports.push((server.address() as AddressInfo).port);
  }
  return ports;
};
const processes = createProcesses();
const eyes = {
  openPorts,
  recognise,
  processes,
  connectEngine: () => ({
    containers: async () => [],
    info: async () => ({ version: '', apiVersion: '', reachable: true }),
  }),
  brokerAt: () => async () => [],
};

try {
  const open = await serve(100);
  const closed = Array.from({ length: 950 }, (_, index) => 1025 + index).filter((port) => !open.includes(port));
  const thousand = [...open.slice(0, 50), ...closed];
  const [first, bare] = [[] as number[], [] as number[]];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    const { services } = await createDiscover(eyes, () => Date.now())(
      { ports: { hosts: ['127.0.0.1'], ports: thousand }, known: [], ours: [] },
      signal,
    );
    first.push(performance.now() - began);
    const found = services.filter(({ port }) => open.includes(port)).length;
    if (found !== 50) throw new Error(`${found} of 50 services were found`);
    const start = performance.now();
    await openPorts(
      thousand.flatMap((port) => ['127.0.0.1', '::1'].map((host) => ({ host, port }))),
      { each: 400, all: 10_000 },
      signal,
    );
    bare.push(performance.now() - start);
  }
  const discover = createDiscover(eyes, () => Date.now());
  const request = {
    ports: { hosts: ['127.0.0.1'], ports: open },
    processes: { keywords: ['quantum', 'api'] },
    known: [],
    ours: [],
  };
  await discover(request, signal);
  const before = process.cpuUsage();
  const looks = 20;
  for (let look = 0; look < looks; look++) await discover(request, signal);
  const { user, system } = process.cpuUsage(before);
  const each = (user + system) / 1000 / looks;
  printTable([
    ['', 'median'],
    ['1,000 ports in both families, 50 services recognised', `${median(first).toFixed(0)} ms`],
    ['bare connections to the same 2,000 addresses', `${median(bare).toFixed(0)} ms`],
    [
      'CPU of a further look at 100 services',
      `${each.toFixed(1)} ms, ${((100 * each) / INTERVAL).toFixed(3)} % of a core every 30 s`,
    ],
  ]);
  judge('1,000 ports', median(first), 2000, 'ms');
  judge('CPU with 100 services, by ports and processes', (100 * each) / INTERVAL, 1, '% of a core');
} finally {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
}
