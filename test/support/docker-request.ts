import { request } from 'node:http';

export interface DockerRequest {
  readonly method?: string;
  readonly path: string;
  readonly body?: Uint8Array | object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly deadlineMs?: number;
}

/**
 * A call of the engine's API, independent of the client under test: `unix:///PATH` and `tcp://HOST:PORT`. An archive is sent again when the
 * engine closed the connection before it had read all of it.
 */
export async function dockerRequest(endpoint: string, call: DockerRequest): Promise<{ status: number; text: string }> {
  for (let attempt = 1; ; attempt++)
    try {
      return await callOnce(endpoint, call);
    } catch (error) {
      const isCut = (error as NodeJS.ErrnoException).code === 'EPIPE' && call.body instanceof Uint8Array;
      if (!isCut || attempt === 3) throw error;
    }
}

function callOnce(
  endpoint: string,
  { method = 'GET', path, body, headers = {}, deadlineMs = 30_000 }: DockerRequest,
): Promise<{ status: number; text: string }> {
  const address = endpoint.startsWith('unix://') ? { socketPath: endpoint.slice(7) } : addressOf(new URL(endpoint));
  const isBytes = body instanceof Uint8Array;
  const type = isBytes ? 'application/x-tar' : 'application/json';
  return new Promise((resolve, reject) => {
    const options = {
      ...address,
      method,
      path,
      headers: { 'content-type': type, ...headers },
      signal: AbortSignal.timeout(deadlineMs),
      agent: false as const,
    };
    const outgoing = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
    });
    outgoing.once('error', reject);
    outgoing.end(body === undefined ? undefined : isBytes ? body : JSON.stringify(body));
  });
}

const addressOf = ({ hostname, port }: URL): { host: string; port: number } => ({ host: hostname, port: Number(port) });
