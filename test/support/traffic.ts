import { Agent, get } from 'node:http';

/** A client that asks one address all the time, over one connection after the other and over kept ones in turn. */
export interface Traffic extends AsyncDisposable {
  /** How often each outcome was seen: the answer's status and body, or the error. */
  readonly seen: ReadonlyMap<string, number>;
  /** Ends the client and gives what went wrong: everything but an answer with 200. */
  stop(): Promise<string[]>;
}

export function startTraffic(url: string): Traffic {
  const seen = new Map<string, number>();
  const kept = new Agent({ keepAlive: true, maxSockets: 1 });
  let over = false;
  const ask = (agent: Agent | false): Promise<string> =>
    new Promise((resolve) => {
      const request = get(url, { agent, timeout: 10_000 }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () => {
          resolve(`${response.statusCode ?? 0} ${body}`);
        });
        response.on('error', (error) => {
          resolve(`broken off: ${error.message}`);
        });
      });
      request.on('timeout', () => request.destroy(new Error('no answer within 10 s')));
      request.on('error', (error) => {
        // A server may close a kept connection just as it is used again; clients ask once more (RFC 9112, section 9.3.1).
        const isStale = request.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
        resolve(isStale ? ask(false) : `failed: ${error.message}`);
      });
    });
  const client = async (agent: Agent | false): Promise<void> => {
    while (!over) {
      const outcome = await ask(agent);
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  const running = Promise.all([client(kept), client(false)]);
  const stop = async (): Promise<string[]> => {
    over = true;
    await running;
    kept.destroy();
    return [...seen.keys()].filter((outcome) => !outcome.startsWith('200 '));
  };
  return {
    seen,
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
}
