import { createHash, randomBytes, randomInt } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { Agent, createServer, request, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { TableRoute } from '../../../controller/api/route-table.ts';
import { freePort } from '../../support/ports.ts';
import { eventually, routeTo, tableOf, Workshop } from './program.ts';

/** A long run finds slow leaks: STRESS_SECONDS=60. */
const SECONDS = Number(process.env.STRESS_SECONDS ?? 10);
const CLIENTS = 200;
const SERVICES = 4;
const signal = AbortSignal.timeout(SECONDS * 1000 + 60_000);
const workshop = new Workshop();
afterEach(() => workshop.close());

const digest = (data: Buffer): string => createHash('sha1').update(data).digest('hex');

/** Answers with what it was asked, so that an answer that belongs to another request is found out. */
const echo: RequestListener = (message, response) => {
  const parts: Buffer[] = [];
  message.on('data', (part: Buffer) => parts.push(part));
  message.on('error', () => undefined);
  message.on('end', () => {
    const text = `${message.method ?? ''} ${message.url ?? ''} ${digest(Buffer.concat(parts))} `;
    const size = Number(new URL(message.url ?? '', 'http://h').searchParams.get('size'));
    // Half of the answers say their length, the others are chunked.
    if (size % 2 === 0) response.setHeader('content-length', text.length + size);
    response.write(text);
    response.end(Buffer.alloc(size, 'x'));
  });
};

/** A service that dies with all its connections, and comes back on the same port. */
class FrailService {
  port = 0;
  #server: Server | undefined;

  async start(): Promise<void> {
    const server = createServer(echo);
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
  }

  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of response as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('latin1');
}

interface Tally {
  /** Answers of services, each the right one. */
  good: number;
  /** The front door's own answers, by kind. */
  readonly own: Record<string, number>;
  /** Connections or answers that were cut. */
  cut: number;
  /** What may never happen. */
  readonly wrong: string[];
}

async function ask(port: number, agent: Agent | false, id: string, tally: Tally): Promise<void> {
  const method = (['GET', 'POST', 'PUT'] as const)[randomInt(3)] ?? 'GET';
  const body = method === 'GET' ? Buffer.alloc(0) : randomBytes(randomInt(10) === 0 ? 200_000 : randomInt(2000));
  const size = randomInt(10) === 0 ? randomInt(300_000) : randomInt(500);
  const path = `/${id}?size=${size}`;
  const headers = body.length > 0 && randomInt(2) === 0 ? { 'content-length': body.length } : {};
  const sent = request({ host: '127.0.0.1', port, path, method, agent, headers });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const text = await bodyOf(response);
  const kind = response.headers['x-qbtc-answer'];
  if (kind !== undefined) tally.own[String(kind)] = (tally.own[String(kind)] ?? 0) + 1;
  else if (text === `${method} ${path} ${digest(body)} ${'x'.repeat(size)}`) tally.good++;
  else tally.wrong.push(`${response.statusCode ?? 0} for ${method} ${path}: ${text.slice(0, 200)}`);
}

const openFiles = async (pid: number): Promise<number> => (await readdir(`/proc/${pid}/fd`)).length;
const resident = async (pid: number): Promise<number> =>
  Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

describe('under load, with tables replaced all the time and services that die and come back', () => {
  it(
    `every answer belongs to its request, and nothing is left over (${SECONDS} s)`,
    async () => {
      await workshop.open();
      const doors = workshop.frontDoors();
      const address = await workshop.start(doors);
      const services = Array.from({ length: SERVICES }, () => new FrailService());
      for (const service of services) {
        service.port = await freePort();
        await service.start();
      }
      const push = (turn: number): Promise<void> => {
        const serving = services.filter((_service, index) => (turn + index) % SERVICES !== 0);
        const endpoints = serving.map(({ port }) => ({ host: '127.0.0.1', port }));
        const route: TableRoute = routeTo(1, { backends: [{ service: 'web', port: 'http', weight: 1, endpoints }] });
        return doors.push(address, tableOf(String(turn), route), signal);
      };
      await push(0);
      const observed = await doors.observe(address, signal);
      const pid = observed.known ? (observed.value?.pid ?? 0) : 0;
      const filesBefore = await openFiles(pid);

      const tally: Tally = { good: 0, own: {}, cut: 0, wrong: [] };
      const end = Date.now() + SECONDS * 1000;
      const running = (): boolean => Date.now() < end;
      const keeping = new Agent({ keepAlive: true, maxSockets: CLIENTS / 2 });
      const clients = Array.from({ length: CLIENTS }, async (_unused, client) => {
        for (let count = 0; running(); count++)
          await ask(address.port, client % 2 === 0 ? keeping : false, `${client}-${count}`, tally).catch(
            () => tally.cut++,
          );
      });
      let turns = 0;
      const tables = async (): Promise<void> => {
        while (running()) {
          await push(++turns);
          await sleep(20);
        }
      };
      const deaths = async (): Promise<void> => {
        while (running()) {
          const victim = services[randomInt(SERVICES)];
          await victim?.kill();
          await sleep(randomInt(100));
          await victim?.start();
          await sleep(randomInt(200));
        }
      };
      let settled = 0;
      const weigh = async (): Promise<void> => {
        await sleep(SECONDS * 300);
        settled = await resident(pid);
      };
      await Promise.all([...clients, tables(), deaths(), weigh()]);
      keeping.destroy();
      const grown = (await resident(pid)) - settled;
      for (const service of services) await service.kill();

      expect(tally.wrong).toEqual([]);
      expect(tally.good).toBeGreaterThan(SECONDS * 20);
      expect(turns).toBeGreaterThan(SECONDS);
      // A service dies a few times a second, with at most all clients on it; all else would be a request lost for no reason.
      expect(tally.cut).toBeLessThan(tally.good / 10);
      expect(Object.keys(tally.own).filter((kind) => !['bad-gateway', 'no-endpoint'].includes(kind))).toEqual([]);
      expect(grown).toBeLessThan(60);
      const filesAfter = await eventually(async () => {
        const files = await openFiles(pid);
        return files <= filesBefore ? files : undefined;
      });
      expect(filesAfter).toBeLessThanOrEqual(filesBefore);
      const after = await doors.observe(address, signal);
      expect(after.known && after.value).toMatchObject({ pid, inFlight: {} });
      if (process.env.STRESS_SECONDS !== undefined)
        console.log({ ...tally, turns, settled, grown, filesBefore, filesAfter });
    },
    SECONDS * 1000 + 60_000,
  );
});
