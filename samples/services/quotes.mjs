// An API with a few quotes: GET / lists them, GET /random gives one, GET /health says that it is well.
import { serve } from './server.mjs';

const quotes = [
  { text: 'Simplicity is prerequisite for reliability.', author: 'Edsger W. Dijkstra' },
  { text: 'Premature optimization is the root of all evil.', author: 'Donald E. Knuth' },
  { text: 'The most dangerous phrase is: we have always done it this way.', author: 'Grace Hopper' },
];

serve(({ pathname }) => {
  switch (pathname) {
    case '/':
      return { body: quotes };
    case '/random':
      return { body: quotes[Math.floor(Math.random() * quotes.length)] };
    case '/health':
      return { body: { status: 'ok' } };
    default:
      return { status: 404, body: { error: 'no such quote' } };
  }
});
