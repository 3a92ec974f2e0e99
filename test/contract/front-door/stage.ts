import { once } from 'node:events';
import { createServer, type RequestListener, type Server as HttpServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { TableRoute } from '../../../controller/api/route-table.ts';
import { DataPlane } from '../../../controller/proxy/data-plane.ts';
import { tableOf } from './program.ts';

/** A data plane in this process, with services behind it; all of it is ended by `close`. */
export class Stage {
  plane = new DataPlane();
  port = 0;
  /** What the data plane said of defects and of connections that it turned away. */
  reports: string[] = [];
  readonly #closers: (() => Promise<unknown>)[] = [];

  async open(): Promise<void> {
    this.plane.destroy();
    this.reports = [];
    this.plane = new DataPlane({ report: (problem) => this.reports.push(problem) });
    this.port = portOf(await this.plane.listen('127.0.0.1', 0));
  }

  serve(...routes: TableRoute[]): Promise<void> {
    return this.plane.setTables([tableOf(String(Math.random()), ...routes)]);
  }

  /** Requests that are under way to services. */
  inFlight(): number {
    return Object.values(this.plane.inFlight()).reduce((sum, count) => sum + count, 0);
  }

  /** Starts a service that speaks HTTP; returns its port. */
  async http(handler: RequestListener): Promise<number> {
    const server = createServer(handler);
    this.#closers.push(() => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
    return listening(server);
  }

  /** Starts a service that speaks in bytes; returns its port. */
  async tcp(handler: (socket: Socket) => void): Promise<number> {
    const sockets = new Set<Socket>();
    const server = createTcpServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      handler(socket);
    });
    this.#closers.push(() => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    });
    return listening(server);
  }

  async close(): Promise<void> {
    this.plane.destroy();
    for (const close of this.#closers.splice(0)) await close();
  }
}

const portOf = (server: Server | HttpServer): number => (server.address() as AddressInfo).port;

async function listening(server: Server | HttpServer): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return portOf(server);
}
