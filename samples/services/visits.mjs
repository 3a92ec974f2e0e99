// Hands the quotes of another service on ($QUOTES), with a count of the visits that it keeps in Redis ($REDIS); both as host:port.
import { once } from 'node:events';
import { connect } from 'node:net';
import { serve } from './server.mjs';

const { QUOTES, REDIS } = process.env;

/** Sends one inline command (https://redis.io/docs/latest/develop/reference/protocol-spec/#inline-commands); gives the number it answers. */
async function ask(command) {
  const [host, port] = REDIS.split(':');
  const socket = connect({ host, port: Number(port), timeout: 2000 });
  socket.once('timeout', () => socket.destroy(new Error('Redis does not answer')));
  try {
    socket.write(`${command}\r\n`);
    const [answer] = await once(socket, 'data');
    const number = /^:(\d+)\r\n/.exec(String(answer))?.[1];
    if (number === undefined) throw new Error('Redis answers something else than a number');
    return Number(number);
  } finally {
    socket.destroy();
  }
}

serve(async ({ pathname }) => {
  if (pathname === '/health') return { body: { status: 'ok' } };
  const answer = await fetch(`http://${QUOTES}/random`, { signal: AbortSignal.timeout(2000) });
  return { body: { ...(await answer.json()), visits: await ask('INCR visits') } };
});
