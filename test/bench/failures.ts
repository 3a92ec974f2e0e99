/**
 * Random single failures of a stack of containers and processes, one after another, and how they end: healed without a person, and how fast,
 * or else named; and whether anything was restarted that was not the cause.
 * `node .ci/bench.mjs failures [count] [seed]`
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QbtcStack } from '../../controller/api/generated/resource.ts';
import { Containers } from '../support/containers.ts';
import { openEngine } from '../support/docker.ts';
import { createQbtc } from '../support/qbtc.ts';
import { webService } from '../support/stacks.ts';
import { judge, median, printTable } from './support/figures.ts';

const [count = 200, seed = 1] = process.argv.slice(2).map(Number);
/** What is not healed by then is not healed; milliseconds. */
const DEADLINE = 45_000;
/** Probes: every second, unhealthy after two failures. */
const PROBE_PERIOD = 1;
const STACK = 'failures';
const NETWORK = 'failures-net';

/** mulberry32: the same failures for the same seed. */
let state = seed;
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;

await using engine = await openEngine();
await using qbtc = await createQbtc();
const containers = new Containers(engine.endpoint);
/** Serves as long as nobody asks it to take more memory than it may, and its configuration can be read. */
const image = await engine.image({
  cmd: [
    'sh',
    '-c',
    'grep -q ok /conf/web.conf || { echo "web.conf: bad line" >&2; exit 3; }; busybox httpd -p 80 -h /www; while :; do [ -f /tmp/oom ] && { rm /tmp/oom; exec dd if=/dev/zero of=/dev/null bs=200M; }; sleep 0.1; done',
  ],
  files: { 'www/index.html': 'ok', 'tmp/empty': '' },
});
const configuration = join(qbtc.folder, 'conf');
const configFile = join(configuration, 'web.conf');
const ports = { door: await qbtc.port(), web: await qbtc.port(), api: await qbtc.port(), worker: await qbtc.port() };
const probe = { http: { path: '/' }, intervalSeconds: PROBE_PERIOD, timeoutSeconds: 1, failureThreshold: 2 };
const container = (name: string, more: object = {}, docker: object = {}) => ({
  name,
  docker: {
    image,
    stopSignal: 'SIGKILL',
    resources: { memory: '32Mi' },
    volumes: [{ hostPath: configuration, mountPath: '/conf', readOnly: true }],
    ...docker,
  },
  ports: [{ name: 'http', port: 80 }],
  probe,
  ...more,
});
const process_ = (name: string, port: number, more: object = {}) => {
  const service = webService(name, port);
  return {
    ...service,
    process: { ...service.process, stopTimeoutSeconds: 1 },
    probe: { ...probe, http: { path: '/health' } },
    ...more,
  };
};
const SERVICES = ['cache', 'web', 'published', 'api', 'worker'];
const spec = {
  docker: { networks: [{ name: NETWORK, subnet: engine.subnet(0) }] },
  services: [
    container('cache'),
    container('web', { dependsOn: [{ name: 'cache' }] }),
    container('published', { ports: [{ name: 'http', port: 80, hostPort: ports.web }] }),
    process_('api', ports.api, { dependsOn: [{ name: 'cache' }] }),
    process_('worker', ports.worker),
  ],
  gateway: { frontDoor: { port: ports.door } },
  routes: ['web', 'api'].map((name) => ({
    name,
    paths: [{ type: 'Prefix', value: `/${name}` }],
    rewrite: { stripPrefix: true },
    backends: [{ service: name, port: 'http' }],
  })),
  healing: { restarts: { max: 100, windowSeconds: 60 }, backoff: { initialSeconds: 1, maxSeconds: 2 } },
};

/** How a failure is made, whom it can hit, and what undoes it when it stays until somebody does. */
interface Failure {
  readonly kind: string;
  readonly targets: readonly string[];
  readonly make: (service: string) => Promise<(() => Promise<void>) | undefined>;
  /** How it is to be named while it lasts. */
  readonly named?: RegExp;
}

