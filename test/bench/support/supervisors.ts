import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createQbtc } from '../../support/qbtc.ts';
import { waitFor } from '../../support/wait.ts';
import type { WebServer } from './web-servers.ts';

const run = promisify(execFile);

/** Something that starts services and keeps them up. */
export interface Supervisor extends AsyncDisposable {
  readonly name: string;
  /** From nothing to where its own command says that all services are up. */
  up(servers: readonly WebServer[]): Promise<void>;
  down(): Promise<void>;
  /** Its own processes, by what they are. */
  processes(): Promise<Record<string, number>>;
}

export interface Qbtc extends Supervisor {
  /** Kills the controller, and has a new one take over what runs. */
  replaceController(): Promise<void>;
  /** The stack file of the last `up`. */
  readonly file: () => string;
  /** What leads a command to this installation. */
  readonly environment: Readonly<Record<string, string>>;
}

/** qbtc, every service with an http probe, and as many routes as are asked for. */
export async function qbtc(routes: number): Promise<Qbtc> {
  const installation = await createQbtc();
  const frontDoorPort = await installation.port();
  let file = '';
  const pidOfController = async (): Promise<number> => {
    const controller = await installation.controller();
    if (!controller) throw new Error('no controller runs');
    return controller.pid;
  };
  const frontDoor = async (): Promise<Record<string, number>> => {
    const identity = join(installation.stateDirectory, 'front-doors', `127.0.0.1_${frontDoorPort}`, 'identity.json');
    if (routes === 0) return {};
    return { 'front door': (JSON.parse(await readFile(identity, 'utf8')) as { pid: number }).pid };
  };
  return {
    name: 'qbtc',
    async up(servers) {
      file = await installation.file('stack.yaml', stackOf(servers, routes, frontDoorPort));
      await installation.succeed(['up', '-f', file, '--wait']);
    },
    async down() {
      await installation.succeed(['down', '-f', file]);
    },
    async processes() {
      return { controller: await pidOfController(), ...(await frontDoor()) };
    },
    async replaceController() {
      const pid = await pidOfController();
      process.kill(pid, 'SIGKILL');
      await installation.succeed(['up', '-f', file, '--wait']);
      if ((await pidOfController()) === pid) throw new Error('the controller was not replaced');
    },
    file: () => file,
    environment: {
      HOME: installation.folder,
      QBTC_STATE_DIR: installation.stateDirectory,
      QBTC_LISTEN: `127.0.0.1:${installation.apiPort}`,
    },
    [Symbol.asyncDispose]: () => installation[Symbol.asyncDispose](),
  };
}

/** The stack as YAML; JSON is part of it. */
function stackOf(servers: readonly WebServer[], routes: number, frontDoorPort: number): string {
  const services = servers.map(
    ({ name, port, argv }) => `
    - name: ${name}
      process: { command: ${JSON.stringify(argv)} }
      ports: [{ name: http, port: ${port} }]
      probe: { http: { path: /, port: http } }`,
  );
  const routed = Array.from(
    { length: routes },
    (_, index) => `
    - name: route-${index}
      paths: [{ type: Prefix, value: /api/${index} }]
      backends: [{ service: ${servers[index % servers.length]?.name ?? ''}, port: http }]`,
  );
  return `apiVersion: qbtc.dev/v1alpha1
kind: QbtcStack
metadata: { name: bench }
spec:
  gateway: { frontDoor: { port: ${frontDoorPort} } }
  services:${services.join('')}
${routes > 0 ? `  routes:${routed.join('')}\n` : ''}`;
}

