import { Agent, createServer, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import httpProxy from 'http-proxy';
import { ANSWERS, answerText } from './answers.ts';
import type { Endpoint } from './endpoint.ts';
import type { RouteState } from './route-state.ts';
import { safeLookup } from './targets.ts';

interface Destination {
  readonly state: RouteState;
  readonly endpoint: Endpoint;
  counted: boolean;
}

/** Counts a connection once, by the first status that its client gets. */
function count(destination: Destination, status: number): void {
  if (destination.counted) return;
  destination.counted = true;
  destination.state.counter.count(status);
}

/**
 * Carries WebSocket connections by the proxy library. A connection comes here with the head that was written for the service already
 * (own headers in, forged ones out), so that node's parser reads it as a second check, and with all bytes that followed.
 */
export class Upgrades {
  readonly #server = createServer();
  readonly #agent = new Agent({ lookup: safeLookup });
  readonly #proxy = httpProxy.createProxyServer({ ws: true, xfwd: false, agent: this.#agent });
  readonly #destinations = new Map<Socket, Destination>();

  constructor() {
    this.#proxy.on('proxyReqWs', (request: ClientRequest, _message: IncomingMessage, socket: Socket) => {
      this.#watch(request, socket);
    });
    this.#server.on('upgrade', (message: IncomingMessage, socket: Socket, head: Buffer) => {
      this.#forward(message, socket, head);
    });
    // Only upgrades come here; whatever node takes for something else has no destination.
    this.#server.on('request', (_message, response) => response.destroy());
    this.#server.on('clientError', (_error, socket) => socket.destroy());
  }

  /** Connections under way. */
  get size(): number {
    return this.#destinations.size;
  }

  take(socket: Socket, input: Buffer, state: RouteState, endpoint: Endpoint): void {
    const destination: Destination = { state, endpoint, counted: false };
    this.#destinations.set(socket, destination);
    endpoint.inFlight++;
    socket.once('close', () => {
      this.#destinations.delete(socket);
      endpoint.inFlight--;
      count(destination, 499);
    });
    socket.on('error', () => undefined);
    socket.setKeepAlive(true, 30_000);
    socket.unshift(input);
    this.#server.emit('connection', socket);
    socket.resume();
  }

  #forward(message: IncomingMessage, socket: Socket, head: Buffer): void {
    const destination = this.#destinations.get(socket);
    if (destination === undefined) {
      socket.destroy();
      return;
    }
    const { endpoint } = destination;
    this.#proxy.ws(message, socket, head, { target: `http://${endpoint.authority}` }, () => {
      if (destination.counted) return;
      count(destination, 502);
      socket.write(answerText(ANSWERS.badGateway, 'close', false), 'latin1');
    });
  }

  #watch(request: ClientRequest, socket: Socket): void {
    const destination = this.#destinations.get(socket);
    if (destination === undefined) return;
    const { connectTime, readTime } = destination.state;
    request.setTimeout(connectTime + readTime, () => request.destroy());
    request.prependOnceListener('upgrade', () => {
      count(destination, 101);
      request.setTimeout(0);
    });
    request.prependOnceListener('response', (response: IncomingMessage) => {
      count(destination, response.statusCode ?? 502);
    });
  }

  /** Ends all connections. */
  destroy(): void {
    for (const socket of this.#destinations.keys()) socket.destroy();
    this.#agent.destroy();
  }
}
