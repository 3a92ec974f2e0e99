import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { freePort } from '../../support/ports.ts';
import { waitFor } from '../../support/wait.ts';
import { routeTo, tableOf, Workshop } from './program.ts';
import { WireClient } from './wire.ts';

const signal = AbortSignal.timeout(600_000);
const workshop = new Workshop();
let program: ChildProcess | undefined;
afterEach(async () => {
  program?.kill('SIGKILL');
  await workshop.close();
});

/** Starts the program with so many file descriptors, and their client connections at most. */
async function startWith(files: number, port: number): Promise<{ child: ChildProcess; log: () => string }> {
  const dir = join(workshop.stateDir, 'front-doors', `127.0.0.1_${port}`);
  await mkdir(dir, { recursive: true });
  const argv = [process.execPath, workshop.scripts.old, 'front-door', '--dir', dir, '--listen', `127.0.0.1:${port}`];
  const child = spawn('/bin/sh', ['-c', `ulimit -n ${files}; exec "$@"`, 'sh', ...argv], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  program = child;
  let text = '';
  child.stderr.on('data', (piece: Buffer) => (text += String(piece)));
  await waitFor('the front door to serve', () => readFile(join(dir, 'identity.json')));
  return { child, log: () => text };
}

describe('more clients than there are file descriptors for', () => {
  it('are turned away, while those that are connected are served, each by a connection of its own, and the controller is heard', async () => {
    await workshop.open();
    const doors = workshop.frontDoors();
    const address = { host: '127.0.0.1', port: await freePort() };
    const { child, log } = await startWith(200, address.port);
    // Answers only when all that were let in have asked: none of them can use the connection of another one.
    const waiting: (() => void)[] = [];
    const { port } = await workshop.service((_message, response) => {
      waiting.push(() => response.end('ok'));
    });
    await doors.push(address, tableOf('h', routeTo(port)), signal);

    const clients = Array.from({ length: 300 }, () => new WireClient(address.port));
    await waitFor('the rest to be turned away', () => clients.filter(({ ended }) => ended !== undefined).length >= 232);
    const served = clients.filter(({ ended }) => ended === undefined);
    expect(served).toHaveLength(68);
    expect(log()).toContain('a connection was turned away: 68 are open');
    for (const client of served) client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    await waitFor('all of them to have asked', () => waiting.length === served.length);
    const observed = await doors.observe(address, signal);
    expect(observed.known && observed.value?.inFlight).toEqual({ [`127.0.0.1:${port}`]: served.length });
    await doors.push(address, tableOf('i', routeTo(port)), signal);
    for (const answer of waiting.splice(0)) answer();
    for (const client of served) expect((await client.answer('GET'))?.status).toBe(200);

    for (const client of clients) client.close();
    const next = await waitFor('a new client to be let in', async () => {
      const client = new WireClient(address.port);
      client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
      await client.until(() => (waiting.length > 0 || client.ended !== undefined ? true : undefined));
      return waiting.length > 0 && client;
    });
    waiting.pop()?.();
    expect((await next.answer('GET'))?.status).toBe(200);
    next.close();
    const exited = once(child, 'exit');
    await doors.stop(address, signal);
    expect(await exited).toEqual([0, null]);
  }, 60_000);
});
