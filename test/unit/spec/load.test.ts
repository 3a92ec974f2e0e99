import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { QbtcStack } from '../../../controller/api/generated/resource.ts';
import { formatDiagnostic, type Loaded, type LoadOptions, loadStacks } from '../../../controller/spec/load.ts';
import { validateStack } from '../../../controller/spec/validate.ts';

const fixtures = new URL('../../fixtures/spec/', import.meta.url);
const fixture = (name: string): string => readFileSync(new URL(name, fixtures), 'utf8');
const VARIABLES = { TEXT: 'some text', NO_NUMBER: 'many', EMPTY: '' };

const load = (text: string, options: Partial<LoadOptions> = {}): Loaded =>
  loadStacks({ files: [{ name: 'stack.yaml', text, folder: '/stacks' }], variables: VARIABLES, ...options });
const errorsOf = (loaded: Loaded): string[] => loaded.errors.map(formatDiagnostic);

const HEAD = 'apiVersion: qbtc.dev/v1alpha1\nkind: QbtcStack\nmetadata: {name: demo}\n';
const stackWith = (services: string): string => `${HEAD}spec:\n  services:\n    - ${services}\n`;

describe('what is wrong in a file', () => {
  const bad = readdirSync(new URL('bad/', fixtures)).filter((name) => name.endsWith('.yaml'));

  it.each(bad)('is said all at once, with place, field and words: %s', (name) => {
    const loaded = loadStacks({
      files: [{ name, text: fixture(`bad/${name}`), folder: '/stacks' }],
      variables: VARIABLES,
    });
    const said = [...errorsOf(loaded), ...loaded.warnings.map((warning) => `warning ${formatDiagnostic(warning)}`)];
    expect(`${said.join('\n')}\n`).toBe(fixture(`bad/${name.replace('.yaml', '.txt')}`));
  });

  it('is sorted by file and line over several files', () => {
    const files = ['b.yaml', 'a.yaml'].map((name) => {
      return { name, text: `${HEAD}spec: {suspend: 1, oops: 2}\n`.replace('demo', name[0]!), folder: '/' };
    });
    expect(errorsOf(load('', { files })).map((line) => line.split(' ')[0])).toEqual([
      'b.yaml:4:17',
      'b.yaml:4:20',
      'a.yaml:4:17',
      'a.yaml:4:20',
    ]);
  });

  it('counts the rest when there is more than anybody reads', () => {
    const services = Array.from(
      { length: 1200 },
      (_, index) => `    - {name: s${index}, oops: 1, external: {host: h}}`,
    );
    const errors = errorsOf(load(`${HEAD}spec:\n  services:\n${services.join('\n')}\n`));
    expect(errors).toHaveLength(1001);
    expect(errors.at(-1)).toMatch(/: and 201 more errors$/);
  });

  it('never repeats a value that may be a secret', () => {
    const planted = 'hunter2hunter2';
    const loaded = load(
      stackWith(`{name: a, replicas: ${planted}, process: {command: [a], env: [{name: PASSWORD, value: ${planted}}],
        stopSignal: ${planted}, stopTimeoutSeconds: ${planted}}, update: {order: ${planted}}}`),
    );
    expect(loaded.errors.length).toBeGreaterThan(2);
    expect(JSON.stringify(loaded)).not.toContain(planted);
  });

  it('names both places of a stack that two files hold', () => {
    const files = ['a.yaml', 'b.yaml'].map((name) => ({ name, text: `${HEAD}spec: {}\n`, folder: '/' }));
    const loaded = load('', { files });
    expect(errorsOf(loaded)).toEqual([
      'b.yaml:3:18 metadata.name: the stack default/demo is there twice; also at a.yaml:3:18',
    ]);
  });
});

