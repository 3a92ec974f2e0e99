import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { FrontDoorAddress, FrontDoorState } from '../../../controller/api/front-door.ts';
import type { FrontDoors } from '../../../controller/api/front-door.ts';
import { freePort } from '../../support/ports.ts';
import { bundle } from '../../support/bundle.ts';
import { eventually, routeTo, tableOf, Workshop } from './program.ts';

const signal = AbortSignal.timeout(600_000);
const workshop = new Workshop();
afterEach(() => workshop.close());

function get(
  port: number,
  path = '/',
  agent?: Agent,
): Promise<{ status: number; body: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, agent: agent ?? false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (body += part));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body, headers: response.headers });
      });
      response.on('error', reject);
    })
      .on('error', reject)
      .end();
  });
}

/** Whether somebody accepts connections on a port. */
function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}

async function stateOf(doors: FrontDoors, address: FrontDoorAddress): Promise<FrontDoorState> {
  const observed = await doors.observe(address, signal);
  if (!observed.known || observed.value === undefined) throw new Error(`no state: ${JSON.stringify(observed)}`);
  return observed.value;
}

/** Asks again and again over kept connections until it is told to stop; counts what was not 200. */
function load(port: number, connections: number): { stop: () => Promise<{ good: number; bad: string[] }> } {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let running = true;
  let good = 0;
  const bad: string[] = [];
  const workers = Array.from({ length: connections }, async () => {
    while (running) {
      try {
        const { status } = await get(port, '/', agent);
        if (status === 200) good++;
        else bad.push(String(status));
      } catch (error) {
        bad.push(String(error));
      }
    }
  });
  return {
    stop: async () => {
      running = false;
      await Promise.all(workers);
      agent.destroy();
      return { good, bad };
    },
  };
}

