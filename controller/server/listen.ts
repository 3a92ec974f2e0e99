import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errnoOf, QbtcError } from '../api/errors.ts';

export const DEFAULT_LISTEN = '127.0.0.1:9078';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `HOST:PORT`, `[IPV6]:PORT`.
 *
 * @throws QbtcError `Invalid`
 */
export function parseListen(text: string): ListenAddress {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || port === undefined || Number(port) > 65_535) {
    throw new QbtcError(`${text} is not HOST:PORT`, { code: 'Invalid', mend: 'Write it like 127.0.0.1:9078.' });
  }
  return { host, port: Number(port) };
}

/** `http://host:port` */
export const urlOf = ({ host, port }: ListenAddress): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`;

const LOOPBACK = /^(127\.|::1$|localhost$)/;
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

/** Values of Host under which a server on this address is spoken to. */
export function hostsOf({ host, port }: ListenAddress): Set<string> {
  const names = isLoopback(host) ? ['127.0.0.1', 'localhost', '[::1]'] : [];
  return new Set([
    ...names.map((name) => `${name}:${port}`),
    urlOf({ host, port }).slice('http://'.length).toLowerCase(),
  ]);
}

/**
 * Binds the port before the application exists, since the application wants to know its address.
 *
 * @param explicit an address that was asked for must be had; the default one may move to a free port
 */
export async function bind(
  address: ListenAddress,
  explicit: boolean,
  app: (bound: ListenAddress) => Hono,
): Promise<{ address: ListenAddress; server: Server }> {
  const mounted: { app?: Hono } = {};
  const server = createAdaptorServer({
    fetch: (request) => mounted.app?.fetch(request) ?? new Response('starting\n', { status: 503 }),
  }) as Server;
  const port = await listen(server, address).catch((error: unknown) => {
    if (errnoOf(error) !== 'EADDRINUSE') throw error;
    if (!explicit) return listen(server, { ...address, port: 0 });
    throw new QbtcError(`port ${address.port} of ${address.host} is in use`, {
      code: 'PortConflict',
      mend: 'Choose another one with --listen or QBTC_LISTEN.',
      cause: error,
    });
  });
  const bound = { host: address.host, port };
  mounted.app = app(bound);
  return { address: bound, server };
}

function listen(server: Server, { host, port }: ListenAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
