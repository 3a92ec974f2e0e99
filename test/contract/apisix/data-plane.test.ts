import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startFakeApisix, type FakeApisix } from '../../fakes/apisix/fake-apisix.ts';
import { transcript, type Exchange } from '../../fakes/apisix/recorded.ts';

/** Cases of the gateway port that need no plugin. */
const CASES = transcript.filter(
  ({ request: { port }, case: name }) =>
    port === 9080 &&
    /(upstream_id no longer|through service|no route|dead upstream|empty nodes|without upstream|disabled|other method|existing route)/.test(
      name,
    ),
);
/** The objects that were there, as they were put. */
const OBJECTS = ['ru', 'rs', 'dead', 'emptynodes', 'emptynodes2', 'off', 'mo'].map((id) => `routes/${id}`);
const ALIVE = '127.0.0.1:8081';

describe('what the data plane of a real APISIX answered', () => {
  let apisix: FakeApisix;
  let service: Server;

  const put = async (path: string, body: unknown): Promise<void> => {
    const alive = `127.0.0.1:${(service.address() as AddressInfo).port}`;
    const response = await fetch(`${apisix.url('admin')}/apisix/admin/${path}`, {
      method: 'PUT',
      headers: { 'x-api-key': 'admin-key' },
      body: JSON.stringify(body).replaceAll(ALIVE, alive),
    });
    if (response.status >= 300) throw new Error(`${path}: ${await response.text()}`);
  };
  const recorded = (path: string): unknown => {
    const found = transcript.find(
      ({ request: { method, path: at }, response }) =>
        method === 'PUT' && at === `/apisix/admin/${path}` && response.status === 201,
    );
    if (!found) throw new Error(`nothing was put to ${path}`);
    return found.request.body;
  };

  beforeAll(async () => {
    apisix = await startFakeApisix();
    service = createServer(({ method, url, headers: { host } }, response) => {
      response.end(`upstream-8081 ${method ?? ''} ${url ?? ''} host=${host ?? ''}\n`);
    });
    await new Promise<void>((listening) => service.listen(0, '127.0.0.1', listening));
    const upstream = { type: 'roundrobin', nodes: { [ALIVE]: 1 } };
    await put('upstreams/u1', upstream);
    await put('services/s1', { upstream, hosts: ['svc.example.com'] });
    await put('routes/keep', { uri: '/keep', upstream });
    for (const path of OBJECTS) await put(path, recorded(path));
    await apisix.store.delete('/apisix/upstreams/u1');
  });
  afterAll(async () => {
    await apisix[Symbol.asyncDispose]();
    service.close();
  });

  const ask = ({ request: { method, path, headers } }: Exchange): Promise<{ status: number; body: string }> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(apisix.url('data'));
      const asked = request({ port, host: '127.0.0.1', method, path, headers: { Host: '127.0.0.1:9080', ...headers } });
      asked.on('error', reject).on('response', (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, body });
        });
      });
      asked.end();
    });

  it.each(CASES.map((exchange) => [exchange.case, exchange] as const))('%s', async (name, exchange) => {
    if (name.startsWith('etcd')) apisix.store.state = name.startsWith('etcd frozen') ? 'frozen' : 'down';
    const { status, body } = await ask(exchange);
    expect(status).toBe(exchange.response.status);
    const wanted = exchange.response.body;
    if (typeof wanted !== 'string') expect(JSON.parse(body)).toEqual(wanted);
    // The page of an error is the server's own style, but for what it says.
    else if (wanted.startsWith('<html>')) expect(body).toContain(/<title>(.*)<\/title>/.exec(wanted)?.[1]);
    else expect(body).toBe(wanted);
  });
});
