import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Notification } from '../../controller/api/notification.ts';
import { postNotification } from '../../controller/platform/net/webhook.ts';
import { within } from '../../controller/platform/within.ts';
import { freePort } from '../support/ports.ts';

const SECRET = 'T0KEN-planted';
const MESSAGE: Notification = {
  ...{ stack: 'default/shop', event: 'Quarantine', status: 'firing', severity: 'critical', service: 'api' },
  ...{ reason: 'RestartBudgetSpent', message: 'service api: ended', at: '2026-01-01T12:00:00.000Z' },
  dedupKey: 'uid/Quarantine/api',
};
const open: Server[] = [];

afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A webhook that does so with each request; its address holds a secret. */
async function webhook(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  open.push(server);
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/${SECRET}?key=${SECRET}`;
}

const post = (url: string, patience = 5000): Promise<void> =>
  within(patience, new AbortController().signal, (signal) => postNotification(url, MESSAGE, signal));

/** What a call is rejected with; it never holds the secret (I22). */
async function failure(url: string, patience?: number): Promise<{ message: string; disposition?: string }> {
  const error = await post(url, patience).then(
    () => undefined,
    (reason: unknown) => reason as Error & { disposition?: string },
  );
  if (!error) throw new Error('it was taken');
  expect(JSON.stringify(error, [...Object.getOwnPropertyNames(error)])).not.toContain(SECRET);
  return { message: error.message, ...(error.disposition === undefined ? {} : { disposition: error.disposition }) };
}

describe('a webhook', () => {
  it('gets the message as JSON by POST, at the whole address that was declared', async () => {
    const got: { method?: string; url?: string; type?: string; body: string }[] = [];
    const url = await webhook((request, response) => {
      void text(request).then((body) => {
        const { method = '', url: path = '', headers } = request;
        got.push({ method, url: path, type: headers['content-type'] ?? '', body });
        response.writeHead(204).end();
      });
    });
    await post(url);
    expect(got).toHaveLength(1);
    expect(got[0]).toMatchObject({ method: 'POST', url: `/hook/${SECRET}?key=${SECRET}`, type: 'application/json' });
    expect(JSON.parse(got[0]!.body)).toEqual(MESSAGE);
  });

  it('gets a login of the address as Basic authentication', async () => {
    const seen: (string | undefined)[] = [];
    const url = await webhook(({ headers }, response) => {
      seen.push(headers.authorization);
      response.end();
    });
    await post(url.replace('http://', 'http://ops:p%40ss@'));
    expect(seen).toEqual([`Basic ${Buffer.from('ops:p@ss').toString('base64')}`]);
  });

  it.each([
    [500, 'retry'],
    [503, 'retry'],
    [429, 'retry'],
    [408, 'retry'],
    [400, 'terminal'],
    [404, 'terminal'],
    [302, 'terminal'],
  ])('that answers %d is a case to %s', async (status, disposition) => {
    const url = await webhook((_, response) => response.writeHead(status, { location: '/elsewhere' }).end());
    expect(await failure(url)).toEqual({ message: `it was answered with ${status}`, disposition });
  });

  it('that is not there, breaks off or speaks no HTTP may be there later', async () => {
    const gone = `http://127.0.0.1:${await freePort()}/${SECRET}`;
    expect(await failure(gone)).toEqual({ message: 'connection refused', disposition: 'retry' });
    const rude = await webhook(({ socket }) => socket.destroy());
    expect(await failure(rude)).toMatchObject({ disposition: 'retry' });
    const odd = await webhook(({ socket }) => socket.end(`nonsense ${SECRET}\r\n\r\n`));
    expect(await failure(odd)).toMatchObject({ disposition: 'retry' });
  });

  it('that hangs is left when its time is over', async () => {
    const url = await webhook(() => undefined);
    expect((await failure(url, 200)).message).toBe('no answer within 0.2 s');
  });
});
