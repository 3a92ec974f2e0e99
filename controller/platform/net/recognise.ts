import { connect } from 'node:net';
import type { Protocol, Recognition } from '../../api/discovery.ts';
import type { Address } from '../../api/runtime.ts';
import { isSelfConnected } from './tcp-probe.ts';

/** Bytes that tell what an answer is. */
const ENOUGH = 32;

interface Greeting {
  readonly protocol: Protocol;
  /** Ports at which this one is tried first. */
  readonly usual: readonly number[];
  readonly hello: (address: Address) => string;
  /** Undefined for an answer in another protocol. */
  readonly read: (answer: string) => Recognition | undefined;
}

/** What a client of each protocol begins with, and how a server answers: whatever user, password or path it would ask for later. */
const GREETINGS: readonly Greeting[] = [
  {
    protocol: 'http',
    usual: [],
    // RFC 9112, section 2.
    hello: ({ host, port }) =>
      `GET / HTTP/1.1\r\nHost: ${host.includes(':') ? `[${host}]` : host}:${port}\r\nUser-Agent: qbtc-discovery\r\nConnection: close\r\n\r\n`,
    read: (answer) => {
      const [, status] = /^HTTP\/1\.[01] (\d{3})\b/.exec(answer) ?? [];
      return status === undefined ? undefined : { protocol: 'http', status: Number(status) };
    },
  },
  {
    protocol: 'amqp',
    usual: [5672],
    // AMQP 0-9-1, section 2.2.4: a method frame with Connection.Start, or the header of the version that it speaks.
    hello: () => 'AMQP\0\0\t\x01',
    read: (answer) =>
      answer.startsWith('AMQP') || (answer.startsWith('\x01\0\0') && answer.slice(7, 11) === '\0\n\0\n')
        ? { protocol: 'amqp' }
        : undefined,
  },
  {
    protocol: 'redis',
    usual: [6379],
    // https://redis.io/docs/latest/develop/reference/protocol-spec/#inline-commands
    hello: () => 'PING\r\n',
    read: (answer) =>
      /^(\+PONG|-(NOAUTH|LOADING|DENIED|MASTERDOWN|NOPERM|BUSY) )/.test(answer) ? { protocol: 'redis' } : undefined,
  },
  {
    protocol: 'postgres',
    usual: [5432],
    // SSLRequest: https://www.postgresql.org/docs/current/protocol-message-formats.html
    hello: () => '\0\0\0\x08\x04\xd2\x16\x2f',
    read: (answer) => (/^[SN]$/.test(answer) ? { protocol: 'postgres' } : undefined),
  },
];

/**
 * Finds out what a port speaks, by greeting it in each protocol over a connection of its own; undefined for none of them. The usual one of the
 * port comes first, then HTTP, then the others at once.
 *
 * @param patience milliseconds for each answer
 */
export async function recognise(
  address: Address,
  patience: number,
  signal: AbortSignal,
): Promise<Recognition | undefined> {
  const usual = GREETINGS.find((greeting) => greeting.usual.includes(address.port));
  const [http, ...others] = GREETINGS;
  for (const greeting of [usual, http]) {
    const found = greeting && (await greet(address, greeting, patience, signal));
    if (found) return found;
  }
  const rest = others.filter((greeting) => greeting !== usual);
  const found = await Promise.all(rest.map((greeting) => greet(address, greeting, patience, signal)));
  return found.find((recognition) => recognition !== undefined);
}

function greet(
  address: Address,
  { hello, read }: Greeting,
  patience: number,
  signal: AbortSignal,
): Promise<Recognition | undefined> {
  return new Promise((resolve) => {
    const socket = connect(address);
    let answer = '';
    const settle = (found: Recognition | undefined): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      socket.destroy();
      resolve(found);
    };
    // Who says what was said to it speaks no protocol.
    const isEcho = (): boolean => answer !== '' && hello(address).startsWith(answer);
    const stop = (): void => {
      settle(isEcho() ? undefined : read(answer));
    };
    const timer = setTimeout(stop, patience);
    signal.addEventListener('abort', stop);
    socket.on('connect', () => {
      if (isSelfConnected(socket)) settle(undefined);
      else socket.write(Buffer.from(hello(address), 'latin1'));
    });
    socket.on('data', (piece) => {
      answer = (answer + piece.toString('latin1')).slice(0, ENOUGH);
      const found = isEcho() ? undefined : read(answer);
      if (found || answer.length >= ENOUGH) settle(found);
    });
    socket.on('error', stop);
    socket.on('close', stop);
  });
}
