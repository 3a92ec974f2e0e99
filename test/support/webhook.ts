import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Notification } from '../../controller/api/notification.ts';
import { freePort } from './ports.ts';

/** A webhook whose address holds a secret. It takes messages, after it has refused, kept waiting or cut off the first ones as it is told. */
export async function startWebhook(secret: string, answers: ('500' | 'hang' | 'cut')[] = []) {
  const port = await freePort();
  const taken: Notification[] = [];
  const asked: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then(
      (body) => {
        const answer = answers.shift();
        asked.push(request.url ?? '');
        if (answer === 'hang') return;
        if (answer === 'cut') request.socket.destroy();
        else if (answer === '500') response.writeHead(500).end();
        else {
          taken.push(JSON.parse(body) as Notification);
          response.end('ok');
        }
      },
      () => undefined,
    );
  });
  await new Promise<void>((listens) => server.listen(port, '127.0.0.1', listens));
  return {
    url: `http://127.0.0.1:${port}/services/${secret}?key=${secret}`,
    port,
    taken,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