const idOf = async (service: string): Promise<string> => (await containers.one(STACK, service)).Id;
const pidOf = async (service: string): Promise<number> =>
  (await stackNow()).status?.services?.find(({ name }) => name === service)?.instances?.[0]?.pid ?? 0;
const post = (path: string, body?: object): Promise<string> => containers.call('POST', path, body);

/** Takes a port as soon as it is free. */
function thief(port: number): { readonly child: ChildProcess } {
  const script = `const s=require('net').createServer();const go=()=>s.listen(${port},'127.0.0.1');s.on('error',()=>setTimeout(go,1));go()`;
  return { child: spawn(process.execPath, ['-e', script], { stdio: 'ignore' }) };
}

/** A failure that stays no longer than until it is seen. */
const once =
  (act: (service: string) => Promise<unknown>) =>
  async (service: string): Promise<undefined> => {
    await act(service);
  };

const CONTAINERS = ['cache', 'web', 'published'];
const PROCESSES = ['api', 'worker'];
const FAILURES: readonly Failure[] = [
  {
    kind: 'kill a container',
    targets: CONTAINERS,
    make: once(async (service) => await post(`/containers/${await idOf(service)}/kill`)),
  },
  {
    kind: 'stop a container',
    targets: CONTAINERS,
    make: once(async (service) => await post(`/containers/${await idOf(service)}/stop?t=0`)),
  },
  {
    kind: 'remove a container',
    targets: CONTAINERS,
    make: once(async (service) => await containers.call('DELETE', `/containers/${await idOf(service)}?force=true`)),
  },
  {
    kind: 'pause a container',
    targets: CONTAINERS,
    make: once(async (service) => await post(`/containers/${await idOf(service)}/pause`)),
  },
  {
    kind: 'cut a container off its network',
    targets: ['cache', 'web'],
    make: once(
      async (service) => await post(`/networks/${NETWORK}/disconnect`, { Container: await idOf(service), Force: true }),
    ),
  },
  {
    kind: 'make a container run out of memory',
    targets: CONTAINERS,
    make: async (service) => {
      const created = JSON.parse(
        await post(`/containers/${await idOf(service)}/exec`, { Cmd: ['touch', '/tmp/oom'] }),
      ) as { Id: string };
      await post(`/exec/${created.Id}/start`, { Detach: true });
      return undefined;
    },
  },
  {
    kind: 'kill a process',
    targets: PROCESSES,
    make: once(async (service) => process.kill(await pidOf(service), 'SIGKILL')),
  },
  {
    kind: 'end a process',
    targets: PROCESSES,
    make: once(async (service) => process.kill(await pidOf(service), 'SIGTERM')),
  },
  {
    kind: 'freeze a process',
    targets: PROCESSES,
    make: once(async (service) => process.kill(await pidOf(service), 'SIGSTOP')),
  },
  {
    kind: 'steal a port',
    targets: PROCESSES,
    named: /port \d+ .*held by pid/,
    make: async (service) => {
      const { child } = thief(service === 'api' ? ports.api : ports.worker);
      await sleep(300);
      process.kill(await pidOf(service), 'SIGKILL');
      return async () => {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        await ended;
      };
    },
  },
  {
    kind: 'break a configuration',
    targets: CONTAINERS,
    named: /exited with code 3/,
    make: async (service) => {
      await writeFile(configFile, 'bad\n');
      await post(`/containers/${await idOf(service)}/kill`);
      return () => writeFile(configFile, 'ok\n');
    },
  },
];

const client = async (): Promise<{ url: string; headers: Record<string, string> }> => {
  const controller = await qbtc.controller();
  return { url: controller?.url ?? '', headers: { authorization: `Bearer ${controller?.token ?? ''}` } };
};
async function stackNow(): Promise<QbtcStack> {
  const { url, headers } = await client();
  return (await (await fetch(`${url}/api/v1/stacks/default/${STACK}`, { headers })).json()) as QbtcStack;
}
const serviceNow = async (name: string) =>
  (await stackNow()).status?.services?.find((service) => service.name === name);
