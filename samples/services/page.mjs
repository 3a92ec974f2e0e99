// A web page that shows a quote of the quotes service, which it finds at $QUOTES (host:port).
import { serve } from './server.mjs';

const escape = (text) => text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]);

serve(async ({ pathname }) => {
  if (pathname === '/health') return { body: { status: 'ok' } };
  if (pathname !== '/') return { status: 404, type: 'text/plain', body: 'no such page\n' };
  const answer = await fetch(`http://${process.env.QUOTES}/random`, { signal: AbortSignal.timeout(2000) });
  const { text, author } = await answer.json();
  console.log(`showed ${author}`);
  return {
    type: 'text/html; charset=utf-8',
    body: `<!doctype html><title>Quotes</title><blockquote>${escape(text)}</blockquote><p>${escape(author)}</p>\n`,
  };
});
