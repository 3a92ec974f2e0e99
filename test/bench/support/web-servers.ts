import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDead, parseStat } from '../../../controller/platform/proc/stat.ts';
import { freePort } from '../../support/ports.ts';

/** A service as every supervisor gets it: the smallest web server there is, so that the supervisor is what is measured. */
export interface WebServer {
  readonly name: string;
  readonly port: number;
  readonly argv: readonly string[];
}

/** Services on free ports that serve one small file. */
export async function webServers(folder: string, count: number): Promise<WebServer[]> {
  const root = join(folder, 'www');
  await mkdir(root, { recursive: true });
  await writeFile(join(root, 'index.html'), 'ok\n');
  const servers: WebServer[] = [];
  for (let index = 0; index < count; index++) {
    const port = await freePort();
    const argv = ['busybox', 'httpd', '-f', '-p', `127.0.0.1:${port}`, '-h', root];
    servers.push({ name: `web-${index}`, port, argv });
  }
  return servers;
}

/** Whether a GET on the port is answered with 200. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.0\r\n\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(/^HTTP\/1\.[01] 200 /.test(data.toString('latin1')));
    });
    socket.once('error', () => {
      resolve(false);
    });
    socket.once('end', () => {
      resolve(false);
    });
  });
}

const DEADLINE = 60_000;

/** Waits until all services answer, or none does. */
export async function until(state: 'up' | 'down', servers: readonly WebServer[], pause: number): Promise<void> {
  const end = performance.now() + DEADLINE;
  let pending = [...servers];
  for (;;) {
    const seen = await Promise.all(pending.map(({ port }) => answers(port)));
    pending = pending.filter((_, index) => seen[index] !== (state === 'up'));
    if (pending.length === 0) return;
    if (performance.now() > end) throw new Error(`not ${state}: ${pending.map(({ name }) => name).join(', ')}`);
    await sleep(pause);
  }
}

/** The process that is this very server; its command line holds the port. What runs it may have looked its path up. */
async function processOf({ argv }: WebServer): Promise<number> {
  const [program = '', ...args] = argv;
  const wanted = new Set([program, `/usr/bin/${program}`].map((first) => `${[first, ...args].join('\0')}\0`));
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    if (wanted.has(await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => ''))) return Number(pid);
  }
  throw new Error(`nobody runs ${argv.join(' ')}`);
}

/** Kills a server and gives the milliseconds until its successor answers. */
export async function killAndTime(server: WebServer): Promise<number> {
  const pid = await processOf(server);
  const start = performance.now();
  process.kill(pid, 'SIGKILL');
  // Its socket is closed once it is a zombie; an answer after that is another one's.
  while (isAlive(pid)) await sleep(0);
  await until('up', [server], 1);
  return performance.now() - start;
}

function isAlive(pid: number): boolean {
  try {
    const stat = parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    return stat !== undefined && !isDead(stat);
  } catch {
    return false;
  }
}
