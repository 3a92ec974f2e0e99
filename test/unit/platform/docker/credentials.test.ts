import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { credentialsFor } from '../../../../controller/platform/docker/credentials.ts';
import { failureOf, within } from './scripted-engine.ts';

const SECRET = 'planted-s3cret';
const HUB = 'https://index.docker.io/v1/';
const encoded = (user: string, password: string): string => Buffer.from(`${user}:${password}`).toString('base64');

let home: string;
const get = (image: string): ReturnType<typeof credentialsFor> =>
  credentialsFor(image, { HOME: home, PATH: `${home}/bin:${process.env.PATH ?? ''}` }, within());
const configure = (config: unknown): Promise<void> =>
  writeFile(join(home, '.docker/config.json'), typeof config === 'string' ? config : JSON.stringify(config));
const install = (name: string, script: string): Promise<void> =>
  writeFile(join(home, 'bin', `docker-credential-${name}`), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'qbtc-home-'));
  await mkdir(join(home, '.docker'));
  await mkdir(join(home, 'bin'));
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

describe('registry credentials', () => {
  it('are missing without a file, and without an entry for the registry', async () => {
    expect(await get('api')).toBeUndefined();
    await configure({ auths: { 'other:5000': { auth: encoded('me', SECRET) } } });
    expect(await get('reg:5000/api')).toBeUndefined();
  });

  it.each([
    ['reg:5000/team/api:1', 'reg:5000', 'reg:5000'],
    ['reg:5000/api', 'https://reg:5000/v1/', 'reg:5000'],
    ['redis', HUB, HUB],
    ['docker.io/library/redis:7', HUB, HUB],
    ['team/api@sha256:abc', HUB, HUB],
  ])('of %s are those of %s', async (image, key, registry) => {
    await configure({ auths: { [key]: { auth: encoded('me', `a:${SECRET}`) } } });
    expect(await get(image)).toEqual({ registry, username: 'me', password: `a:${SECRET}` });
  });

  it('may be an identity token', async () => {
    await configure({ auths: { 'reg.example': { auth: encoded('me', ''), identitytoken: SECRET } } });
    expect(await get('reg.example/api')).toEqual({ registry: 'reg.example', identityToken: SECRET });
  });

  it('come from the helper of the registry, else from the store of all', async () => {
    await install(
      'one',
      `read server; echo "{\\"ServerURL\\":\\"$server\\",\\"Username\\":\\"one@$server\\",\\"Secret\\":\\"${SECRET}\\"}"`,
    );
    await install('all', `read server; echo "{\\"Username\\":\\"<token>\\",\\"Secret\\":\\"$server\\"}"`);
    await configure({ credHelpers: { 'reg:5000': 'one' }, credsStore: 'all' });
    expect(await get('reg:5000/api')).toEqual({ registry: 'reg:5000', username: 'one@reg:5000', password: SECRET });
    expect(await get('redis')).toEqual({ registry: HUB, identityToken: HUB });
  });

  it('come from the file when the helper has none', async () => {
    await install('all', 'echo credentials not found in native keychain; exit 1');
    await configure({ credsStore: 'all', auths: { 'reg:5000': { auth: encoded('me', SECRET) } } });
    expect(await get('reg:5000/api')).toMatchObject({ username: 'me' });
  });

  it.each([
    ['fails', `echo ${SECRET}; echo ${SECRET} >&2; exit 3`, 'it ended with 3'],
    ['is not understood', `echo '"${SECRET}"'`, 'its answer is not understood'],
    ['is damaged', `echo '{"Secret":"${SECRET}'`, 'its answer is not understood'],
  ])('are an error without the secret when the helper %s', async (_, script, words) => {
    await install('bad', script);
    await configure({ credsStore: 'bad' });
    const failure = await failureOf(get('redis'));
    expect(failure).toMatchObject({ code: 'CredentialsUnavailable', message: expect.stringContaining(words) });
    expect(String((failure as Error).stack)).not.toContain('s3cret');
  });

  it.each([
    ['is not installed', 'missing', 'it is not installed'],
    ['is a path', '../../tmp/x', 'this is no name of a program'],
  ])('are an error when the helper %s', async (_, credsStore, words) => {
    await configure({ credsStore });
    await expect(get('redis')).rejects.toMatchObject({ message: expect.stringContaining(words) });
  });

  it.each([`{"auths": {"reg": {"auth": "${SECRET}"}}`, '"text"', ''])(
    'name a damaged file, without what is in it',
    async (text) => {
      await configure(text);
      const failure = await failureOf(get('redis'));
      expect(failure).toMatchObject({
        code: 'CredentialsUnavailable',
        message: expect.stringContaining(`${home}/.docker/config.json`),
      });
      expect(JSON.stringify([failure, (failure as Error).stack, (failure as Error).cause ?? ''])).not.toContain(
        's3cret',
      );
    },
  );
});