describe('a front door is a program that the controller finds again', () => {
  it('starts, serves what it is given, tells its state, and leaves nothing when it is stopped', async () => {
    await workshop.open();
    const doors = workshop.frontDoors();
    const service = await workshop.service((message, response) => response.end(JSON.stringify(message.headers)));
    const address = await workshop.start(doors);
    expect(await doors.list()).toEqual([address]);
    expect((await get(address.port)).status).toBe(404);
    await doors.push(address, tableOf('h1', routeTo(service.port)), signal);
    for (const count of ['1', '2', '3']) {
      const { status, body } = await get(address.port);
      expect({ status, ...(JSON.parse(body) as object) }).toMatchObject({
        status: 200,
        'x-quantum-frequency': '888',
        'x-qbtc-proxy': 'fallback-active',
        'x-route-requests': count,
      });
    }
    const state = await stateOf(doors, address);
    expect(state).toMatchObject({
      build: 'old',
      listening: address,
      tables: { [tableOf('').stack.uid]: 'h1' },
      inFlight: {},
    });
    expect(state.requests).toEqual({ [`${tableOf('').stack.uid}/all`]: { 200: 3 } });
    expect(state.counting?.throughApisix).toEqual({});
    const folder = join(workshop.stateDir, 'front-doors', `127.0.0.1_${address.port}`);
    for (const name of ['control.sock', 'identity.json', join('tables', `${tableOf('').stack.uid}.ndjson`)])
      expect({ name, mode: (await stat(join(folder, name))).mode & 0o077 }).toEqual({ name, mode: 0 });

    await doors.withdraw(address, tableOf('').stack.uid, signal);
    expect(await get(address.port)).toMatchObject({ status: 404, body: '{"error":"Route not found"}' });
    await doors.stop(address, signal);
    expect(await doors.observe(address, signal)).toEqual({ known: true, value: undefined });
    expect(await doors.list()).toEqual([]);
    await expect(stat(folder)).rejects.toThrow('ENOENT');
    await expect(get(address.port)).rejects.toThrow('ECONNREFUSED');
  }, 30_000);

  it('says who holds its port instead of starting on somebody else', async () => {
    await workshop.open();
    const squatter = createServer();
    squatter.listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as { port: number };
    const doors = workshop.frontDoors();
    await expect(doors.start({ host: '127.0.0.1', port }, signal)).rejects.toMatchObject({
      code: 'PortConflict',
      message: expect.stringContaining(String(process.pid)) as unknown,
    });
    expect(await doors.list()).toEqual([]);
    squatter.close();
  }, 30_000);

  it('works from a state directory whose path is longer than a unix socket may have', async () => {
    await workshop.open('d'.repeat(200));
    const doors = workshop.frontDoors();
    const service = await workshop.service((_message, response) => response.end('ok'));
    const address = await workshop.start(doors);
    await doors.push(address, tableOf('h', routeTo(service.port)), signal);
    expect((await get(address.port)).status).toBe(200);
    expect((await stateOf(doors, address)).tables).toEqual({ [tableOf('').stack.uid]: 'h' });
  }, 30_000);

  it('refuses a table that it cannot compile and goes on with the one it has', async () => {
    await workshop.open();
    const doors = workshop.frontDoors();
    const service = await workshop.service((_message, response) => response.end('ok'));
    const address = await workshop.start(doors);
    await doors.push(address, tableOf('good', routeTo(service.port)), signal);
    const bad = tableOf('bad', routeTo(service.port, { rewrite: { regex: ['(', '/'] } }));
    await expect(doors.push(address, bad, signal)).rejects.toMatchObject({
      code: 'InvalidTable',
      disposition: 'terminal',
    });
    expect((await get(address.port)).status).toBe(200);
    expect((await stateOf(doors, address)).tables).toEqual({ [tableOf('').stack.uid]: 'good' });
  }, 30_000);

  it('tells at once that it has ended, also of the build that took over', async () => {
    await workshop.open();
    const doors = workshop.frontDoors('new');
    const address = await workshop.start(workshop.frontDoors('old'));
    let hints = 0;
    using _ = doors.watch(() => hints++);
    const old = await stateOf(doors, address);
    await doors.upgrade(address, signal);
    const { pid } = await stateOf(doors, address);
    expect(pid).not.toBe(old.pid);
    hints = 0;
    process.kill(pid, 'SIGKILL');
    await eventually(() => (hints > 0 ? true : undefined));
    expect(await doors.observe(address, signal)).toEqual({ known: true, value: undefined });
  }, 30_000);

  it('goes on through APISIX after an upgrade, and after its own end (I12)', async () => {
    await workshop.open();
    const doors = workshop.frontDoors('new');
    const address = await workshop.start(workshop.frontDoors('old'));
    const service = await workshop.service((_message, response) => response.end());
    const failover = { mode: 'Auto', failureThreshold: 3, successThreshold: 1, minDwellSeconds: 60 } as const;
    const gateway = {
      host: '127.0.0.1',
      port: service.port,
      failover: { ...failover, switchLimit: { max: 1, windowSeconds: 600 } },
    };
    const table = { ...tableOf('h', routeTo(service.port, { inGateway: true })), gateway };
    const { uid } = table.stack;
    await doors.push(address, table, signal);
    const path = async () => (await stateOf(doors, address)).gateways?.[uid];
    await doors.permit(address, uid, (await path())?.stay ?? '', signal);
    await eventually(async () => ((await path())?.active === 'Apisix' ? true : undefined));
    await doors.upgrade(address, signal);
    expect(await path()).toMatchObject({ active: 'Apisix' });
    process.kill((await stateOf(doors, address)).pid, 'SIGKILL');
    await eventually(async () => {
      const observed = await doors.observe(address, signal);
      return observed.known && observed.value === undefined ? true : undefined;
    });
    await doors.start(address, signal);
    expect(await path()).toMatchObject({ active: 'Apisix' });
    await doors.withdraw(address, uid, signal);
    expect(await path()).toBeUndefined();
  }, 60_000);

  it('says unknown, not absent, of one that lives but does not answer', async () => {
    await workshop.open();
    const doors = workshop.frontDoors();
    const address = await workshop.start(doors);
    const { pid } = await stateOf(doors, address);
    process.kill(pid, 'SIGSTOP');
    try {
      expect(await doors.observe(address, AbortSignal.timeout(20_000))).toMatchObject({ known: false });
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    process.kill(pid, 'SIGKILL');
    await eventually(async () => {
      const observed = await doors.observe(address, signal);
      return observed.known && observed.value === undefined ? true : undefined;
    });
  }, 40_000);
});

describe('a front door outlives what happens around it', () => {
  it('serves the last table at a cold start, before any controller speaks', async () => {
    await workshop.open();
    const doors = workshop.frontDoors();
    const service = await workshop.service((_message, response) => response.end('ok'));
    const address = await workshop.start(doors);
    await doors.push(address, tableOf('h', routeTo(service.port)), signal);
    process.kill((await stateOf(doors, address)).pid, 'SIGKILL');
    await eventually(async () => ((await accepts(address.port)) ? undefined : true));
    await workshop.start(doors, address);
    expect((await get(address.port)).status).toBe(200);
  }, 30_000);

  it('serves what it can read when a kept table was damaged', async () => {
    await workshop.open();
    const doors = workshop.frontDoors();
    const port = await freePort();
    const folder = join(workshop.stateDir, 'front-doors', `127.0.0.1_${port}`, 'tables');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'broken.ndjson'), '{"stack":');
    const address = await workshop.start(doors, { host: '127.0.0.1', port });
    expect((await get(address.port)).status).toBe(404);
    expect(await readFile(join(folder, '..', 'log'), 'utf8')).toContain('broken.ndjson');
  }, 30_000);

  it('loses no request when the controller that started it is killed', async () => {
    await workshop.open();
    const service = await workshop.service((_message, response) => response.end('ok'));
    const port = await freePort();
    const address = { host: '127.0.0.1', port };
    // A controller: starts the front door, pushes the table, and hangs until it is killed.
    const script = await bundle(
      join(workshop.folder, 'controller.mjs'),
      `
import { createFrontDoors } from './controller/gateways/frontdoor/front-doors.ts';
import { createFiles } from './controller/platform/files.ts';
import { createProcesses } from './controller/platform/proc/processes.ts';
const [, , stateDir, program, port, table] = process.argv;
const doors = createFrontDoors({ stateDir, files: createFiles(), processes: createProcesses(), program: [program, 'front-door'], build: 'old', installation: 'test' });
const address = { host: '127.0.0.1', port: Number(port) };
await doors.start(address, AbortSignal.timeout(20000));
await doors.push(address, JSON.parse(table), AbortSignal.timeout(20000));
process.stdout.write('pushed');
setInterval(() => {}, 1000);`,
    );
    const controller = spawn(
      process.execPath,
      [
        script,
        workshop.stateDir,
        workshop.scripts.old,
        String(port),
        JSON.stringify(tableOf('h', routeTo(service.port))),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(controller.stdout, 'data');
    const doors = workshop.frontDoors();
    const { pid } = await stateOf(doors, address);
    const traffic = load(port, 8);
    await new Promise((resolve) => setTimeout(resolve, 200));
    controller.kill('SIGKILL');
    await once(controller, 'exit');
    await new Promise((resolve) => setTimeout(resolve, 200));
    const { good, bad } = await traffic.stop();
    expect(bad).toEqual([]);
    expect(good).toBeGreaterThan(20);
    // A later controller finds the very same program and starts no second one.
    await workshop.start(doors, address);
    expect((await stateOf(doors, address)).pid).toBe(pid);
  }, 40_000);

  it('is replaced by a new build without losing a request under load', async () => {
    await workshop.open();
    const doors = workshop.frontDoors('old');
    const service = await workshop.service((_message, response) => {
      setTimeout(() => response.end('ok'), Math.random() * 20);
    });
    const address = await workshop.start(doors);
    await doors.push(address, tableOf('h', routeTo(service.port)), signal);
    const traffic = load(address.port, 16);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const before = await stateOf(doors, address);
    await workshop.frontDoors('new').upgrade(address, signal);
    const after = await eventually(async () => {
      const state = await stateOf(doors, address);
      return state.build === 'new' ? state : undefined;
    });
    expect(after.pid).not.toBe(before.pid);
    expect(after.tables).toEqual(before.tables);
    // Its counts go on where the old one's were: they are the same series, and later.
    expect(after.counting?.series).toBe(before.counting?.series);
    expect(after.counting?.at).toBeGreaterThan(before.counting!.at);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { good, bad } = await traffic.stop();
    expect(bad).toEqual([]);
    // The old program ends, and nothing that was served is missing from the counts.
    await eventually(() => {
      try {
        process.kill(before.pid, 0);
        return undefined;
      } catch {
        return true;
      }
    }, 20_000);
    await eventually(async () => {
      const counts = (await stateOf(doors, address)).requests[`${tableOf('').stack.uid}/all`];
      return counts?.[200] === good ? true : undefined;
    });
  }, 60_000);

  it('goes on when the new build does not come up', async () => {
    await workshop.open();
    const doors = workshop.frontDoors('old');
    const service = await workshop.service((_message, response) => response.end('ok'));
    const address = await workshop.start(doors);
    await doors.push(address, tableOf('h', routeTo(service.port)), signal);
    await writeFile(workshop.scripts.new, 'process.exit(3);');
    await expect(workshop.frontDoors('new').upgrade(address, signal)).rejects.toMatchObject({ code: 'UpgradeFailed' });
    expect((await get(address.port)).status).toBe(200);
    await doors.push(address, tableOf('h2', routeTo(service.port)), signal);
    // Also when it took the control socket already.
    await writeFile(
      workshop.scripts.new,
      `import fs from 'node:fs'; import net from 'node:net';
       const dir = process.argv[4]; net.createServer().listen(dir + '/mine', () => { fs.renameSync(dir + '/mine', dir + '/control.sock'); process.send({ type: 'ready' }); process.on('message', () => process.exit(4)); });`,
    );
    await expect(workshop.frontDoors('new').upgrade(address, signal)).rejects.toMatchObject({ code: 'UpgradeFailed' });
    const { tables, counting } = await stateOf(doors, address);
    expect(tables).toEqual({ [tableOf('').stack.uid]: 'h2' });
    // What was given to one that did not come up is given to the next one again.
    await writeFile(workshop.scripts.new, await readFile(workshop.scripts.old));
    await workshop.frontDoors('new').upgrade(address, signal);
    const successor = await eventually(async () => {
      const state = await stateOf(doors, address);
      return state.build === 'new' && state.counting ? state : undefined;
    });
    expect(successor.requests).toEqual({ [`${tableOf('').stack.uid}/all`]: { 200: 1 } });
    expect(successor.counting?.series).toBe(counting?.series);
  }, 40_000);

  it('ends when the old build is gone before it gave its socket, instead of pretending to serve', async () => {
    await workshop.open();
    const dir = join(workshop.stateDir, 'front-doors', '127.0.0.1_1');
    await mkdir(dir, { recursive: true });
    const child = spawn(
      process.execPath,
      [workshop.scripts.new, 'front-door', '--dir', dir, '--listen', '127.0.0.1:1'],
      { env: { ...process.env, QBTC_FRONT_DOOR_INHERIT: '1' }, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
    );
    const exited = once(child, 'exit') as Promise<[number | null]>;
    await once(child, 'message');
    child.disconnect();
    const ended = await Promise.race([exited, sleep(10_000, undefined, { ref: false })]);
    child.kill('SIGKILL');
    expect(ended?.[0]).toBeGreaterThan(0);
  }, 30_000);

  it('serves and stops in order when nothing can be written to its log, as on a full disk', async () => {
    await workshop.open();
    const port = await freePort();
    const dir = join(workshop.stateDir, 'front-doors', `127.0.0.1_${port}`);
    await mkdir(dir, { recursive: true });
    const full = await open('/dev/full', 'w');
    const child = spawn(
      process.execPath,
      [workshop.scripts.old, 'front-door', '--dir', dir, '--listen', `127.0.0.1:${port}`],
      { stdio: ['ignore', full.fd, full.fd] },
    );
    const exited = once(child, 'exit') as Promise<[number | null]>;
    try {
      await eventually(() => readFile(join(dir, 'identity.json')).catch(() => undefined));
      expect((await get(port)).status).toBe(404);
      child.kill('SIGTERM');
      expect((await exited)[0]).toBe(0);
    } finally {
      child.kill('SIGKILL');
      await full.close();
    }
  }, 30_000);

  it('knows the controller’s own port, wherever its API is, and never leads a request there', async () => {
    await workshop.open();
    const doors = workshop.frontDoors();
    const api = await workshop.service((_message, response) => response.end('secret'));
    await mkdir(workshop.stateDir, { recursive: true });
    await writeFile(
      join(workshop.stateDir, 'controller.json'),
      JSON.stringify({ url: `http://127.0.0.1:${api.port}` }),
    );
    const address = await workshop.start(doors);
    await doors.push(address, tableOf('h', routeTo(api.port)), signal);
    const answer = await get(address.port);
    expect({ status: answer.status, kind: answer.headers['x-qbtc-answer'] }).toEqual({
      status: 502,
      kind: 'denied-target',
    });
    expect((await stateOf(doors, address)).denied).toEqual({ [`127.0.0.1:${api.port}`]: "the controller's own API" });
  }, 30_000);

  it('keeps no half-written table, and none under a wrong name', async () => {
    await workshop.open();
    const doors = workshop.frontDoors();
    const port = await freePort();
    const folder = join(workshop.stateDir, 'front-doors', `127.0.0.1_${port}`, 'tables');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '.uid.ndjson.1.1'), '{"stack":');
    const { routes, ...header } = tableOf('h', routeTo(1));
    await writeFile(join(folder, 'other.ndjson'), [header, ...routes].map((line) => JSON.stringify(line)).join('\n'));
    const address = await workshop.start(doors, { host: '127.0.0.1', port });
    expect((await stateOf(doors, address)).tables).toEqual({});
    expect(await readdir(folder)).toEqual(['other.ndjson']);
    // What could not be served stays out of the way of what can.
    const service = await workshop.service((_message, response) => response.end('ok'));
    await doors.push(address, tableOf('i', routeTo(service.port)), signal);
    expect((await get(port)).status).toBe(200);
  }, 30_000);

  it('finishes what is under way when it is asked to stop by SIGTERM', async () => {
    await workshop.open();
    const doors = workshop.frontDoors();
    let release: () => void = () => undefined;
    const service = await workshop.service((_message, response) => {
      response.write('first ');
      release = () => response.end('second');
    });
    const address = await workshop.start(doors);
    await doors.push(address, tableOf('h', routeTo(service.port)), signal);
    const answer = get(address.port);
    const { pid } = await eventually(async () => {
      const state = await stateOf(doors, address);
      return state.inFlight[`127.0.0.1:${service.port}`] === 1 ? state : undefined;
    });
    process.kill(pid, 'SIGTERM');
    // No request is sent in this look: one that came in time would have to be finished as well.
    await eventually(async () => ((await accepts(address.port)) ? undefined : true));
    release();
    expect(await answer).toMatchObject({ status: 200, body: 'first second' });
    await eventually(async () => {
      const observed = await doors.observe(address, signal);
      return observed.known && observed.value === undefined ? true : undefined;
    });
  }, 30_000);

  it('finishes requests to a replica that has left the table', async () => {
    await workshop.open();
    const doors = workshop.frontDoors();
    let release: () => void = () => undefined;
    const leaving = await workshop.service((_message, response) => {
      release = () => response.end('leaving');
    });
    const staying = await workshop.service((_message, response) => response.end('staying'));
    const address = await workshop.start(doors);
    await doors.push(address, tableOf('h1', routeTo(leaving.port)), signal);
    const answer = get(address.port);
    const key = `127.0.0.1:${leaving.port}`;
    await eventually(async () => ((await stateOf(doors, address)).inFlight[key] === 1 ? true : undefined));
    await doors.push(address, tableOf('h2', routeTo(staying.port)), signal);
    expect((await get(address.port)).body).toBe('staying');
    expect((await stateOf(doors, address)).inFlight).toEqual({ [key]: 1 });
    release();
    expect((await answer).body).toBe('leaving');
    await eventually(async () =>
      Object.keys((await stateOf(doors, address)).inFlight).length === 0 ? true : undefined,
    );
  }, 30_000);
});
