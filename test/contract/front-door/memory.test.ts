import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { routeTo, tableOf, Workshop } from './program.ts';

const MEGABYTES = 100;
const block = randomBytes(1024 * 1024);
/** Megabytes of buffers on their way, and of garbage that is left of them; what clients send comes in buffers of their own. */
const UP = 55;
const DOWN = 25;

const signal = AbortSignal.timeout(600_000);
const workshop = new Workshop();
let port = 0;
let pid = 0;

beforeEach(() => workshop.open());
afterEach(() => workshop.close());

/** Starts the program, a process of its own, in front of a service. */
async function serve(handler: Parameters<Workshop['service']>[0]): Promise<void> {
  const doors = workshop.frontDoors();
  const address = await workshop.start(doors);
  await doors.push(address, tableOf('h', routeTo((await workshop.service(handler)).port)), signal);
  const observed = await doors.observe(address, signal);
  port = address.port;
  pid = observed.known ? (observed.value?.pid ?? 0) : 0;
}

/** Megabytes of the program by the name that the system has for them. */
const memory = async (name: 'VmRSS' | 'VmHWM'): Promise<number> =>
  Number(new RegExp(`${name}:\\s+(\\d+)`).exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** How many megabytes the program took at the most during the work, beyond those that it had (`VmHWM` is set back by a 5, proc(5)). */
async function growthDuring(work: () => Promise<void>): Promise<number> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
  const before = await memory('VmRSS');
  await work();
  return (await memory('VmHWM')) - before;
}

async function whole(response: IncomingMessage): Promise<string> {
  const digest = createHash('sha256');
  for await (const part of response as AsyncIterable<Buffer>) digest.update(part);
  return digest.digest('hex');
}

const expected = createHash('sha256');
for (let n = 0; n < MEGABYTES; n++) expected.update(block);
const hash = expected.digest('hex');

async function send(chunked: boolean): Promise<string> {
  const headers = chunked ? {} : { 'content-length': MEGABYTES * block.length };
  const sent = request({ host: '127.0.0.1', port, method: 'POST', path: '/', headers, agent: false });
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
  for (let n = 0; n < MEGABYTES; n++) if (!sent.write(block)) await once(sent, 'drain');
  sent.end();
  const [response] = await answered;
  let text = '';
  for await (const part of response as AsyncIterable<Buffer>) text += String(part);
  return text;
}

async function fetchAll(path: string): Promise<string> {
  const sent = request({ host: '127.0.0.1', port, path, agent: false });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return whole(response);
}

describe(`a body of ${MEGABYTES} MB passes without a byte changed or held in memory`, () => {
  it.each([
    ['announced', false],
    ['chunked', true],
  ])(
    'up, %s',
    async (_, chunked) => {
      await serve((message, response) => void whole(message).then((got) => response.end(got)));
      let got = '';
      const growth = await growthDuring(async () => {
        got = await send(chunked);
      });
      expect(got).toBe(hash);
      expect(growth).toBeLessThan(UP);
    },
    60_000,
  );

  it.each(['/announced', '/chunked'])(
    'down, %s',
    async (path) => {
      await serve((message, response) => {
        if (message.url === '/announced') response.setHeader('content-length', MEGABYTES * block.length);
        void (async () => {
          for (let n = 0; n < MEGABYTES; n++) if (!response.write(block)) await once(response, 'drain');
          response.end();
        })();
      });
      let got = '';
      const growth = await growthDuring(async () => {
        got = await fetchAll(path);
      });
      expect(got).toBe(hash);
      expect(growth).toBeLessThan(DOWN);
    },
    60_000,
  );
});
