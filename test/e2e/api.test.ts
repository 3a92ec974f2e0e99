import { request } from 'node:http';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { routed, shellService, stackFile, webService } from '../support/stacks.ts';
import { statusOf } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
  readonly warning: string | undefined;
}

let qbtc: Qbtc;
let file: string;
beforeEach(async () => {
  qbtc = await createQbtc();
  const [port, door] = [await qbtc.port(), await qbtc.port()];
  file = await qbtc.file('web.yaml', stackFile('web', { services: [webService('web', port)], ...routed(door, 'web') }));
});
afterEach(() => qbtc[Symbol.asyncDispose]() as Promise<void>);

describe('the HTTP API', () => {
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET', body?: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: qbtc.apiPort, path, headers, method, agent: false as const };
      const asked = request(options, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode, body: text, warning: response.headers.warning });
        });
      });
      asked.on('error', reject).end(body);
    });

  it('opens health and metrics to everybody on this machine, and nothing else without the token', async () => {
    await qbtc.succeed(['up', '-f', file, '--wait']);
    expect((await ask('/healthz')).status).toBe(200);
    expect((await ask('/readyz')).status).toBe(200);
    expect(await ask('/metrics')).toMatchObject({ status: 200, body: expect.stringMatching(/^# HELP qbtc_/m) });
    for (const path of ['/api/v1/stacks', '/api/v1/stacks/default/web', '/api/v1/events', '/api/v1/report']) {
      expect((await ask(path)).status).toBe(401);
      expect((await ask(path, { authorization: 'Bearer guessed' })).status).toBe(401);
    }
    const { status } = await ask('/api/v1/stacks/default/web', {}, 'DELETE');
    expect(status).toBe(401);
    expect((await statusOf(qbtc, 'web')).metadata.finalizers).toBeUndefined();
  });

  it('refuses what a web page could send: another Host, another Origin', async () => {
    await qbtc.succeed(['up', '-f', file, '--wait']);
    const authorization = `Bearer ${(await qbtc.controller())!.token}`;
    const path = '/api/v1/stacks';
    expect((await ask(path, { authorization })).status).toBe(200);
    expect((await ask('/api/v1/report?stack=default/web', { authorization })).status).toBe(200);
    expect((await ask('/api/v1/report?stack=default/nobody', { authorization })).status).toBe(404);
    expect((await ask(path, { authorization, host: `evil.example:${qbtc.apiPort}` })).status).toBe(421);
    expect((await ask(path, { authorization, origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask(path, { authorization, origin: `http://127.0.0.1:${qbtc.apiPort}` })).status).toBe(200);
  });

  it('refuses a bad resource with every error, and keeps the last good one', async () => {
    await qbtc.succeed(['up', '-f', file, '--wait']);
    const headers = {
      authorization: `Bearer ${(await qbtc.controller())!.token}`,
      'content-type': 'application/json',
    };
    const path = '/api/v1/stacks/default/web';
    const bad = {
      apiVersion: 'qbtc.dev/v1alpha1',
      kind: 'QbtcStack',
      metadata: { name: 'web', namespace: 'default' },
      spec: { services: [{ name: 'web', proces: {} }], routes: [{ name: 'r', backends: [{ service: 'nobody' }] }] },
    };
    const refused = await ask(path, headers, 'PUT', JSON.stringify(bad));
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('proces');
    expect(refused.body).toContain('nobody');
    expect((await ask(path, headers, 'PUT', 'no JSON')).status).toBe(400);
    expect((await ask('/api/v1/stacks/default/other', headers, 'PUT', JSON.stringify(bad))).status).toBe(422);
    expect((await statusOf(qbtc, 'web')).metadata.generation).toBe(1);
  });

  it('answers with what is unwise about a resource that it took over, in the Warning header', async () => {
    await qbtc.succeed(['up', '-f', file, '--wait']);
    const headers = {
      authorization: `Bearer ${(await qbtc.controller())!.token}`,
      'content-type': 'application/json',
    };
    const env = [
      { name: 'DB_PASSWORD', value: 'hunter2' },
      { name: 'API_TOKEN', value: 'x' },
    ];
    const service = shellService('idle', 'exec sleep 3000');
    const unwise = stackFile('web', { services: [{ ...service, process: { ...service.process, env } }] });
    const answer = await ask('/api/v1/stacks/default/web', headers, 'PUT', unwise);
    const place = 'spec.services[0].process.env';
    const message = 'looks like a secret and is kept in the stack as it is; use valueFrom';
    expect([answer.status, answer.warning]).toEqual([
      200,
      `299 - "${place}[0].value: DB_PASSWORD ${message}", 299 - "${place}[1].value: API_TOKEN ${message}"`,
    ]);
  });

  it('keeps its address and token where only their owner can read them', async () => {
    await qbtc.succeed(['up', '-f', file, '--wait']);
    const { mode } = await stat(join(qbtc.stateDirectory, 'controller.json'));
    expect((mode & 0o777).toString(8)).toBe('600');
    expect(((await stat(qbtc.stateDirectory)).mode & 0o777).toString(8)).toBe('700');
  });
});

describe('every listing', () => {
  it('can be read by programs, as JSON and as YAML, with the same content', async () => {
    await qbtc.succeed(['up', '-f', file, '--wait']);
    // What clients get is looked at anew, and stays so.
    await qbtc.succeed(['reconcile', 'web']);
    const listings = [
      { args: ['status'], has: ['kind', 'spec', 'status'] },
      { args: ['status', 'web'], has: ['kind', 'spec', 'status'] },
      { args: ['score'], has: ['total', 'grade', 'parts', 'losses'] },
      { args: ['plan', '-f', file], has: ['stack', 'actions'] },
      { args: ['reconcile', 'web'], has: ['actions'] },
      { args: ['validate', '-f', file], has: ['valid', 'errors', 'warnings'] },
      { args: ['config', '-f', file], has: ['apiVersion', 'kind', 'metadata', 'spec'] },
    ];
    for (const { args, has } of listings) {
      const json: unknown = JSON.parse((await qbtc.succeed([...args, '-o', 'json'])).stdout);
      const yaml: unknown = parse((await qbtc.succeed([...args, '-o', 'yaml'])).stdout);
      expect(Object.keys(json as object)).toEqual(expect.arrayContaining(has));
      expect(yaml).toEqual(json);
    }
    for (const args of [['events'], ['doctor']]) {
      const json: unknown = JSON.parse((await qbtc.run([...args, '-o', 'json'])).stdout);
      expect(Array.isArray(json)).toBe(true);
      expect((parse((await qbtc.run([...args, '-o', 'yaml'])).stdout) as unknown[]).length).toBeGreaterThan(0);
    }
  });

  it('shows no colours and no drawing where there is no terminal', async () => {
    const { stdout } = await qbtc.succeed(['up', '-f', file, '--wait']);
    const all = [stdout, (await qbtc.succeed(['status'])).stdout, (await qbtc.succeed(['events'])).stdout].join('');
    expect(all).not.toContain('\u001b');
  });

  it('gives a score whose losses add up to what is missing', async () => {
    await qbtc.succeed(['up', '-f', file, '--wait']);
    const { total, losses } = JSON.parse((await qbtc.succeed(['score', '-o', 'json'])).stdout) as {
      total: number;
      losses: { points: number; evidence: string; cause: string; fix: string }[];
    };
    expect(losses.reduce((sum, { points }) => sum + points, total)).toBeCloseTo(100);
    for (const loss of losses) expect([loss.evidence, loss.cause, loss.fix].every(Boolean)).toBe(true);
  });
});

describe('a secret', () => {
  const SECRET = 'planted-7f3a9c51';

  it('reaches the service and shows up nowhere else: no output, status, event, log of ours, or command line', async () => {
    const env = { PASSWORD: SECRET };
    const password = { name: 'PASSWORD', valueFrom: { env: 'PASSWORD' } };
    const port = await qbtc.port();
    const write = (version: string): Promise<string> =>
      qbtc.file(
        'secret.yaml',
        stackFile('secret', {
          services: [
            webService('web', port, { version, env: [password] }),
            {
              name: 'checks',
              oneShot: true,
              process: {
                command: ['sh', '-c', 'test -n "$$PASSWORD" && printf %s "$$PASSWORD" | md5sum'],
                env: [password],
              },
            },
          ],
        }),
      );
    const outputs: string[] = [];
    const note = async (args: string[]): Promise<void> => {
      const { stdout, stderr } = await qbtc.run(args, { env });
      outputs.push(stdout, stderr);
    };

    file = await write('1');
    await note(['up', '-f', file, '--wait']);
    expect((await qbtc.succeed(['logs', 'checks'])).stdout).toMatch(/^[0-9a-f]{32}/);
    file = await write('2');
    const commands = [['plan'], ['plan', '-o', 'json'], ['up', '--wait'], ['config'], ['validate']];
    for (const args of commands) await note([...args, '-f', file]);
    for (const args of [['status'], ['status', '-o', 'yaml'], ['events', '-o', 'json'], ['score'], ['doctor']])
      await note(args);
    await note(['logs']);
    expect(outputs.join('\n')).toContain('default/secret');
    expect(outputs.filter((output) => output.includes(SECRET))).toEqual([]);
    expect(await commandLines()).not.toContain(SECRET);

    const holding: string[] = [];
    for (const path of await filesBelow(qbtc.stateDirectory)) {
      if (!(await readFile(path, 'utf8').catch(() => '')).includes(SECRET)) continue;
      holding.push(path);
      expect([path, ((await stat(path)).mode & 0o777).toString(8)]).toEqual([path, '600']);
    }
    expect(holding.length).toBeGreaterThan(0);
    expect(holding.filter((path) => /\.(log|jsonl)$|status\.json$/.test(path))).toEqual([]);
  });

  it('that changes replaces the service that uses it, and only that', async () => {
    const secretive = shellService('secretive', 'exec sleep 3000');
    file = await qbtc.file(
      'secret.yaml',
      stackFile('secret', {
        services: [
          {
            ...secretive,
            process: { ...secretive.process, env: [{ name: 'PASSWORD', valueFrom: { env: 'PASSWORD' } }] },
          },
          shellService('other', 'exec sleep 3000'),
        ],
      }),
    );
    await qbtc.succeed(['up', '-f', file, '--wait'], { env: { PASSWORD: SECRET } });
    const plan = await qbtc.run(['plan', '-f', file, '-o', 'json'], { env: { PASSWORD: 'another' } });
    expect(plan.code).toBe(2);
    const { actions } = JSON.parse(plan.stdout) as { actions: { target: string }[] };
    expect(new Set(actions.map(({ target }) => target))).toEqual(new Set(['service/secretive[0]']));
  });

  it('that is missing is named with its place, with everything else that is wrong, for up and not for down', async () => {
    const text = (more: string) => `apiVersion: qbtc.dev/v1alpha1
kind: QbtcStack
metadata: { name: secret }
spec:
  services:
    - name: web
      process:
        command: [sleep, "3000"]
        env:
          - name: P
            valueFrom: { env: PASSWORD }
          - name: Q
            valueFrom:
              file: ./nowhere
${more}`;
    file = await qbtc.file('secret.yaml', text('      replicas: many\n'));
    const lines = [
      `${file}:11:31 spec.services[0].process.env[0].valueFrom.env: the environment variable PASSWORD is not set`,
      `${file}:14:21 spec.services[0].process.env[1].valueFrom.file: the file ${qbtc.folder}/nowhere cannot be read`,
    ];
    const wrong = await qbtc.run(['up', '-f', file, '--wait']);
    expect(wrong.code).toBe(1);
    for (const line of [...lines, `${file}:15:17 spec.services[0].replicas`]) expect(wrong.stderr).toContain(line);

    await qbtc.file('secret.yaml', text(''));
    const valid = await qbtc.succeed(['validate', '-f', file]);
    for (const line of lines) expect(valid.stdout).toContain(`warning: ${line}`);
    const up = await qbtc.run(['up', '-f', file, '--wait']);
    expect(up.code).toBe(1);
    for (const line of lines)
      expect(up.stderr.split('\n').filter((printed) => printed.startsWith(line))).toHaveLength(1);
    await waitFor('no controller to be left', async () => (await qbtc.leftovers()).length === 0);
    await qbtc.file('nowhere', SECRET);
    await qbtc.succeed(['up', '-f', file, '--wait'], { env: { PASSWORD: SECRET } });
    await qbtc.succeed(['down', '-f', file]);
    await qbtc.nothingLeft();
  });
});

async function commandLines(): Promise<string> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.join('\n');
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
