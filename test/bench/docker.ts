/**
 * 20 containers with health checks beside Docker Compose v2, on one engine, interleaved: from nothing to all healthy, the second run with
 * nothing to do, down; then what a look costs, idle cost, and the time from a killed container to a running one.
 * `node .ci/bench.mjs docker [rounds]`; DOCKER_COMPOSE names the program of Compose, else it is built with Go.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openEngine } from '../support/docker.ts';
import { Containers } from '../support/containers.ts';
import { createQbtc } from '../support/qbtc.ts';
import { waitFor } from '../support/wait.ts';
import { countCalls } from './support/call-counter.ts';
import { composeProgram } from './support/compose.ts';
import { cpuTime, judge, median, printTable, residentMegabytes } from './support/figures.ts';

const CONTAINERS = 20;
const KILLS = 10;
const IDLE_SECONDS = 30;
const [rounds = 5] = process.argv.slice(2).map(Number);
const run = promisify(execFile);

const compose = await composeProgram();
await using engine = await openEngine();
await using qbtc = await createQbtc();
const image = await engine.image({
  cmd: ['busybox', 'httpd', '-f', '-p', '80', '-h', '/www'],
  files: { 'www/index.html': 'ok' },
});
const test = ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1/'];
const names = Array.from({ length: CONTAINERS }, (_, index) => `web-${index}`);
const composeFile = await qbtc.file(
  'compose.yaml',
  JSON.stringify({
    name: 'bench-compose',
    services: Object.fromEntries(
      names.map((name) => [name, { image, healthcheck: { test, interval: '1s' }, stop_signal: 'SIGKILL', init: true }]),
    ),
  }),
);
const stackFile = await qbtc.file(
  'stack.yaml',
  JSON.stringify({
    apiVersion: 'qbtc.dev/v1alpha1',
    kind: 'QbtcStack',
    metadata: { name: 'bench' },
    spec: {
      services: names.map((name) => ({
        name,
        docker: { image, healthcheck: { test, intervalSeconds: 1 }, stopSignal: 'SIGKILL' },
      })),
    },
  }),
);
const env = { ...process.env, DOCKER_HOST: engine.endpoint };
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};
const withCompose = (...args: string[]) => run(compose, ['-f', composeFile, ...args], { env });
const withQbtc = (...args: string[]) => qbtc.succeed(args, { env: { DOCKER_HOST: engine.endpoint } });

const times: Record<string, number[]> = {};
const note = async (what: string, work: () => Promise<unknown>): Promise<void> => {
  (times[what] ??= []).push(await timed(work));
};
for (let round = 0; round < rounds; round++) {
  await note('compose cold', () => withCompose('up', '-d', '--wait'));
  await note('compose again, waiting', () => withCompose('up', '-d', '--wait'));
  await note('compose again', () => withCompose('up', '-d'));
  await note('compose down', () => withCompose('down'));
  await note('qbtc cold', () => withQbtc('up', '-f', stackFile, '--wait'));
  await note('qbtc again', () => withQbtc('up', '-f', stackFile));
  await note('qbtc down', () => withQbtc('down', 'bench'));
}
const time = (what: string): number => median(times[what] ?? []);
console.log(`${CONTAINERS} containers with health checks every second, medians of ${rounds} rounds`);
printTable([
  ['', 'qbtc', 'compose', 'ratio'],
  ...[
    ['from nothing to all healthy', 'qbtc cold', 'compose cold'],
    ['second run (compose up -d --wait)', 'qbtc again', 'compose again, waiting'],
    ['second run (compose up -d)', 'qbtc again', 'compose again'],
    ['down', 'qbtc down', 'compose down'],
  ].map(([what = '', own = '', peer = '']) => [
    what,
    `${time(own).toFixed(0)} ms`,
    `${time(peer).toFixed(0)} ms`,
    `${(time(own) / time(peer)).toFixed(2)} ×`,
  ]),
]);
judge('from nothing to all healthy, beside compose up -d --wait', time('qbtc cold') / time('compose cold'), 0.9, '×');
judge('second run, beside compose up -d --wait', time('qbtc again') / time('compose again, waiting'), 0.5, '×');
judge('down, beside compose down', time('qbtc down') / time('compose down'), 1, '×');

await using counter = await countCalls(engine.endpoint, join(qbtc.folder, 'counted.sock'));
await qbtc.succeed(['up', '-f', stackFile, '--wait'], { env: { DOCKER_HOST: counter.endpoint } });
const controller = await qbtc.controller();
if (!controller) throw new Error('no controller runs');
await sleep(3000);
counter.take();
await qbtc.succeed(['reconcile', 'bench']);
const calls = counter.take();
console.log(`\na look at ${CONTAINERS} containers:\n  ${calls.join('\n  ')}`);
judge('calls of a look', calls.length, 3, 'calls');

const before = await cpuTime(controller.pid);
await sleep(IDLE_SECONDS * 1000);
const share = (100 * ((await cpuTime(controller.pid)) - before)) / (IDLE_SECONDS * 1000);
judge('idle', share, 1, '% of a core');
judge('resident', await residentMegabytes(controller.pid), 130, 'MB');

const containers = new Containers(engine.endpoint);
const gaps: number[] = [];
const starts: number[] = [];
for (const name of names.slice(0, KILLS)) {
  const {
    Id,
    State: { StartedAt },
  } = await containers.one('bench', name);
  const killed = performance.now();
  await containers.call('POST', `/containers/${Id}/kill`);
  await waitFor('it to run again', async () => {
    const state = (await containers.inspect(Id))?.State;
    return state?.Running === true && state.StartedAt !== StartedAt;
  });
  gaps.push(performance.now() - killed);
}
await qbtc.succeed(['stop', ...names.slice(0, KILLS)]);
for (const name of names.slice(0, KILLS)) {
  await waitFor('it to be stopped', async () => !(await containers.one('bench', name)).State.Running);
  const { Id } = await containers.one('bench', name);
  starts.push(await timed(() => containers.call('POST', `/containers/${Id}/start`)));
}
console.log(
  `\nkilled to running: median ${median(gaps).toFixed(0)} ms, of which the engine takes ${median(starts).toFixed(0)} ms to start one`,
);
judge('killed to running, without the engine’s own start', median(gaps) - median(starts), 500, 'ms');
await withQbtc('down', 'bench');
