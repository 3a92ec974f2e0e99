import { createHash } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { chunksOf, headOf } from './message.ts';
import type { ParityFile, ServiceAnswer } from './parity-file.ts';

/** A request as a service read it: bytes, not somebody's idea of them. */
export interface ReceivedRequest {
  readonly service: string;
  readonly line: string;
  readonly headers: readonly string[];
  readonly framing: 'none' | 'content-length' | 'chunked';
  readonly body: Buffer;
}

/** Takes one request off the front of what came; undefined when it is not complete. */
function takeRequest(data: Buffer, service: string): { request: ReceivedRequest; rest: Buffer } | undefined {
  const head = headOf(data);
  if (head === undefined) return undefined;
  const { line, headers, value, end: start } = head;
  const taken = (framing: ReceivedRequest['framing'], body: Buffer, end: number) => ({
    request: { service, line, headers, framing, body: Buffer.from(body) },
    rest: data.subarray(end),
  });
  if (value('transfer-encoding') !== undefined) {
    const { chunks, end } = chunksOf(data, start);
    return end === undefined ? undefined : taken('chunked', Buffer.concat(chunks), end);
  }
  const length = value('content-length');
  const end = start + Number(length ?? 0);
  if (data.length < end) return undefined;
  return taken(length === undefined ? 'none' : 'content-length', data.subarray(start, end), end);
}

const pathOf = (line: string): string => (line.split(' ')[1] ?? '').split('?')[0] ?? '';
const lastSegment = (line: string): string => pathOf(line).split('/').at(-1) ?? '';

/** The services of the record: raw sockets that answer as `service_answers` says and remember what they read. */
export class Services {
  readonly received: ReceivedRequest[] = [];
  readonly addresses = new Map<string, number>();
  readonly #file: ParityFile;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();

  constructor(file: ParityFile) {
    this.#file = file;
  }

  async start(): Promise<void> {
    for (const name of ['svc-a', 'svc-b', 'svc-c', 'svc-d', 'svc-s', 'svc-closer', 'svc-gone', 'svc-gone2']) {
      const server = createServer((socket) => {
        this.#serve(name, socket);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      this.addresses.set(name, (server.address() as AddressInfo).port);
      this.#servers.push(server);
    }
    // Closed only now, so that nobody else was given their ports.
    for (const server of this.#servers.splice(-2)) await new Promise((resolve) => server.close(resolve));
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  #serve(name: string, socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined);
    let data = Buffer.alloc(0);
    let upgraded = false;
    socket.on('data', (piece: Buffer) => {
      if (upgraded) {
        socket.write(Buffer.concat([Buffer.from('echo:'), piece]));
        return;
      }
      data = Buffer.concat([data, piece]);
      for (;;) {
        const taken = takeRequest(data, name);
        if (taken === undefined) return;
        data = Buffer.from(taken.rest);
        this.received.push(taken.request);
        upgraded = this.#answer(taken.request, socket);
        if (upgraded && data.length > 0) socket.write(Buffer.concat([Buffer.from('echo:'), data]));
        if (upgraded) return;
      }
    });
  }

  /** Whether the connection was switched to another protocol. */
  #answer(request: ReceivedRequest, socket: Socket): boolean {
    const { service, line } = request;
    if (service === 'svc-closer') {
      socket.end();
      return false;
    }
    const segment = lastSegment(line);
    const { service_answers: answers } = this.#file;
    if (service === 'svc-s') {
      const upgrade = request.headers.find((header) => /^upgrade:/i.test(header));
      if (upgrade !== undefined && segment.startsWith('ws')) {
        const text = answers.upgrade[segment] ?? answers.upgrade.otherwise ?? '';
        socket.write(text.replace('{as received}', upgrade.slice(8).trim()), 'latin1');
        return text.startsWith('HTTP/1.1 101');
      }
      const head = line.startsWith('HEAD ') ? answers.HEAD[segment] : undefined;
      if (head !== undefined) {
        socket.write(head, 'latin1');
        return false;
      }
      const answer = line.startsWith('HEAD ') ? undefined : answers.answers[segment];
      if (answer !== undefined) {
        void this.#play(answer, socket);
        return false;
      }
    }
    this.#echo(request, socket);
    return false;
  }

  async #play({ sends, then }: ServiceAnswer, socket: Socket): Promise<void> {
    for (const { after_ms, bytes, bytes_parts } of sends) {
      if (after_ms !== undefined) await new Promise((resolve) => setTimeout(resolve, after_ms));
      socket.write(
        (bytes ?? bytesOf(bytes_parts ?? [])).replaceAll('{svc-s}', `127.0.0.1:${this.addresses.get('svc-s')}`),
        'latin1',
      );
    }
    if (then === 'closes') socket.end();
    if (then === 'resets') socket.resetAndDestroy();
  }

  #echo({ service, line, headers, body }: ReceivedRequest, socket: Socket): void {
    const hash = createHash('sha256').update(body).digest('hex');
    const text = Buffer.from(JSON.stringify({ service, line, headers, body_len: body.length, body_sha256: hash }));
    const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\nX-Service: ${service}\r\n\r\n`;
    socket.write(Buffer.concat([Buffer.from(head), line.startsWith('HEAD ') ? Buffer.alloc(0) : text]));
  }
}

/** A text given with long runs as `{repeat, times}`. */
export const bytesOf = (parts: readonly (string | { repeat: string; times: number })[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : part.repeat.repeat(part.times))).join('');
