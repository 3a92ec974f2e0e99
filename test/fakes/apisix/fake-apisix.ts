import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdmin, LARGEST_BODY, type Keys } from './admin.ts';
import { control, status } from './control.ts';
import { createDataPlane, type Served } from './data-plane.ts';
import type { Answer, Asked } from './http.ts';
import { createStandaloneApi, type StandaloneApi } from './standalone-api.ts';
import { Store } from './store.ts';

/** The ports of an APISIX, by what they are for. */
export type Port = 'admin' | 'standalone' | 'control' | 'status' | 'standaloneStatus' | 'data' | 'standaloneData';

/** An APISIX with its configuration store and one without, as their APIs answer; see docs/testing.md. */
export interface FakeApisix extends AsyncDisposable {
  readonly store: Store;
  readonly standalone: StandaloneApi;
  /** `http://127.0.0.1:PORT` */
  url(port: Port): string;
}

const KEYS: Keys = { admin: 'admin-key', viewer: 'viewer-key' };

/** Starts one on free ports of loopback. */
export async function startFakeApisix(keys: Keys = KEYS, isTrusted?: (peer: string) => boolean): Promise<FakeApisix> {
  const now = (): number => Math.floor(Date.now() / 1000);
  const store = new Store();
  const standalone = createStandaloneApi(keys, now);
  const isConfigured = (): boolean => standalone.configuration.digest !== undefined;
  const answers: Readonly<
    Record<Exclude<Port, 'data' | 'standaloneData'>, (asked: Asked) => Answer | Promise<Answer>>
  > = {
    admin: createAdmin(store, keys, now),
    standalone: (asked) => standalone.answer(asked),
    control: (asked) => control(asked, store),
    status: (asked) => status(asked, true),
    standaloneStatus: (asked) => status(asked, isConfigured()),
  };
  const servers = new Map<Port, Server>();
  for (const [port, answer] of Object.entries(answers) as [Port, (typeof answers)['admin']][])
    servers.set(port, await listen(serverOf(answer)));
  servers.set('data', await listen(createDataPlane(() => servedBy(store), isTrusted)));
  servers.set('standaloneData', await listen(createDataPlane(() => standaloneServes(standalone), isTrusted)));
  return {
    store,
    standalone,
    url: (port) => `http://127.0.0.1:${(servers.get(port)?.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const server of servers.values()) {
        server.closeAllConnections();
        await new Promise((closed) => server.close(closed));
      }
    },
  };
}

/** What a data plane has of the store, whatever its state. */
export const servedBy = (store: Store): Served => {
  const valuesOf = (kind: string): Served['routes'] => store.all(`/apisix/${kind}`).map(({ value }) => value);
  return { routes: valuesOf('routes'), upstreams: valuesOf('upstreams'), services: valuesOf('services') };
};

const standaloneServes = ({ configuration: { sections } }: StandaloneApi): Served => ({
  routes: (sections.routes ?? []) as Served['routes'],
  upstreams: (sections.upstreams ?? []) as Served['upstreams'],
});

async function listen(server: Server): Promise<Server> {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}

function serverOf(answer: (asked: Asked) => Answer | Promise<Answer>): Server {
  return createServer((request, response) => {
    void (async () => {
      tell(response, await answer(await askedBy(request)));
    })();
  });
}

/** Sends an answer. */
export function tell(response: ServerResponse, { status: code, headers = {}, body }: Answer): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(code, { 'content-type': 'application/json', ...headers });
  response.end(code === 204 ? undefined : text);
}

export async function askedBy(request: IncomingMessage): Promise<Asked> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  let body = '';
  request.setEncoding('utf8');
  // Somewhat more than is taken, to say how much it is.
  for await (const chunk of request) if (body.length < 2 * LARGEST_BODY) body += String(chunk);
  return {
    method: request.method ?? 'GET',
    path: decodeURIComponent(pathname),
    query: searchParams,
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    body,
  };
}
