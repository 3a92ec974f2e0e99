import { Agent, createServer, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import httpProxy from 'http-proxy';
import { ANSWERS, answerText, deniedTarget } from './answers.ts';
import type { Endpoint } from './endpoint.ts';
import { LIMITS } from './limits.ts';
import type { RouteState } from './route-state.ts';
import { isRefusal } from './targets.ts';

/** Marks the proxy's own answers: no service may send it. */
const OWN_MARK = 'x-qbtc-answer';

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

/** The library passes an answer on that refuses the upgrade, without waiting for a slow client. */
function limitBacklog(response: IncomingMessage, socket: Socket): void {
  response.on('data', () => {
    if (socket.writableLength <= LIMITS.backlogBytes || response.isPaused()) return;
    response.pause();
    socket.once('drain', () => response.resume());
  });
}

/**
 * Carries WebSocket connections by the proxy library. A connection comes here with the head that was written for the service already
 * (own headers in, forged ones out), so that node's parser reads it as a second check, and with all bytes that followed.
 */
export class Upgrades {
  readonly #server = createServer({ maxHeaderSize: 2 * LIMITS.requestHeadBytes });
  readonly #proxy = httpProxy.createProxyServer({ ws: true, xfwd: false });
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
    const { host, port, lookup, denied } = destination.endpoint;
    // In parts: as a URL, a host such as 0xA9FEA9FE would turn into an address that nobody has checked.
    const target = { protocol: 'http:', host, hostname: host, port };
    // No connection is kept here, so that every endpoint has its own way to resolve its name.
    const agent = new Agent({ lookup });
    this.#proxy.ws(message, socket, head, { target, agent }, (error) => {
      if (destination.counted) return;
      count(destination, 502);
      const answer = isRefusal(error) ? deniedTarget(denied ?? 'an address') : ANSWERS.badGateway;
      socket.write(answerText(answer, 'close', false), 'latin1');
    });
  }

  #watch(request: ClientRequest, socket: Socket): void {
    const destination = this.#destinations.get(socket);
    if (destination === undefined) return;
    const { connectTime, readTime } = destination.state;
    request.setTimeout(connectTime + readTime, () => request.destroy());
    request.prependOnceListener('upgrade', (response: IncomingMessage) => {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the library writes what is left of this object
      delete response.headers[OWN_MARK];
      count(destination, 101);
      request.setTimeout(0);
    });
    request.prependOnceListener('response', (response: IncomingMessage) => {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- as above
      delete response.headers[OWN_MARK];
      limitBacklog(response, socket);
      count(destination, response.statusCode ?? 502);
    });
  }

  /** Ends all connections. */
  destroy(): void {
    for (const socket of this.#destinations.keys()) socket.destroy();
  }
}
