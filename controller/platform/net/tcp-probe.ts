import { connect, type Socket } from 'node:net';
import type { Address } from '../../api/runtime.ts';
import { ProbeFailure, socketFailure } from './probe-failure.ts';

/** Succeeds when the address accepts a connection, which is closed at once. */
export function probeTcp({ host, port }: Address, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const end = (): void => {
      signal.removeEventListener('abort', end);
      socket.destroy();
    };
    signal.addEventListener('abort', end);
    socket.once('connect', () => {
      const answered = !isSelfConnected(socket);
      end();
      if (answered) resolve();
      else reject(new ProbeFailure('connection refused'));
    });
    socket.on('error', (error) => {
      end();
      reject(new ProbeFailure(socketFailure(error) ?? 'the connection failed'));
    });
  });
}

/**
 * Whether a connection leads back to itself: a connect to a closed port in the ephemeral range can be given that very port as its
 * own, and then succeeds although nobody listens (simultaneous open, RFC 9293 §3.5).
 */
export const isSelfConnected = (socket: Socket): boolean =>
  socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress;
