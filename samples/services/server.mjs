// What the sample services share: an HTTP server that says where it listens, answers JSON, and ends cleanly when asked to.
import { createServer } from 'node:http';

const { HOST = '127.0.0.1', PORT = '8080' } = process.env;

/** Serves until SIGTERM; requests that are under way then are finished first. */
export function serve(answer) {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://service');
    try {
      const { status = 200, type = 'application/json', body } = await answer(url, request);
      response.writeHead(status, { 'content-type': type }).end(typeof body === 'string' ? body : JSON.stringify(body));
    } catch (error) {
      console.error(error);
      response.writeHead(502, { 'content-type': 'application/json' }).end(JSON.stringify({ error: error.message }));
    }
  });
  server.listen(Number(PORT), HOST, () => console.log(`listening on http://${HOST}:${PORT}`));
  process.once('SIGTERM', () => {
    console.log('asked to end');
    server.close();
    server.closeIdleConnections();
  });
}
