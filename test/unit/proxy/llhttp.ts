import { createServer } from 'node:http';
import { Duplex } from 'node:stream';

/** A request as node's parser (llhttp, strict) frames it. */
export interface FramedRequest {
  readonly method: string;
  readonly target: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string;
}

class Wire extends Duplex {
  override _read(): void {
    // Everything is pushed from outside.
  }
  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done();
  }
}

/** What llhttp makes of bytes: the complete requests in them, and whether it refused what followed. */
export async function frameWithLlhttp(bytes: Buffer): Promise<{ requests: FramedRequest[]; refused: boolean }> {
  const requests: FramedRequest[] = [];
  let refused = false;
  const server = createServer({ maxHeaderSize: 65_536, requireHostHeader: false }, (message, response) => {
    const parts: Buffer[] = [];
    message.on('data', (part: Buffer) => parts.push(part));
    message.on('end', () => {
      const body = Buffer.concat(parts).toString('latin1');
      requests.push({ method: message.method ?? '', target: message.url ?? '', headers: message.rawHeaders, body });
      response.end();
    });
    message.on('error', () => undefined);
  });
  // The connection stays, so that the requests before the refused bytes are still read to their end.
  server.on('clientError', () => {
    refused = true;
  });
  server.on('checkContinue', (message, response) => server.emit('request', message, response));
  server.on('checkExpectation', (message, response) => server.emit('request', message, response));
  const wire = new Wire();
  server.emit('connection', wire);
  wire.push(bytes);
  // Parsing is synchronous; bodies end and answers go out within some turns of the event loop.
  for (let turn = 0; turn < 6; turn++) await new Promise((resolve) => setImmediate(resolve));
  wire.destroy();
  server.closeAllConnections();
  return { requests, refused };
}
