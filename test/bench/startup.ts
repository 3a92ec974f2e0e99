/**
 * What each command costs before and beside its work: CPU time and wall time of `qbtc version`, `validate`, `status`, and an `up` that
 * finds nothing to do, with 20 services that run, beside `node -e 0`: interleaved rounds, medians. `node .ci/bench.mjs startup [rounds]`
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtProgram } from '../support/build.ts';
import { judge, median, printTable } from './support/figures.ts';
import { qbtc } from './support/supervisors.ts';
import { webServers } from './support/web-servers.ts';

const SERVICES = 20;
const [rounds = 11] = process.argv.slice(2).map(Number);

interface Cost {
  /** User and system time, in milliseconds. */
  readonly cpu: number;
  readonly wall: number;
}

/** Bash's `time` gives what an ended child has used, to the millisecond. */
async function costOf(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<Cost> {
  const start = performance.now();
  const child = spawn('bash', ['-c', 'TIMEFORMAT="%3U %3S"; time "$@" >/dev/null', 'bash', ...argv], {
    env: { PATH: process.env.PATH, LC_ALL: 'C', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const wall = performance.now() - start;
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code ?? 'a signal'}: ${output}`);
  const [user = Number.NaN, system = Number.NaN] = output.trim().split(' ').slice(-2).map(Number);
  return { cpu: (user + system) * 1000, wall };
}

const folder = await mkdtemp(join(tmpdir(), 'qbtc-bench-'));
const program = await builtProgram();
const installation = await qbtc(0);
try {
  const servers = await webServers(folder, SERVICES);
  await installation.up(servers);
  const { environment, file } = installation;
  const commands: Readonly<Record<string, readonly string[]>> = {
    'node -e 0': ['-e', '0'],
    'qbtc version': [program, 'version'],
    'qbtc --help': [program, '--help'],
    'qbtc validate': [program, 'validate', '-f', file()],
    'qbtc status': [program, 'status'],
    'qbtc up, up to date': [program, 'up', '-f', file()],
    'qbtc plan': [program, 'plan', '-f', file()],
  };
  const costs = new Map(Object.keys(commands).map((name) => [name, [] as Cost[]]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, argv] of Object.entries(commands))
      costs.get(name)?.push(await costOf([process.execPath, ...argv], environment));
  }
  const medians = [...costs].map(([name, all]) => ({
    name,
    cpu: median(all.map(({ cpu }) => cpu)),
    wall: median(all.map(({ wall }) => wall)),
  }));
  const of = (wanted: string): Cost => medians.find(({ name }) => name === wanted) ?? { cpu: NaN, wall: NaN };
  const bare = of('node -e 0');
  console.log(`commands with ${SERVICES} services that run, medians of ${rounds} rounds`);
  printTable([
    ['', 'CPU', 'of bare node', 'wall'],
    ...medians.map(({ name, cpu, wall }) => [
      name,
      `${cpu.toFixed(0)} ms`,
      `${(cpu / bare.cpu).toFixed(2)} ×`,
      `${wall.toFixed(0)} ms`,
    ]),
  ]);
  judge('CPU of qbtc version beside node -e 0', of('qbtc version').cpu / bare.cpu, 1.5, '×');
  judge('an up that finds nothing to do', of('qbtc up, up to date').wall, 400, 'ms');
  await installation.down();
} finally {
  await installation[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
}