describe('a stack without faults', () => {
  it.each(['everything.yaml', 'anchors.yaml'])('is taken with all that is supported: %s', (name) => {
    const loaded = load(fixture(`good/${name}`));
    expect(errorsOf(loaded)).toEqual([]);
    expect(loaded.warnings).toEqual([]);
    expect(loaded.stacks.length).toBeGreaterThan(0);
  });

  it('keeps what it wrote and gets the defaults for the rest, once', () => {
    const [stack] = load(stackWith('{name: a, process: {command: [a]}, update: {drainSeconds: 1}}')).stacks;
    expect(stack?.spec.services[0]).toEqual({
      name: 'a',
      critical: false,
      adopt: false,
      oneShot: false,
      replicas: 1,
      dependsOn: [],
      ports: [],
      process: { command: ['a'], workingDir: '/stacks', env: [], stopSignal: 'SIGTERM', stopTimeoutSeconds: 10 },
      update: { drainSeconds: 1, autoRevert: true },
      alternatives: [],
    });
    expect(stack?.metadata).toEqual({ name: 'demo', namespace: 'default' });
    expect(stack?.spec.gateway.frontDoor).toMatchObject({ host: '127.0.0.1', port: 9079, quantumFrequency: '888' });
    expect(stack?.spec).not.toHaveProperty('discovery');
  });

  it('shares anchors and merges between services, where what is written wins over what is merged', () => {
    const [first, second] = load(fixture('good/anchors.yaml')).stacks;
    const services = first?.spec.services.map(({ name, process, ports }) => [
      name,
      process?.command[1],
      process?.workingDir,
      ports.map(({ port }) => port),
    ]);
    expect(services).toEqual([
      ['a', 'a.js', '/stacks', [3001]],
      ['b', 'a.js', '/stacks', [3002]],
      ['c', 'c.js', '/stacks/c', []],
    ]);
    expect(second?.metadata.name).toBe('second');
  });

  it('reads relative paths from the folder of its file', () => {
    const [stack] = load(fixture('good/everything.yaml')).stacks;
    const service = (name: string) => stack?.spec.services.find((candidate) => candidate.name === name);
    expect(service('api')?.process?.workingDir).toBe('/stacks/apps/api');
    expect(service('cache')?.docker?.volumes[2]?.hostPath).toBe('/stacks/conf');
    expect(service('cache')?.docker?.workingDir).toBe('/data');
    expect(service('migrate')?.process?.env[0]?.valueFrom).toEqual({ file: '/stacks/secrets/pg' });
    expect(service('db')?.probe?.postgres?.password?.valueFrom).toEqual({ file: '/stacks/secrets/pg' });
  });

  it('may come out of an API server with what that adds, and loses it here', () => {
    const loaded = load(
      `${HEAD.replace('{name: demo}', '{name: demo, uid: u, resourceVersion: "1", generation: 3, labels: {a: b}}')}spec: {}\nstatus: {observedGeneration: 3}\n`,
    );
    expect(errorsOf(loaded)).toEqual([]);
    expect(loaded.stacks[0]?.metadata).toEqual({ name: 'demo', namespace: 'default', labels: { a: 'b' } });
    expect(loaded.stacks[0]).not.toHaveProperty('status');
    expect(loaded.warnings.map(formatDiagnostic)).toEqual([
      'stack.yaml:5:1 status: is written by the controller and ignored here',
    ]);
  });

  it('may be JSON', () => {
    const text = JSON.stringify({
      apiVersion: 'qbtc.dev/v1alpha1',
      kind: 'QbtcStack',
      metadata: { name: 'j' },
      spec: {},
    });
    expect(load(text).stacks[0]?.metadata.name).toBe('j');
  });

  it('is still taken when another document of the file is at fault', () => {
    const loaded = load(`${HEAD}spec: {}\n---\n${HEAD.replace('demo', 'other')}spec: {oops: 1}\n`);
    expect(loaded.stacks.map(({ metadata }) => metadata.name)).toEqual(['demo']);
    expect(loaded.errors).toHaveLength(1);
  });
});

describe('the whole resource', () => {
  it('is known, and what the controller does not do yet is refused and never ignored', () => {
    const errors = errorsOf(load(fixture('design.yaml')));
    expect(errors.filter((line) => !line.includes('not supported yet: spec.'))).toEqual([
      expect.stringContaining('spec.gateway.apisix.adminKey.valueFrom.secretKeyRef: needs a cluster'),
    ]);
    expect(errors.map((line) => line.split(': ').at(-1))).toEqual(
      expect.arrayContaining(['spec.gateway.frontDoor.tls', 'spec.services[7].kubernetes']),
    );
  });

  it('may be written out with its defaults without being refused', () => {
    const [stack] = load(stackWith('{name: a, process: {command: [a]}}')).stacks;
    expect(errorsOf(load(JSON.stringify(stack)))).toEqual([]);
  });
});

