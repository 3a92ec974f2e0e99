import { Agent, createServer, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import httpProxy from 'http-proxy';
import { type Answer, ANSWERS, answerText, deniedTarget } from './answers.ts';
import { LIMITS } from './limits.ts';
import { isRefusal } from './targets.ts';
import type { UpgradeRequest } from './upgrade-request.ts';

/** Marks the proxy's own answers: no service may send it. */
const OWN_MARK = 'x-qbtc-answer';

/** Milliseconds for APISIX to take a connection, before it goes another way. */
const DIAL_TIME = 1000;

interface Destination extends Pick<UpgradeRequest, 'state' | 'endpoint' | 'protocols'> {
  counted: boolean;
  /** A connection to the endpoint that stands already. */
  readonly dialled?: Socket;
}

/** Counts a connection once, by the first status that its client gets. */
function count(destination: Destination, status: number): void {
  if (destination.counted) return;
  destination.counted = true;
  const { state, endpoint } = destination;
  state.counter.count(status, endpoint === state.gateway?.endpoint);
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
  /** Connections for which APISIX is being asked. */
  readonly #dialling = new Set<Socket>();

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
    return this.#destinations.size + this.#dialling.size;
  }

  take(socket: Socket, upgrade: UpgradeRequest, following: Buffer): void {
    const { detour } = upgrade;
    if (detour === undefined) this.#serve(socket, upgrade, following);
    else
      this.#takeThrough(socket, upgrade, detour, following).catch(() => {
        this.#dialling.delete(socket);
        socket.destroy();
      });
  }

  /** Finds out first whether APISIX takes the connection: once the request was sent there it could go no other way. */
  async #takeThrough(
    socket: Socket,
    upgrade: UpgradeRequest,
    { path, direct }: NonNullable<UpgradeRequest['detour']>,
    following: Buffer,
  ): Promise<void> {
    socket.on('error', () => undefined);
    // Whatever it sends meanwhile is for whoever takes it.
    socket.pause();
    this.#dialling.add(socket);
    const dialled = await dial(upgrade);
    this.#dialling.delete(socket);
    if (dialled !== undefined) {
      if (socket.destroyed) dialled.destroy();
      else this.#serve(socket, upgrade, following, dialled);
      return;
    }
    path.failed(`${upgrade.endpoint.key} takes no connection`, Date.now());
    if (socket.destroyed) return;
    const next = direct();
    if ('kind' in next) this.#refuse(socket, upgrade, next);
    else this.#serve(socket, next, following);
  }

  #refuse(socket: Socket, { state }: UpgradeRequest, answer: Answer): void {
    state.counter.count(answer.status, false);
    this.#dialling.add(socket);
    const timer = setTimeout(() => socket.destroy(), LIMITS.lingerTime);
    socket.once('close', () => {
      clearTimeout(timer);
      this.#dialling.delete(socket);
    });
    socket.resume();
    socket.end(answerText(answer, 'close', false), 'latin1');
  }

  #serve(
    socket: Socket,
    { text, state, endpoint, protocols }: UpgradeRequest,
    following: Buffer,
    dialled?: Socket,
  ): void {
    const destination: Destination = { state, endpoint, protocols, counted: false, ...(dialled ? { dialled } : {}) };
    this.#destinations.set(socket, destination);
    endpoint.inFlight++;
    socket.once('close', () => {
      this.#destinations.delete(socket);
      endpoint.inFlight--;
      count(destination, 499);
    });
    socket.on('error', () => undefined);
    socket.setKeepAlive(true, 30_000);
    socket.unshift(Buffer.concat([Buffer.from(text, 'latin1'), following]));
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
    const { dialled } = destination;
    if (dialled !== undefined) agent.createConnection = () => dialled;
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
    // The library knows one protocol only.
    request.setHeader('Upgrade', destination.protocols);
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
    for (const socket of [...this.#destinations.keys(), ...this.#dialling]) socket.destroy();
  }
}

/** Opens a connection; undefined when nobody takes it. */
function dial({ endpoint: { host, port, lookup } }: UpgradeRequest): Promise<Socket | undefined> {
  const socket = connect({ host, port, lookup, noDelay: true });
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.destroy(), DIAL_TIME);
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(socket);
    });
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
}
