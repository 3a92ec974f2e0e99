import { setMaxListeners } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createEngine } from '../../../../controller/platform/docker/engine.ts';
import { waitFor } from '../../../support/wait.ts';
import { failureOf, scriptedEngine, within, type Answer, type ScriptedEngine } from './scripted-engine.ts';

let scripted: ScriptedEngine;
const script = async (answer: Answer): Promise<ScriptedEngine> => (scripted = await scriptedEngine(answer));
const nothing: Answer = () => undefined;
const emptyList: Answer = (_, response) => response.end('[]');

afterEach(async () => {
  await scripted[Symbol.asyncDispose]();
});

describe('the version of the API', () => {
  it.each([
    ['1.41', '1.12', '/v1.41/'],
    ['1.40', '1.12', '/v1.40/'],
    ['1.60', '1.44', '/v1.51/'],
  ])(
    'is the newest that both sides know: with 1.40 to 1.51 here and %s (from %s) there, %s',
    async (ApiVersion, MinAPIVersion, prefix) => {
      const { engine, requests } = await script(emptyList);
      scripted.version = { Version: 'x', ApiVersion, MinAPIVersion };
      await engine.containers(within());
      expect(requests.map(({ url }) => url)).toEqual([
        expect.stringMatching(/^\/version/),
        expect.stringContaining(prefix),
      ]);
    },
  );

  it.each([
    ['1.39', '1.12', 'it speaks API 1.12 to 1.39, this program 1.40 to 1.51', 'Use Docker 19.03 or later.'],
    ['1.70', '1.60', 'it speaks API 1.60 to 1.70, this program 1.40 to 1.51', 'Use a newer version of this program.'],
  ])('is missing for an engine with %s from %s on', async (ApiVersion, MinAPIVersion, words, mend) => {
    const { engine } = await script(emptyList);
    scripted.version = { Version: '18.9', ApiVersion, MinAPIVersion };
    await expect(engine.containers(within())).rejects.toMatchObject({
      code: 'EngineUnsupported',
      message: expect.stringContaining(words),
      mend,
    });
  });

  it('tells when something else than an engine answers', async () => {
    const { engine } = await script(emptyList);
    scripted.version = {};
    await expect(engine.containers(within())).rejects.toMatchObject({
      code: 'EngineUnsupported',
      message: `what answers at ${engine.endpoint} is no Docker engine`,
    });
  });

  it('is asked once for calls that come together; each of them ends with its own signal', async () => {
    const { engine, requests } = await script(emptyList);
    const called = new AbortController();
    setMaxListeners(0, called.signal);
    const calls = [engine.containers(within()), engine.networks(within()), engine.containers(called.signal)];
    called.abort(new Error('called off'));
    await expect(calls[2]).rejects.toThrow('called off');
    expect(await Promise.all(calls.slice(0, 2))).toEqual([[], []]);
    expect(requests.filter(({ url }) => url.startsWith('/version'))).toHaveLength(1);
  });

  it('is asked again by those who waited for an answer that did not come', async () => {
    const { engine, requests } = await script(emptyList);
    const first = new AbortController();
    const calls = [engine.containers(first.signal), engine.networks(within())];
    first.abort(new Error('called off'));
    await expect(calls[0]).rejects.toThrow('called off');
    expect(await calls[1]).toEqual([]);
    expect(requests.filter(({ url }) => url.startsWith('/version')).length).toBeLessThanOrEqual(2);
  });

  it('is asked once, and again after a connection failed, since the engine may have been upgraded', async () => {
    let broken = false;
    const { engine, requests } = await script((request, response) => {
      if (broken) request.socket.destroy();
      else response.end('[]');
    });
    await engine.containers(within());
    await engine.containers(within());
    expect(requests.filter(({ url }) => url.startsWith('/version'))).toHaveLength(1);
    broken = true;
    await expect(engine.containers(within())).rejects.toMatchObject({ code: 'EngineUnreachable' });
    broken = false;
    scripted.version = { ...scripted.version, ApiVersion: '1.43' };
    await engine.containers(within());
    expect(requests.at(-1)?.url).toMatch(/^\/v1\.43\//);
  });
});

describe('an engine that does not answer', () => {
  it('is unreachable when the connection breaks in the middle of an answer', async () => {
    const { engine } = await script((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('[');
      setImmediate(() => response.destroy());
    });
    await expect(engine.containers(within())).rejects.toMatchObject({
      code: 'EngineUnreachable',
      message: `the Docker engine at ${engine.endpoint} cannot be reached: the connection broke`,
    });
  });

  it('is unreachable when it is too late', async () => {
    const { engine } = await script(nothing);
    await expect(engine.containers(within(50))).rejects.toMatchObject({
      code: 'EngineUnreachable',
      message: expect.stringContaining('it does not answer in time'),
    });
  });

  it('rejects every aborted call at once, those that wait for a connection too, and leaves no socket behind', async () => {
    const { engine, sockets, requests } = await script(nothing);
    const called = new AbortController();
    const calls = Array.from({ length: 80 }, () => failureOf(engine.containers(called.signal)));
    await waitFor('the calls to arrive', () => requests.filter(({ url }) => url.startsWith('/v1.41')).length >= 20);
    called.abort(new Error('enough'));
    expect(new Set((await Promise.all(calls)).map(String))).toEqual(new Set(['Error: enough']));
    await waitFor('the connections to be closed', () => [...sockets].length === 0);
  });

  it.each(['head', 'body'])('ends an aborted call while the %s of the answer is awaited', async (part) => {
    const { engine, sockets, requests } = await script((_, response) => {
      if (part === 'body') response.writeHead(200).write('[');
    });
    const called = new AbortController();
    const failure = failureOf(engine.containers(called.signal));
    await waitFor('the call to arrive', () => requests.length === 2);
    called.abort(new Error('enough'));
    expect(String(await failure)).toBe('Error: enough');
    await waitFor('the connection to be closed', () => sockets.size === 0);
  });
});

describe('an endpoint', () => {
  it('counts as given, whatever DOCKER_HOST and its companions say', async () => {
    const { path } = await script(emptyList);
    const before = { ...process.env };
    Object.assign(process.env, {
      DOCKER_HOST: 'tcp://192.0.2.1:2376',
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: '/nowhere',
      DOCKER_CLIENT_TIMEOUT: '1',
    });
    try {
      expect(await createEngine({ endpoint: `unix://${path}` }).containers(within())).toEqual([]);
      expect(process.env.DOCKER_HOST).toBe('tcp://192.0.2.1:2376');
    } finally {
      process.env = before;
    }
  });

  it.each([
    ['unix:///nowhere/docker.sock', 'its socket does not exist', 'Start Docker'],
    ['tcp://127.0.0.1:1', 'nobody listens there', 'Start Docker (systemctl start docker) on that host'],
    [`unix:///${'x'.repeat(104)}`, 'the path of its socket has 105 bytes; the system takes 103', 'shorter path'],
    ['ssh://me@host', 'ssh is not supported', 'ssh -NL'],
    ['tcp://', 'this is not understood', 'Set DOCKER_HOST'],
    ['docker.sock', 'this is not understood', 'Set DOCKER_HOST'],
  ])('%s fails with words that help', async (endpoint, words, mend) => {
    await script(nothing);
    await expect(createEngine({ endpoint, environment: {} }).info(within())).rejects.toMatchObject({
      code: 'EngineUnreachable',
      message: expect.stringContaining(words),
      mend: expect.stringContaining(mend),
    });
  });
});