describe('what a file holds for its author', () => {
  const text = `x-env: &env [{name: LEVEL, value: "\${LEVEL:-info}"}]\nx-note: 1\n${stackWith('{name: a, process: {command: [a], env: *env}}')}`;

  it('may stand at the top under x-, for anchors, and is no part of the stack', () => {
    const loaded = load(text);
    expect(errorsOf(loaded)).toEqual([]);
    expect(loaded.warnings).toEqual([]);
    expect(loaded.stacks[0]?.spec.services[0]?.process?.env).toEqual([{ name: 'LEVEL', value: 'info' }]);
    expect(Object.keys(loaded.stacks[0]!).sort()).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
  });

  it('is still checked for what makes its text unreadable', () => {
    const loaded = load(text.replace(':-info', ''));
    expect(errorsOf(loaded)[0]).toMatch(/^stack.yaml:1:35 x-env\[0\].value: the variable LEVEL is not set/);
    expect(loaded.stacks).toEqual([]);
  });

  it('stands nowhere else, so that a misspelt field is found', () => {
    expect(errorsOf(load(`${HEAD}spec: {x-note: 1}\n`))).toEqual(['stack.yaml:4:8 spec.x-note: unknown field']);
  });

  it('is refused from anybody but a file, since a cluster would refuse it too', () => {
    const written = { apiVersion: 'qbtc.dev/v1alpha1', kind: 'QbtcStack', metadata: { name: 'a' }, spec: {} };
    const surroundings = { platform: 'linux', cluster: false };
    expect(validateStack(written, surroundings).errors).toEqual([]);
    expect(validateStack({ ...written, 'x-note': 1 }, surroundings).errors).toEqual([
      { path: ['x-note'], message: 'unknown field', at: 'key' },
    ]);
  });
});

describe('text that kubectl would take for a boolean', () => {
  const warned = (text: string): string[] => load(text).warnings.map(formatDiagnostic);
  const env = (value: string): string =>
    stackWith(`{name: a, process: {command: [a], env: [{name: A, value: ${value}}]}}`);

  it.each(['yes', 'No', 'ON', 'off', 'y', 'N'])('is warned of: %s', (value) => {
    expect(errorsOf(load(env(value)))).toEqual([]);
    expect(warned(env(value))).toEqual([
      'stack.yaml:6:64 spec.services[0].process.env[0].value: is text here and a boolean to kubectl, which reads YAML 1.1: put it in quotes',
    ]);
  });

  it.each(['"yes"', "'no'", 'yEs', 'nope', '"${UNSET:-yes}"'])('is nothing else: %s', (value) => {
    expect(warned(env(value))).toEqual([]);
  });

  it('is warned of once, however often an alias repeats it', () => {
    const text = `x-env: &env [{name: A, value: yes}]\n${HEAD}spec:\n  services:\n    - {name: a, process: {command: [a], env: *env}}\n    - {name: b, process: {command: [b], env: *env}}\n`;
    expect(warned(text)).toEqual([expect.stringMatching(/^stack.yaml:1:31 spec\.services\[0\]/)]);
  });
});

describe('variables in a file', () => {
  const withReplicas = (value: string): string =>
    stackWith(`{name: a, replicas: ${value}, process: {command: ["\${A:-b}"]}}`);

  it.each(['"${N}"', "'${N}'", '"${UNSET:-3}"'])('take the type that their field needs: replicas: %s', (value) => {
    const loaded = load(withReplicas(value), { variables: { N: '3', A: '5' } });
    expect(errorsOf(loaded)).toEqual([]);
    expect(loaded.stacks[0]?.spec.services[0]?.replicas).toBe(3);
  });

  it('stay text where text is needed', () => {
    const loaded = load(withReplicas('1'), { variables: { A: '5' } });
    expect(loaded.stacks[0]?.spec.services[0]?.process?.command).toEqual(['5']);
  });

  it('become true and false', () => {
    const text = `${HEAD}spec:\n  suspend: \${SUSPEND}\n`;
    expect(load(text, { variables: { SUSPEND: 'true' } }).stacks[0]?.spec.suspend).toBe(true);
    expect(errorsOf(load(text, { variables: { SUSPEND: 'yes' } }))).toEqual([
      'stack.yaml:5:12 spec.suspend: must be true or false',
    ]);
  });

  it('are not filled into the names of fields', () => {
    const loaded = load(`${HEAD}spec: {"\${TEXT}": 1}\n`);
    expect(errorsOf(loaded)).toEqual(['stack.yaml:4:8 spec["${TEXT}"]: unknown field']);
  });

  it('cannot bring structure in', () => {
    const loaded = load(withReplicas('1'), { variables: { A: 'x", "y\n- z: [' } });
    expect(loaded.stacks[0]?.spec.services[0]?.process?.command).toEqual(['x", "y\n- z: [']);
  });
});

describe('where the stack is to run', () => {
  const secret = stackWith(
    '{name: a, process: {command: [a], env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]}}',
  );

  it('decides about processes: not on macOS', () => {
    const loaded = load(stackWith('{name: a, process: {command: [a]}}'), { platform: 'darwin' });
    expect(errorsOf(loaded)).toEqual([
      'stack.yaml:6:17 spec.services[0].process: process services need Linux or WSL2; docker, external and the gateways work on this platform',
    ]);
    expect(load(stackWith('{name: a, external: {host: h}}'), { platform: 'darwin' }).stacks).toHaveLength(1);
  });

  it('decides about Secrets: in a cluster only', () => {
    expect(load(secret).errors).toHaveLength(1);
    expect(load(secret, { cluster: true }).errors).toHaveLength(0);
  });
});