/** What runs of a service, as something that differs after a restart. */
const runsOf = async (): Promise<Record<string, string>> => {
  const runs: Record<string, string> = {};
  for (const name of CONTAINERS) {
    const [found] = await containers.of(STACK, name);
    runs[name] = `${found?.Id ?? ''} ${found?.State.StartedAt ?? ''}`;
  }
  for (const name of PROCESSES) runs[name] = String(await pidOf(name));
  return runs;
};
const isReady = async (): Promise<boolean> =>
  (await stackNow()).status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
/** Whether the service itself answers, asked past the controller. */
async function answers(service: string): Promise<boolean> {
  const address = Object.values((await serviceNow(service))?.instances?.[0]?.addresses ?? {})[0] ?? '127.0.0.1:1';
  const answer = await fetch(`http://${address}/`, { signal: AbortSignal.timeout(500) }).catch(() => undefined);
  return answer?.status === 200;
}
async function until(check: () => Promise<boolean>, deadline = DEADLINE): Promise<number | undefined> {
  const start = performance.now();
  while (performance.now() - start < deadline) {
    if (await check()) return performance.now() - start;
    await sleep(50);
  }
  return undefined;
}

await mkdir(configuration, { recursive: true });
await writeFile(configFile, 'ok\n');
const file = await qbtc.file(
  'stack.yaml',
  JSON.stringify({ apiVersion: 'qbtc.dev/v1alpha1', kind: 'QbtcStack', metadata: { name: STACK }, spec }),
);
await qbtc.succeed(['up', '-f', file, '--wait', '--timeout', '50s'], { env: { DOCKER_HOST: engine.endpoint } });

const healed: Record<string, number[]> = {};
const rows: string[] = [];
let [named, unnamed, strangers] = [0, 0, 0];
for (let index = 0; index < count; index++) {
  const failure = pick(FAILURES);
  const target = pick(failure.targets);
  const before = await runsOf();
  const undo = await failure.make(target);
  let since = performance.now();
  // It has to be noticed first, whatever the last look found.
  await until(async () => !(await isReady()) || (await runsOf())[target] !== before[target], 10_000);
  if (failure.named) {
    const words = failure.named;
    const isNamed = await until(async () => words.test((await serviceNow(target))?.message ?? ''), 20_000);
    if (isNamed === undefined)
      rows.push(`${failure.kind} of ${target}: not named: ${(await serviceNow(target))?.message ?? ''}`);
    if (isNamed === undefined) unnamed += 1;
    else named += 1;
    await undo?.();
    since = performance.now();
  }
  const took = await until(async () => (await answers(target)) && (await isReady()));
  if (took === undefined) {
    rows.push(`${failure.kind} of ${target}: not healed: ${JSON.stringify(await serviceNow(target))}`);
    await until(isReady, 60_000);
  } else (healed[failure.kind] ??= []).push((performance.now() - since) / 1000);
  const after = await runsOf();
  const hit = SERVICES.filter((name) => name !== target && before[name] !== after[name]);
  if (hit.length > 0) rows.push(`${failure.kind} of ${target}: restarted too: ${hit.join(', ')}`);
  strangers += hit.length;
}
for (const row of rows) console.log(row);
const byItself = Object.entries(healed);
printTable([
  ['failure', 'times', 'median s', 'longest s'],
  ...byItself.map(([kind, times]) => [
    kind,
    String(times.length),
    median(times).toFixed(2),
    Math.max(...times).toFixed(2),
  ]),
]);
const alone = byItself
  .filter(([kind]) => !FAILURES.find((failure) => failure.kind === kind)?.named)
  .flatMap(([, times]) => times);
const total = byItself.flatMap(([, times]) => times).length;
console.log(`${count} failures (seed ${seed}); ${named} of ${named + unnamed} that last were named`);
judge('not healed without a person', (1 - total / count) * 100, 2, '%');
judge('not named', unnamed, 0, 'failures');
judge('restarted without being the cause', strangers, 0, 'services');
// Two probes have to fail before a freeze is one; everything else is told by its end.
judge('median until it answers again', median(alone), PROBE_PERIOD + 1 + 0.5, 's');
await qbtc.succeed(['down', STACK], { env: { DOCKER_HOST: engine.endpoint } });
await rm(configuration, { recursive: true, force: true });
