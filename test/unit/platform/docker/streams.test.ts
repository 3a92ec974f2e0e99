import { afterEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '../../../support/wait.ts';
import { failureOf, scriptedEngine, within, type Answer, type ScriptedEngine } from './scripted-engine.ts';

let scripted: ScriptedEngine;
const script = async (answer: Answer): Promise<ScriptedEngine> => (scripted = await scriptedEngine(answer));

afterEach(async () => {
  await scripted[Symbol.asyncDispose]();
});

const frame = (stream: 1 | 2, bytes: string | Uint8Array): Buffer => {
  const content = Buffer.from(bytes as string);
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(content.length, 4);
  return Buffer.concat([header, content]);
};

/** Sends bytes one chunk of so many bytes at a time. */
async function send(response: Parameters<Answer>[1], bytes: Uint8Array, size: number): Promise<void> {
  for (let at = 0; at < bytes.length; at += size) {
    response.write(bytes.subarray(at, at + size));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('logs', () => {
  const logging = (tty: boolean, bytes: Uint8Array, size: number): Answer => {
    return (request, response) => {
      if (request.url?.includes('/logs') === true) void send(response, bytes, size).then(() => response.end());
      else response.end(JSON.stringify({ Config: { Tty: tty } }));
    };
  };

  it.each([1, 3, 7, 1000])(
    'put lines together from frames that are split anywhere (%d bytes a chunk)',
    async (size) => {
      const bytes = Buffer.concat([
        frame(1, 'one\ntw'),
        frame(2, 'error\n'),
        frame(1, 'o\n'),
        frame(1, ''),
        frame(1, Buffer.from('grün\n').subarray(0, 3)),
        frame(1, Buffer.from('grün\n').subarray(3)),
        frame(1, Buffer.from([0xff, 0x0a])),
        frame(1, 'the last'),
      ]);
      const { engine } = await script(logging(false, bytes, size));
      const lines = await collect(engine.logs('web', { tail: undefined, follow: false }, within()));
      expect(lines).toEqual(['one', 'error', 'two', 'grün', '\uFFFD', 'the last']);
    },
  );

  it('are plain text from a container with a terminal', async () => {
    const { engine } = await script(logging(true, Buffer.from('one\r\ntwo\r\n'), 2));
    expect(await collect(engine.logs('web', { tail: 5, follow: true }, within()))).toEqual(['one', 'two']);
    expect(scripted.requests.at(-1)?.url).toContain('stdout=true&stderr=true&follow=true&tail=5');
  });

  it('end at an abort while they are followed', async () => {
    const { engine, sockets } = await script((request, response) => {
      if (request.url?.includes('/logs') === true) response.write(frame(1, 'one\n'));
      else response.end(JSON.stringify({ Config: { Tty: false } }));
    });
    const called = new AbortController();
    const lines = engine.logs('web', { tail: undefined, follow: true }, called.signal)[Symbol.asyncIterator]();
    expect(await lines.next()).toEqual({ done: false, value: 'one' });
    called.abort(new Error('enough'));
    expect(String(await failureOf(lines.next()))).toBe('Error: enough');
    await waitFor('only an idle connection to be left', () => sockets.size <= 1);
  });
});

describe('events', () => {
  const event = (Type: string, Action: string, ID: string, Attributes: Record<string, string> | null): string =>
    `${JSON.stringify({ Type, Action, Actor: { ID, Attributes } })}\n`;

  it.each([1, 10, 10_000])('come whole from a stream that is split anywhere (%d bytes a chunk)', async (size) => {
    const text = [
      event('container', 'start', 'c1', { 'qbtc.dev/stack': 'ä' }),
      event('network', 'connect', 'n1', { container: 'c1', name: 'net' }),
      event('network', 'create', 'n1', { name: 'net' }),
      event('plugin', 'enable', 'p1', null),
      event('volume', 'create', 'v1', null),
    ].join('');
    const { engine } = await script((_, response) => {
      void send(response, Buffer.from(text), size).then(() => response.end());
    });
    expect(await collect(engine.events(within()))).toEqual([
      { type: 'Connected', action: '', id: '', labels: {} },
      { type: 'container', action: 'start', id: 'c1', labels: { 'qbtc.dev/stack': 'ä' } },
      { type: 'network', action: 'connect', id: 'c1', labels: { container: 'c1', name: 'net' } },
      { type: 'network', action: 'create', id: 'n1', labels: { name: 'net' } },
      { type: 'volume', action: 'create', id: 'v1', labels: {} },
    ]);
  });

  it('say that the connection stands before anything has happened, and throw when it breaks', async () => {
    const { engine, sockets } = await script((_, response) => {
      response.writeHead(200).flushHeaders();
    });
    const events = engine.events(within())[Symbol.asyncIterator]();
    expect((await events.next()).value).toMatchObject({ type: 'Connected' });
    const next = failureOf(events.next());
    for (const socket of sockets) socket.destroy();
    expect(await next).toMatchObject({ code: 'EngineUnreachable' });
  });
});

describe('a command that is run in a container', () => {
  it('gives its exit code, which the engine may learn late, and the last 4 kB of its output', async () => {
    let looks = 0;
    const { engine } = await script((request, response) => {
      if (request.url?.includes('/start') === true) {
        const output = Buffer.concat([frame(1, 'x'.repeat(10_000)), frame(2, 'the end')]);
        void send(response, output, 999).then(() => response.end());
      } else if (request.method === 'POST') response.end(JSON.stringify({ Id: 'e1' }));
      else response.end(JSON.stringify({ ExitCode: ++looks < 3 ? null : 7 }));
    });
    const { code, output } = await engine.exec('web', { command: ['check'], env: { A: 'b' } }, within());
    expect({ code, length: output.length, end: output.slice(-8) }).toEqual({ code: 7, length: 4096, end: 'xthe end' });
  });
});
