import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { QbtcStack } from '../../controller/api/generated/resource.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { waitFor } from '../support/wait.ts';

const SAMPLES = join(import.meta.dirname, '../../samples');
const sample = (name: string): string => join(SAMPLES, `${name}.yaml`);

describe('the samples', () => {
  let qbtc: Qbtc;
  beforeEach(async () => {
    qbtc = await createQbtc();
  });
  afterEach(() => qbtc[Symbol.asyncDispose]() as Promise<void>);

  /** Free ports for the variables of a sample. */
  const ports = async (...names: string[]): Promise<Record<string, string>> => {
    const env: Record<string, string> = {};
    for (const name of names) env[name] = String(await qbtc.port());
    return env;
  };
  const get = (env: Record<string, string>, path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${env.FRONT_DOOR_PORT}${path}`, { headers, redirect: 'manual' });
  const isEmptyPlan = async (file: string, env: Record<string, string>): Promise<void> => {
    const { stdout } = await qbtc.succeed(['plan', '-f', file], { env });
    expect(stdout).toContain('nothing to do');
  };

  it.each(readdirSync(SAMPLES).filter((name) => name.endsWith('.yaml')))(
    '%s needs no power that has to be allowed first, and gives no cause for a warning',
    async (name) => {
      const env = { POSTGRES_PASSWORD: 'a', RABBITMQ_PASSWORD: 'b', APISIX_ADMIN_KEY: 'c' };
      const { stdout, stderr } = await qbtc.succeed(['validate', '-f', join(SAMPLES, name)], { env });
      expect([stdout, stderr]).toEqual(['1 stack valid\n', '']);
    },
  );

  it('qbtc shows its ports to this machine alone, under the numbers that everybody knows, and holds no secret', async () => {
    const { stdout } = await qbtc.succeed(['config', '-f', sample('qbtc'), '-o', 'json']);
    const { spec } = JSON.parse(stdout) as QbtcStack;
    const published = spec.services.flatMap(({ ports }) => ports.filter(({ hostPort }) => hostPort !== undefined));
    expect(published.map(({ hostPort }) => hostPort).sort((a = 0, b = 0) => a - b)).toEqual([
      3001, 5432, 5672, 6379, 8000, 8001, 8002, 8080, 9080, 9180, 15672,
    ]);
    expect(new Set(published.map(({ hostAddress }) => hostAddress))).toEqual(new Set(['127.0.0.1']));
    expect(published.every(({ port, hostPort }) => port === hostPort)).toBe(true);
    expect(stdout).not.toContain('***');
    expect(spec.docker?.volumes.every(({ reclaim }) => reclaim === 'Retain')).toBe(true);
  });

  it('quickstart serves a page, an API below a prefix and a redirect, and goes without a trace', async () => {
    const file = sample('quickstart');
    const env = await ports('FRONT_DOOR_PORT', 'QUOTES_PORT', 'PAGE_PORT');
    const { stdout } = await qbtc.succeed(['up', '-f', file, '--wait'], { env });
    expect(stdout).toContain(`http://127.0.0.1:${env.FRONT_DOOR_PORT}/api/quotes`);

    const page = await get(env, '/');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain('<blockquote>');
    expect(await (await get(env, '/api/quotes/random')).json()).toHaveProperty('author');
    const moved = await get(env, '/quotes');
    expect([moved.status, moved.headers.get('location')]).toEqual([302, '/api/quotes']);

    await isEmptyPlan(file, env);
    await qbtc.succeed(['down', '-f', file], { env });
    await qbtc.nothingLeft();
  });

  it('replicas-and-rollout takes in a new version without a failed request and takes a bad one back', async () => {
    const file = sample('replicas-and-rollout');
    const env = await ports('FRONT_DOOR_PORT', 'VERSION_PORT');
    await qbtc.succeed(['up', '-f', file, '--wait'], { env });

    const answers: string[] = [];
    let over = false as boolean;
    const client = (async () => {
      while (!over) {
        const answer = await get(env, '/').catch((error: unknown) => String((error as Error).cause));
        if (typeof answer === 'string') answers.push(answer);
        else answers.push(answer.ok ? ((await answer.json()) as { version: string }).version : String(answer.status));
      }
    })();
    const seen = (version: string): Promise<boolean> =>
      waitFor(`an answer of version ${version}`, () => answers.includes(version));
    await seen('1');
    await qbtc.succeed(['up', '-f', file, '--wait'], { env: { ...env, VERSION: '2' } });
    await seen('2');
    const before = answers.length;
    const broken = await qbtc.run(['up', '-f', file, '--wait'], { env: { ...env, VERSION: 'broken' } });
    over = true;
    await client;

    expect([broken.code, broken.stdout]).toEqual([1, expect.stringContaining('the update was reverted')]);
    expect(new Set(answers)).toEqual(new Set(['1', '2']));
    expect(new Set(answers.slice(before))).toEqual(new Set(['2']));
    await qbtc.succeed(['down', 'rollout']);
    await qbtc.nothingLeft();
  }, 90_000);

  it('one-shot runs the migration before the service, and once', async () => {
    const file = sample('one-shot');
    const env = {
      ...(await ports('FRONT_DOOR_PORT', 'NOTES_PORT')),
      NOTES_FILE: join(qbtc.folder, 'notes.json'),
    };
    await qbtc.succeed(['up', '-f', file, '--wait'], { env });
    expect(await (await get(env, '/notes')).json()).toEqual([{ note: 'written by the migration' }]);
    await qbtc.succeed(['restart', 'notes']);
    await qbtc.succeed(['up', '-f', file, '--wait'], { env });
    expect((await qbtc.succeed(['logs', 'migrate'])).stdout.trim().split('\n')).toHaveLength(1);
    await qbtc.succeed(['down', '-f', file], { env });
    await qbtc.nothingLeft();
  });

  it('external routes to a service of somebody else, says when it is gone, and leaves it alone', async () => {
    const file = sample('external');
    const env = await ports('FRONT_DOOR_PORT', 'QUOTES_PORT');
    const start = () =>
      spawn(process.execPath, [join(SAMPLES, 'services/quotes.mjs')], {
        env: { PORT: env.QUOTES_PORT },
        stdio: 'ignore',
      });
    const status = async (): Promise<string> => (await qbtc.succeed(['status'])).stdout;
    let stranger = start();
    try {
      await qbtc.succeed(['up', '-f', file, '--wait'], { env });
      expect((await get(env, '/quotes/random')).status).toBe(200);

      stranger.kill();
      await once(stranger, 'exit');
      await waitFor('its end to be noticed', async () => (await status()).includes('Unhealthy'));
      expect((await get(env, '/quotes/random')).status).toBe(503);

      stranger = start();
      await waitFor('its return to be noticed', async () => (await status()).includes(': Ready'));
      expect((await get(env, '/quotes/random')).status).toBe(200);
      await qbtc.succeed(['down', 'external']);
      expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    } finally {
      stranger.kill('SIGKILL');
    }
    await qbtc.nothingLeft();
  });

  it('fallback serves by itself: rewritten paths, headers, a canary, 503 without a healthy backend, 404 elsewhere', async () => {
    const file = sample('fallback');
    const env = await ports('FRONT_DOOR_PORT', 'QUOTES_PORT', 'CANARY_PORT', 'ABSENT_PORT');
    await qbtc.succeed(['up', '-f', file, '--detach'], { env });
    await waitFor('the routes to be served', async () => {
      const [api, canary] = await Promise.all([get(env, '/api/random'), get(env, '/api', { 'x-canary': '1' })]);
      return api.status === 200 && canary.status === 200;
    });

    const api = await get(env, '/api/random');
    expect([api.headers.get('x-served-by'), await api.json()]).toEqual([
      'the front door',
      expect.objectContaining({ text: expect.any(String) }),
    ]);
    const canary = await get(env, '/api', { 'x-canary': '1' });
    expect(await canary.json()).toMatchObject({ version: 'canary' });
    expect((await get(env, '/reports')).status).toBe(503);
    const elsewhere = await get(env, '/elsewhere');
    expect([elsewhere.status, await elsewhere.text()]).toEqual([404, '{"error":"Route not found"}']);
    await qbtc.succeed(['down', '-f', file], { env });
    await qbtc.nothingLeft();
  });
});
