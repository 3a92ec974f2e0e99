/**
 * The front door beside plain http-proxy and nginx: the same machine, the same run, interleaved rounds, medians. Every proxy is pinned
 * to one core, load generator (wrk) and upstream (nginx) to the other. Needs wrk, nginx and taskset.
 *
 *   npm run bench:front-door
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import httpProxy from 'http-proxy';
import type { RouteTable, TableRoute } from '../../controller/api/route-table.ts';
import { DataPlane } from '../../controller/proxy/data-plane.ts';
import { compileTables } from '../../controller/routing/matcher.ts';

const run = promisify(execFile);
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SECONDS = Number(process.env.SECONDS ?? 3);
const CONNECTIONS = 64;
const UPSTREAM = 18_400;
/** Connections that ask nothing. Both this process and the front door need a file descriptor for each. */
const IDLE = Number(process.env.IDLE ?? 10_000);

const route = (index: number, port: number): TableRoute => ({
  name: `route-${index}`,
  hosts: [],
  paths: [{ type: 'Prefix', value: `/api/service-${index}` }],
  methods: [],
  headers: [],
  queryParams: [],
  priority: 0,
  backends: [{ service: 's', port: 'http', weight: 1, endpoints: [{ host: '127.0.0.1', port }] }],
  upstreamHost: 'pass',
  websocket: false,
  maxBodyBytes: 0,
});

const table = (count: number, hash = 'bench'): RouteTable => ({
  stack: { namespace: 'default', name: 'bench', uid: 'bench', createdAt: 0 },
  hash,
  quantumFrequency: '888',
  routes: Array.from({ length: count }, (_, index) => route(index, UPSTREAM)),
});

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** The proxies under test, each a process of its own. */
async function serve(role: string, port: number): Promise<void> {
  if (role === 'http-proxy') {
    const proxy = httpProxy.createProxyServer({
      agent: new (await import('node:http')).Agent({ keepAlive: true, maxSockets: 256 }),
    });
    createServer((message, response) => {
      proxy.web(message, response, { target: `http://127.0.0.1:${UPSTREAM}` });
    }).listen(port, '127.0.0.1');
    return;
  }
  const plane = new DataPlane({ memo: role === 'front door' });
  await plane.setTables([table(100)]);
  await plane.listen('127.0.0.1', port);
}

const nginxConfig = (folder: string, port: number, server: string): string => `
daemon off; worker_processes 1; pid ${folder}/${port}.pid; error_log stderr crit;
events { worker_connections 4096; }
http {
  access_log off; keepalive_requests 1000000000;
  client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  upstream u { server 127.0.0.1:${UPSTREAM}; keepalive 256; keepalive_requests 1000000000; }
  server { listen 127.0.0.1:${port} backlog=4096; ${server} }
}`;

async function answers(port: number): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    const socket = connect(port, '127.0.0.1');
    const up = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`nobody listens on ${port}`);
}

async function load(port: number): Promise<number> {
  const { stdout } = await run('taskset', [
    '-c',
    '1',
    'wrk',
    '-t1',
    `-c${CONNECTIONS}`,
    `-d${SECONDS}s`,
    '-H',
    'Accept: */*',
    '-H',
    'User-Agent: bench/1.0',
    `http://127.0.0.1:${port}/api/service-50/things?id=1`,
  ]);
  if (stdout.includes('Non-2xx')) throw new Error(stdout);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
}

const residentMegabytes = async (pid: number): Promise<number> =>
  Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** Opens connections that ask nothing, from several addresses, since one alone runs short of ports. */
async function connectIdle(port: number, count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const burst = Array.from({ length: Math.min(200, count - sockets.length) }, (_, index) =>
      connect({ port, host: '127.0.0.1', localAddress: `127.0.0.${2 + (index % 8)}` }),
    );
    await Promise.all(burst.map((socket) => once(socket, 'connect')));
    sockets.push(...burst);
  }
  return sockets;
}

