import type { Socket } from 'node:net';

/** Ends a body in the chunked coding. */
export const LAST_CHUNK = '0\r\n\r\n';

/** Writes a piece of a body in the chunked coding (RFC 9112, section 7.1); an empty one would end it. */
export function writeChunk(socket: Socket, piece: Buffer): void {
  socket.cork();
  socket.write(`${piece.length.toString(16)}\r\n`, 'latin1');
  socket.write(piece);
  socket.write('\r\n', 'latin1');
  socket.uncork();
}
