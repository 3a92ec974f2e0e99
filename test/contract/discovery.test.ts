import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Discover, DiscoveryRequest } from '../../controller/api/discovery.ts';
import { createDiscover } from '../../controller/discovery/discover.ts';
import { openPorts } from '../../controller/platform/net/open-ports.ts';
import { recognise } from '../../controller/platform/net/recognise.ts';
import { createProcesses } from '../../controller/platform/proc/processes.ts';
import { freePort } from '../support/ports.ts';
import { waitFor } from '../support/wait.ts';

/** Serves HTTP at a port and address. */
const SERVER = `
import { createServer } from 'node:http';
createServer((_, response) => response.end('ok')).listen(Number(process.argv[2]), process.argv[3] ?? '127.0.0.1');
`;
const within = (): AbortSignal => AbortSignal.timeout(20_000);

describe('a look at this machine', () => {
  let folder: string;
  const children: ChildProcess[] = [];
  const servers: Server[] = [];
  const failing: Record<string, string> = {};
  let discover: Discover;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qbtc-discover-'));
    discover = createDiscover(
      {
        openPorts,
        recognise,
        processes: createProcesses(),
        connectEngine: () => ({
          containers: async () => {
            if (failing.docker !== undefined) throw new Error(failing.docker);
            return [];
          },
          info: async () => ({ version: '', apiVersion: '', reachable: true }),
        }),
        brokerAt: () => () => new Promise(() => undefined),
      },
      () => Date.now(),
    );
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const server of servers.splice(0)) server.close();
    delete failing.docker;
    await rm(folder, { recursive: true, force: true });
  });

  /** Starts a script of this name, and waits until it listens. */
  const serve = async (name: string, port: number, host = '127.0.0.1'): Promise<number> => {
    const path = join(folder, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, SERVER);
    const child = spawn(process.execPath, [path, String(port), host], { stdio: 'ignore' });
    children.push(child);
    await waitFor(
      `${name} to listen`,
      async () => (await openPorts([{ host, port }], { each: 500, all: 500 }, within())).open.length > 0,
    );
    return child.pid ?? 0;
  };
  /** Answers every connection with a text, whatever it is sent. */
  const answering = async (answer: (asked: Buffer) => string): Promise<number> => {
    const port = await freePort();
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (asked) => socket.end(Buffer.from(answer(asked), 'latin1')));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return port;
  };
  const look = (request: Omit<DiscoveryRequest, 'known' | 'ours'>) =>
    discover({ known: [], ours: [], ...request }, within());

  it('finds services by open ports, in both families, and what they speak', async () => {
    const [four, six] = [await freePort(), await freePort()];
    await serve('a.mjs', four);
    await serve('b.mjs', six, '::1');
    const redis = await answering((asked) =>
      asked.toString() === 'PING\r\n' ? '-NOAUTH Authentication required.\r\n' : '-ERR unknown\r\n',
    );
    const postgres = await answering((asked) => (asked.readUInt32BE(0) === 8 ? 'N' : ''));
    const amqp = await answering((asked) =>
      asked.toString('latin1').startsWith('AMQP') ? '\x01\0\0\0\0\x01\xf3\0\n\0\n' : '',
    );
    const silent = await answering(() => '');
    const echo = await answering((asked) => asked.toString('latin1'));
    const ports = [four, six, redis, postgres, amqp, silent, echo, await freePort()];
    const { services, failures } = await look({ ports: { hosts: ['127.0.0.1'], ports } });
    expect(failures).toEqual({});
    expect(new Map(services.map(({ port, host, type, validated }) => [port, [host, type, validated]]))).toEqual(
      new Map<number, unknown>([
        [four, ['127.0.0.1', 'http', true]],
        [six, ['::1', 'http', true]],
        [redis, ['127.0.0.1', 'redis', true]],
        [postgres, ['127.0.0.1', 'postgres', true]],
        [amqp, ['127.0.0.1', 'amqp', true]],
        [silent, ['127.0.0.1', 'tcp', false]],
        [echo, ['127.0.0.1', 'tcp', false]],
      ]),
    );
  });

  it('finds processes by their command lines, with the ports that they listen on, and no others', async () => {
    const [core, rapid, all] = [await freePort(), await freePort(), await freePort()];
    const pid = await serve('zephyrine-core/server.mjs', core);
    await serve('rapid.mjs', rapid);
    await serve('orrery_server.mjs', all, '::');
    const { services } = await look({ processes: { keywords: ['zephyrine', 'api', 'orrery'] } });
    const ours = services.filter(({ port }) => [core, rapid, all].includes(port));
    expect(ours.map(({ name, port, pid: holder, validated }) => [name, port, holder === pid, validated])).toEqual(
      [
        ['zephyrine-core', core, true, true],
        ['orrery-server', all, false, true],
      ].sort((a, b) => Number(a[1]) - Number(b[1])),
    );
  });

  it('tells which method failed, and hides nothing of the others', async () => {
    const port = await freePort();
    await serve('a.mjs', port);
    failing.docker = 'no engine';
    const { services, failures } = await look({
      ports: { hosts: ['127.0.0.1'], ports: [port] },
      docker: {},
      rabbitmq: { managementUrl: 'http://127.0.0.1:1', username: 'guest', password: 'pl4nted' },
    });
    expect(services.map((service) => service.port)).toEqual([port]);
    expect(failures).toEqual({ docker: 'no engine', rabbitmq: 'no answer within 3 s' });
  });
});
