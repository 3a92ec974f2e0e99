import { messageOf } from '../../api/errors.ts';
import type { Address } from '../../api/runtime.ts';
import type { Login } from './login.ts';
import { ProbeFailure, socketFailure } from './probe-failure.ts';

export interface AmqpRequest extends Login {
  readonly vhost: string;
}

/** Succeeds when an AMQP 0-9-1 connection to the virtual host opens; closes it again (specification, §2.2.4). */
export async function probeAmqp({ host, port }: Address, request: AmqpRequest, signal: AbortSignal): Promise<void> {
  const { default: amqplib } = await import('amqplib');
  if (signal.aborted) return;
  const { username, vhost } = request;
  // A new broker knows guest with this password, on loopback only.
  const password = request.password ?? (username === 'guest' ? 'guest' : '');
  // The client reads the virtual host as part of a URL.
  const target = {
    protocol: 'amqp',
    hostname: host,
    port,
    username,
    password,
    vhost: encodeURIComponent(vhost),
    heartbeat: 0,
  };
  // Whatever else is in here reaches net.connect, which destroys the socket when the signal is aborted.
  const socketOptions = { noDelay: true, signal };
  try {
    const connection = await amqplib.connect(target, socketOptions);
    connection.on('error', () => undefined);
    await connection.close();
  } catch (error) {
    throw new ProbeFailure(amqpFailure(error));
  }
}

function amqpFailure(error: unknown): string {
  const message = messageOf(error);
  if (/ACCESS_REFUSED|403/.test(message)) return 'the server refuses the user name or password';
  if (message.startsWith('Expected ConnectionOpenOk; got <ConnectionClose'))
    return 'the server refuses the virtual host';
  return socketFailure(error) ?? 'the connection was closed during the AMQP handshake';
}
