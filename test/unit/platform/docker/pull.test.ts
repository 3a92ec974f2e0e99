import { afterEach, describe, expect, it } from '@jest/globals';
import type { PullProgress } from '../../../../controller/api/engine.ts';
import { waitFor } from '../../../support/wait.ts';
import { failureOf, scriptedEngine, within, type Answer, type ScriptedEngine } from './scripted-engine.ts';

let scripted: ScriptedEngine;
const script = async (answer: Answer): Promise<ScriptedEngine> => (scripted = await scriptedEngine(answer));
const ignore = (): void => undefined;

afterEach(async () => {
  await scripted[Symbol.asyncDispose]();
});

/** Answers a pull with these lines, and the look afterwards with `status`. */
const pulling =
  (lines: readonly object[], status = 200): Answer =>
  (request, response) => {
    if (request.method === 'POST') response.end(lines.map((line) => `${JSON.stringify(line)}\r\n`).join(''));
    else response.writeHead(status).end(status === 200 ? '{"Id":"sha256:1"}' : '{"message":"No such image: api:1"}');
  };

describe('a pull', () => {
  it.each([
    ['api', 'fromImage=api&tag=latest', '/images/api:latest/json'],
    [
      '127.0.0.1:5000/team/api:1.2',
      'fromImage=127.0.0.1%3A5000%2Fteam%2Fapi&tag=1.2',
      '/images/127.0.0.1:5000/team/api:1.2/json',
    ],
    ['localhost:5000/api', 'fromImage=localhost%3A5000%2Fapi&tag=latest', '/images/localhost:5000/api:latest/json'],
    ['api@sha256:abc', 'fromImage=api&tag=sha256%3Aabc', '/images/api@sha256:abc/json'],
    ['api:1@sha256:abc', 'fromImage=api&tag=sha256%3Aabc', '/images/api@sha256:abc/json'],
  ])('of %s asks for exactly one image', async (image, query, look) => {
    const { engine, requests } = await script(pulling([]));
    await engine.pull(image, undefined, ignore, within());
    expect(requests.map(({ url }) => url).slice(1)).toEqual([
      `/v1.41/images/create?${query}`,
      expect.stringContaining(look),
    ]);
  });

  it('sums the bytes up over its layers', async () => {
    const line = (id: string, status: string, current?: number, total?: number): object => ({
      id,
      status,
      progressDetail: { current, total },
    });
    const { engine } = await script(
      pulling([
        line('1', 'Pulling from library/api'),
        line('a', 'Pulling fs layer'),
        line('c', 'Already exists'),
        line('a', 'Downloading', 10, 100),
        line('b', 'Downloading', 5, 50),
        line('a', 'Download complete'),
        line('a', 'Extracting', 1, 400),
        line('b', 'Downloading', 20, 50),
      ]),
    );
    const told: PullProgress[] = [];
    await engine.pull('api', undefined, (progress) => told.push(progress), within());
    expect(told[0]).toEqual({ current: 10, total: 100 });
    expect(told.at(-1)).toEqual({ current: 120, total: 150 });
    expect(told.length).toBeLessThan(4);
  });

  it('sends credentials, and keeps them out of its failure', async () => {
    const { engine, requests } = await script(
      pulling([{ errorDetail: { message: 'unauthorized: incorrect username or password' } }]),
    );
    const credentials = { registry: 'reg:5000', username: 'me', password: 'planted-s3cret' };
    const failure = await failureOf(engine.pull('reg:5000/api', credentials, ignore, within()));
    const sent = Buffer.from(String(requests.at(-1)?.headers['x-registry-auth']), 'base64url').toString();
    expect(JSON.parse(sent)).toEqual({ username: 'me', password: 'planted-s3cret', serveraddress: 'reg:5000' });
    expect(failure).toMatchObject({
      code: 'PullFailed',
      disposition: 'wait',
      mend: expect.stringContaining('docker login reg:5000'),
    });
    expect(JSON.stringify([failure, String(failure)])).not.toContain('s3cret');
  });

  it.each([
    ['manifest for api:1 not found: manifest unknown: manifest unknown', 'wait', 'Check the name and the tag'],
    ["pull access denied for api, repository does not exist or may require 'docker login'", 'wait', 'log in'],
    [
      'Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused',
      'retry',
      'reaches the registry',
    ],
    ['write /var/lib/docker/tmp/x: no space left on device', 'wait', 'Free space'],
    ['no matching manifest for linux/arm64/v8 in the manifest list entries', 'terminal', 'processor'],
    ['toomanyrequests: You have reached your pull rate limit', 'retry', 'limits pulls'],
    ['something new', 'retry', 'docker pull api:1'],
  ])('that fails in its stream with "%s" says how to mend it', async (message, disposition, mend) => {
    const { engine } = await script(pulling([{ status: 'Pulling' }, { errorDetail: { message }, error: message }]));
    await expect(engine.pull('api:1', undefined, ignore, within())).rejects.toMatchObject({
      code: 'PullFailed',
      message: `cannot pull the image api:1: ${message}`,
      disposition,
      mend: expect.stringContaining(mend),
    });
  });

  it('that is refused before its stream fails in the same way', async () => {
    const { engine } = await script((_, response) => response.writeHead(404).end('{"message":"manifest unknown"}'));
    await expect(engine.pull('api:1', undefined, ignore, within())).rejects.toMatchObject({
      code: 'PullFailed',
      message: 'cannot pull the image api:1: manifest unknown',
    });
  });

  it('that leaves no image behind has failed', async () => {
    const { engine } = await script(pulling([{ status: 'Pulling' }], 404));
    await expect(engine.pull('api:1', undefined, ignore, within())).rejects.toMatchObject({ code: 'PullFailed' });
  });

  it('ends at an abort, and so does its connection', async () => {
    const { engine, sockets, requests } = await script((_, response) =>
      response.writeHead(200).write('{"status":"Pulling"}\r\n'),
    );
    const called = new AbortController();
    const failure = failureOf(engine.pull('api:1', undefined, ignore, called.signal));
    await waitFor('the pull to arrive', () => requests.length === 2);
    called.abort(new Error('enough'));
    expect(String(await failure)).toBe('Error: enough');
    await waitFor('only an idle connection to be left', () => sockets.size <= 1);
  });
});