/** supervisord (Debian package `supervisor`) with its defaults; undefined when it is not installed. */
async function supervisord(folder: string): Promise<Supervisor | undefined> {
  if ((await run('supervisord', ['--version']).catch(() => undefined)) === undefined) return undefined;
  const home = join(folder, 'supervisord');
  await mkdir(home, { recursive: true });
  const config = join(home, 'supervisord.conf');
  const pidFile = join(home, 'supervisord.pid');
  const control = (...args: string[]): Promise<{ stdout: string }> =>
    run('supervisorctl', ['-c', config, ...args]).catch((error: unknown) => error as { stdout: string });
  const pid = async (): Promise<number> => Number(await readFile(pidFile, 'utf8'));
  const down = async (): Promise<void> => {
    if (!existsSync(pidFile)) return;
    await control('shutdown');
    await waitFor('supervisord to end', () => !existsSync(pidFile), 30_000);
  };
  return {
    name: 'supervisord',
    async up(servers) {
      const programs = servers.map(
        ({ name, argv }) => `[program:${name}]\ncommand=${argv.join(' ')}\nautorestart=true\n`,
      );
      const socket = join(home, 'supervisor.sock');
      await writeFile(
        config,
        `[supervisord]\nlogfile=${join(home, 'log')}\npidfile=${pidFile}\nchildlogdir=${home}\n
[unix_http_server]\nfile=${socket}\n[supervisorctl]\nserverurl=unix://${socket}
[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
${programs.join('')}`,
      );
      await run('supervisord', ['-c', config]);
      await waitFor(
        'all programs to run',
        async () => {
          const lines = (await control('status')).stdout.trim().split('\n');
          return lines.length === servers.length && lines.every((line) => line.includes(' RUNNING '));
        },
        30_000,
      );
    },
    down,
    processes: async () => ({ supervisord: await pid() }),
    [Symbol.asyncDispose]: down,
  };
}

/** Where pm2 is kept between runs; it is a peer to measure and no dependency. */
const PM2_FOLDER = 'node_modules/.bench/pm2';

/** pm2 from npm with its defaults; undefined when it cannot be had. */
async function pm2(folder: string): Promise<Supervisor | undefined> {
  const program = join(process.cwd(), PM2_FOLDER, 'node_modules/pm2/bin/pm2');
  if (!existsSync(program)) {
    await mkdir(PM2_FOLDER, { recursive: true });
    await run('npm', ['install', '--no-save', '--prefix', PM2_FOLDER, 'pm2'], { timeout: 180_000 }).catch(
      () => undefined,
    );
    if (!existsSync(program)) return undefined;
  }
  const home = join(folder, 'pm2');
  await mkdir(home, { recursive: true });
  const command = async (...args: string[]): Promise<void> => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: home,
      env: { PATH: process.env.PATH, HOME: home, PM2_HOME: home, PM2_DISABLE_VERSION_CHECK: 'true' },
      stdio: 'ignore',
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`pm2 ${args.join(' ')} ended with ${code ?? 'a signal'}`);
  };
  const pidFile = join(home, 'pm2.pid');
  const down = async (): Promise<void> => {
    if (existsSync(pidFile)) await command('kill');
  };
  return {
    name: 'pm2',
    async up(servers) {
      const apps = servers.map(({ name, argv: [script, ...args] }) => {
        return { name, script: `/usr/bin/${script ?? ''}`, args, interpreter: 'none', exec_mode: 'fork' };
      });
      await writeFile(join(home, 'ecosystem.json'), JSON.stringify({ apps }));
      await command('start', 'ecosystem.json');
    },
    down,
    processes: async () => ({ pm2: Number(await readFile(pidFile, 'utf8')) }),
    [Symbol.asyncDispose]: down,
  };
}

/** qbtc and all peers that can be had; says which cannot. */
export async function supervisors(folder: string, routes: number): Promise<[Qbtc, ...Supervisor[]]> {
  const peers = await Promise.all([pm2(folder), supervisord(folder)]);
  for (const [index, name] of ['pm2', 'supervisord'].entries())
    if (!peers[index]) console.log(`SKIPPED: ${name} is not installed and cannot be had; nothing is compared with it`);
  return [await qbtc(routes), ...peers.filter((peer) => peer !== undefined)];
}
