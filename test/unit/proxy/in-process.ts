import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { TableRoute } from '../../../controller/api/route-table.ts';
import { Client } from '../../../controller/proxy/client.ts';
import type { Front } from '../../../controller/proxy/front.ts';
import type { Endpoint } from '../../../controller/proxy/endpoint.ts';
import type { RequestHead } from '../../../controller/proxy/http1/request-head.ts';
import { RouteCounter, RouteState } from '../../../controller/proxy/route-state.ts';
import { Matcher } from '../../../controller/routing/matcher.ts';

/** A socket without a network: what is emitted as `data` was received, `written` was sent. */
export class FakeSocket extends EventEmitter {
  readonly remoteAddress = '127.0.0.1';
  readonly localPort = 9079;
  writableLength = 0;
  written = '';
  ended = false;
  destroyed = false;
  #paused = false;

  write(data: string | Uint8Array): boolean {
    this.written += typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
    return true;
  }
  end(data?: string): void {
    if (data !== undefined) this.write(data);
    this.ended = true;
  }
  destroy(): void {
    this.destroyed = true;
  }
  cork(): void {
    // Nothing waits here.
  }
  uncork(): void {
    // Nothing waits here.
  }
  pause(): void {
    this.#paused = true;
  }
  resume(): void {
    this.#paused = false;
  }
  isPaused(): boolean {
    return this.#paused;
  }
}

/** The data plane without sockets: routes lead to services that read and never answer. */
export class InProcess {
  /** What each service got, one text a request. */
  readonly forwarded: FakeSocket[] = [];
  readonly client: FakeSocket = new FakeSocket();

  constructor(routes: readonly TableRoute[], memo = true) {
    const endpoint = {
      authority: '127.0.0.1:1',
      inFlight: 0,
      forbidden: undefined,
      takeIdle: () => {
        const socket = new FakeSocket();
        this.forwarded.push(socket);
        return { socket, reused: false, reusable: false, use: () => undefined, destroy: () => undefined };
      },
    } as unknown as Endpoint;
    const table = {
      stack: { namespace: '', name: '', uid: 'u', createdAt: 0 },
      hash: '',
      quantumFrequency: '888',
      routes,
    };
    const matcher = new Matcher<RouteState>();
    for (const route of routes) matcher.add(route, new RouteState(route, table, new RouteCounter(), () => endpoint));
    const front: Front = {
      now: 0,
      draining: false,
      memo,
      httpsPort: 443,
      match: (head: RequestHead) => matcher.match(head.hostParts?.name ?? '', head.path, head),
      upgrade: (client, { text }, following) => {
        const socket = new FakeSocket();
        socket.write(Buffer.concat([Buffer.from(text, 'latin1'), following]));
        client.on('data', (piece: Buffer) => socket.write(piece));
        this.forwarded.push(socket);
      },
      defect: (error) => {
        throw error;
      },
      closed: () => undefined,
    };
    new Client(this.client as unknown as Socket, front);
  }

  receive(...pieces: Buffer[]): void {
    for (const piece of pieces) if (!this.client.ended && !this.client.destroyed) this.client.emit('data', piece);
  }

  /** Everything that came of it, as one text. */
  get outcome(): string {
    return JSON.stringify([
      this.forwarded.map(({ written }) => written),
      this.client.written,
      this.client.ended,
      this.client.destroyed,
      // An id that was made for the request.
    ]).replace(/[\da-f]{8}-[\da-f-]{27}/g, '{uuid}');
  }
}
