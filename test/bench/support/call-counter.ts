import { createServer, connect } from 'node:net';

/** A socket in front of an engine's, which counts the calls that go through it. */
export interface CallCounter extends AsyncDisposable {
  /** In DOCKER_HOST's form. */
  readonly endpoint: string;
  /** The request lines since the last time that this was asked. */
  take(): string[];
}

export async function countCalls(endpoint: string, path: string): Promise<CallCounter> {
  const target = endpoint.replace('unix://', '');
  let calls: string[] = [];
  const server = createServer((client) => {
    const upstream = connect(target);
    client.on('data', (chunk) => {
      const lines = chunk.toString('latin1').matchAll(/^((?:GET|HEAD|POST|PUT|DELETE) \S+) HTTP\/1\.1\r$/gm);
      calls.push(...[...lines].map(([, line = '']) => line));
    });
    client.pipe(upstream).pipe(client);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      one.on('error', () => other.destroy());
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    endpoint: `unix://${path}`,
    take() {
      const taken = calls;
      calls = [];
      return taken;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}
