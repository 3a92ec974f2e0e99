import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../../../controller/api/engine.ts';
import { createEngine } from '../../../../controller/platform/docker/engine.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on a unix socket that answers as a test says, and an engine that talks to it. */
export interface ScriptedEngine extends AsyncDisposable {
  readonly engine: Engine;
  readonly path: string;
  readonly requests: { readonly method: string; readonly url: string; readonly headers: IncomingMessage['headers'] }[];
  readonly sockets: ReadonlySet<Socket>;
  version: { readonly Version?: string; readonly ApiVersion?: string; readonly MinAPIVersion?: string };
}

/** `/version` is answered with `version`, all else by the test. */
export async function scriptedEngine(answer: Answer): Promise<ScriptedEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'qbtc-engine-'));
  const path = join(folder, 'docker.sock');
  const sockets = new Set<Socket>();
  const scripted = {
    engine: createEngine({ endpoint: `unix://${path}`, environment: {} }),
    path,
    requests: [] as ScriptedEngine['requests'],
    sockets,
    version: { Version: '20.10.24', ApiVersion: '1.41', MinAPIVersion: '1.12' },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    scripted.requests.push({ method, url, headers });
    if (url.startsWith('/version')) response.end(JSON.stringify(scripted.version));
    else answer(request, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return scripted;
}

/** What `promise` rejects with; undefined when it does not. */
export const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

export const within = (ms = 10_000): AbortSignal => AbortSignal.timeout(ms);