describe('a change', () => {
  const oneShot = stackWith('{name: a, oneShot: true, process: {command: [a]}}');
  const lasting = stackWith('{name: a, process: {command: [a]}}');

  it('cannot touch what is fixed for the life of a service', () => {
    const old = load(lasting).stacks;
    expect(errorsOf(load(oneShot, { old }))).toEqual([
      'stack.yaml:6:26 spec.services[0].oneShot: oneShot cannot change; give the service another name',
    ]);
    expect(load(lasting, { old }).errors).toEqual([]);
  });

  it('finds a service by its name, wherever it stands in the list', () => {
    const old = load(lasting).stacks;
    const moved = `${HEAD}spec:\n  services:\n    - {name: b, oneShot: true, process: {command: [b]}}\n    - {name: a, process: {command: [a]}}\n`;
    expect(errorsOf(load(moved, { old }))).toEqual([]);
  });

  it('cannot move a stack to another engine or a network to another subnet', () => {
    const docker = (host: string, subnet: string): string =>
      `${HEAD}spec:\n  docker: {host: ${host}, networks: [{name: net, subnet: ${subnet}}]}\n`;
    const before = parse(docker('unix:///a.sock', '10.0.0.0/8')) as QbtcStack;
    const said = (text: string): string[] => load(text, { old: [before] }).errors.map(({ message }) => message);
    expect(said(docker('unix:///a.sock', '10.0.0.0/8'))).toEqual([]);
    expect(said(docker('unix:///b.sock', '10.1.0.0/16'))).toEqual([
      'the engine of a stack cannot change; create another stack',
      'the subnet of a network cannot change; give the network another name',
    ]);
  });

  it('of another stack says nothing about this one', () => {
    const old = load(lasting.replace('demo', 'other')).stacks;
    expect(errorsOf(load(oneShot, { old }))).toEqual([]);
  });
});

describe('what the operator has not allowed', () => {
  const operator = { file: '/c.yaml', configuration: { allow: [], dockerHosts: [] } };
  const mount = (hostPath: string): string =>
    stackWith(`{name: a, docker: {image: "a:1", volumes: [{hostPath: ${hostPath}, mountPath: /a}]}}`);

  it('is refused at its place, whatever path it is written as', () => {
    const files = [{ name: 'stack.yaml', text: mount('../run'), folder: '/stacks' }];
    expect(errorsOf(load('', { files, operator }))).toEqual([
      expect.stringMatching(
        /^stack.yaml:6:61 spec\.services\[0\]\.docker\.volumes\[0\]\.hostPath: not allowed: .* dockerSocket/,
      ),
    ]);
    expect(errorsOf(load(mount('./run'), { operator }))).toEqual([]);
  });

  it('is said beside everything else that is wrong, also when the stack has no name', () => {
    const text = mount('/run').replace('metadata: {name: demo}\n', '').replace('image:', 'imag:');
    expect(errorsOf(load(text, { operator })).map((line) => line.split(' ')[1])).toEqual([
      'metadata:',
      'spec.services[0].docker.image:',
      'spec.services[0].docker.imag:',
      'spec.services[0].docker.volumes[0].hostPath:',
    ]);
  });
});

describe('secrets in a file', () => {
  it('are warned of where they stand in clear, and only there', () => {
    const env = [
      '{name: DB_PASSWORD, value: x}',
      '{name: GITHUB_TOKEN, value: x}',
      '{name: apiKey, value: x}',
      '{name: DATABASE_URL, value: "postgres://app:x@db/app"}',
      '{name: githubToken, value: x}',
      '{name: PASSWORD_FILE, value: /run/x}',
      '{name: MONKEY, value: x}',
      '{name: bypass, value: x}',
      '{name: TOKEN, value: "{{slot}}"}',
      '{name: API_KEY, valueFrom: {env: K}}',
      '{name: EMPTY_SECRET, value: ""}',
      '{name: HOST_URL, value: "http://db:80/a@b"}',
    ];
    const loaded = load(stackWith(`{name: a, process: {command: [a], env: [${env.join(', ')}]}}`));
    expect(loaded.errors).toEqual([]);
    expect(loaded.warnings.map(({ path, message }) => [path, message.split(' ')[0]])).toEqual([
      ['spec.services[0].process.env[0].value', 'DB_PASSWORD'],
      ['spec.services[0].process.env[1].value', 'GITHUB_TOKEN'],
      ['spec.services[0].process.env[2].value', 'apiKey'],
      ['spec.services[0].process.env[3].value', 'DATABASE_URL'],
      ['spec.services[0].process.env[4].value', 'githubToken'],
    ]);
  });
});