/** Compiling, looking up and replacing many routes. */
async function measureRoutes(): Promise<void> {
  const large = table(10_000);
  const compileTimes = Array.from({ length: 7 }, () => {
    const start = performance.now();
    compileTables([large], ({ name }) => name);
    return performance.now() - start;
  });
  const matcher = compileTables([large], ({ name }) => name);
  const request = { method: 'GET', query: undefined, header: () => undefined };
  const lookups = Array.from({ length: 20_000 }, (_, index) => {
    const path = `/api/service-${(index * 7919) % 10_000}/things/${index}`;
    const start = performance.now();
    matcher.match('host.test', path, request);
    return (performance.now() - start) * 1000;
  });
  const successors = Array.from({ length: 5 }, (_, update) => table(10_000, String(update)));
  const plane = new DataPlane();
  let longest = 0;
  let last = performance.now();
  let watching = true;
  const watch = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (watching) setImmediate(watch);
  };
  watch();
  for (const successor of successors) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    await plane.setTables([successor]);
  }
  watching = false;
  plane.destroy();
  console.log(
    `10,000 routes: compile ${median(compileTimes).toFixed(0)} ms, lookup ${median(lookups).toFixed(2)} µs (medians); longest pause while replaced ${longest.toFixed(1)} ms`,
  );
}

async function main(): Promise<void> {
  await measureRoutes();
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const children: ChildProcess[] = [];
  const start = (core: string, ...argv: string[]): ChildProcess => {
    const child = spawn('taskset', ['-c', core, ...argv], { stdio: ['ignore', 'inherit', 'inherit'] });
    children.push(child);
    return child;
  };
  try {
    await writeFile(
      join(folder, 'upstream.conf'),
      nginxConfig(folder, UPSTREAM, `location / { return 200 "${'x'.repeat(100)}"; }`),
    );
    await writeFile(
      join(folder, 'nginx.conf'),
      nginxConfig(
        folder,
        UPSTREAM + 1,
        'location / { proxy_pass http://u; proxy_http_version 1.1; proxy_set_header Connection ""; }',
      ),
    );
    start('1', 'nginx', '-c', join(folder, 'upstream.conf'));
    start('0', 'nginx', '-c', join(folder, 'nginx.conf'));
    const ports = new Map<string, number>([['nginx', UPSTREAM + 1]]);
    const pids = new Map<string, number>();
    for (const [index, role] of ['http-proxy', 'front door', 'front door without memo'].entries()) {
      const port = UPSTREAM + 2 + index;
      ports.set(role, port);
      pids.set(role, start('0', process.execPath, process.argv[1] ?? '', role, String(port)).pid ?? 0);
    }
    for (const port of [UPSTREAM, ...ports.values()]) await answers(port);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    console.log(
      `front door, idle with 100 routes: ${(await residentMegabytes(pids.get('front door') ?? 0)).toFixed(0)} MB resident`,
    );
    const rates = new Map<string, number[]>([...ports.keys()].map((role) => [role, []]));
    for (let round = 0; round < ROUNDS; round++)
      for (const [role, port] of ports) rates.get(role)?.push(await load(port));
    const base = median(rates.get('http-proxy') ?? []);
    const nginx = median(rates.get('nginx') ?? []);
    for (const [role, values] of rates) {
      const rate = median(values);
      console.log(
        `${role.padEnd(24)} ${rate.toFixed(0).padStart(7)} requests/s  ${(rate / base).toFixed(2)} × http-proxy  ${(rate / nginx).toFixed(2)} × nginx`,
      );
    }
    const doorPid = pids.get('front door') ?? 0;
    console.log(`front door after the load: ${(await residentMegabytes(doorPid)).toFixed(0)} MB resident`);
    const idle = await connectIdle(ports.get('front door') ?? 0, IDLE);
    console.log(
      `front door with ${IDLE} idle connections: ${(await residentMegabytes(doorPid)).toFixed(0)} MB resident`,
    );
    for (const socket of idle) socket.destroy();
  } finally {
    for (const child of children) child.kill('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
}

const [, , role, port] = process.argv;
if (role !== undefined && port !== undefined) await serve(role, Number(port));
else await main();
