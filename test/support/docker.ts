import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { locate } from '../../.ci/locate.mjs';
import { requireComponent } from './components.ts';
import { DockerImages, type ImageRequest } from './docker-images.ts';
import { dockerRequest } from './docker-request.ts';
import { isRoot, temporaryFolder } from './real-server.ts';
import { waitFor } from './wait.ts';

/** An engine for tests. Dispose it; one that was started for the tests leaves nothing behind, even when they are killed. */
export interface TestEngine extends AsyncDisposable {
  /** In DOCKER_HOST's form. */
  readonly endpoint: string;
  /** Makes an image with busybox in it, once for each content; returns its name. */
  image(request?: ImageRequest): Promise<string>;
  /** A subnet that nobody else uses, for each number from 0 to 99. */
  subnet(number: number): string;
}

/** An engine that nobody else uses: it may be restarted, frozen and killed. */
export interface PrivateEngine extends TestEngine {
  readonly folder: string;
  /** The network device of its default network. */
  readonly bridge: string;
  readonly pid: number;
  /** The address of this machine that its containers reach, as `host.docker.internal`. */
  readonly hostAddress: string;
  /** SIGSTOP: the kernel goes on accepting connections, nobody answers them. */
  pause(): void;
  resume(): void;
  /** SIGKILL. Its containers go on. */
  kill(): Promise<void>;
  /** SIGTERM, and waits for its end. Its containers end. */
  stop(): Promise<void>;
  /** After `kill` or `stop`; resolves when it answers. It ends containers that it finds running, which may take 10 s. */
  start(): Promise<void>;
}

/** CAP_SYS_ADMIN (capabilities(7)): a root without it, as in most containers, can run no engine. */
const SYS_ADMIN = 21n;

/** Why no private engine can be started here; undefined when one can. */
export function obstacle(): string | undefined {
  const missing = ['docker', 'busybox', 'iptables'].filter((name) => locate(name) === undefined);
  if (missing.length > 0) return `${missing.join(', ')} not installed`;
  if (process.platform !== 'linux' || !isRoot) return 'only root on Linux can start an engine';
  const [, effective = '0'] = /^CapEff:\s*(\w+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return (BigInt(`0x${effective}`) >> SYS_ADMIN) & 1n ? undefined : 'this root has no CAP_SYS_ADMIN';
}

/** The engine of this machine: $DOCKER_HOST or the usual socket, if it answers. */
export async function findEngine(): Promise<string | undefined> {
  const endpoint = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock';
  const answers = await dockerRequest(endpoint, { path: '/_ping', deadlineMs: 2000 }).catch(() => undefined);
  return answers?.status === 200 ? endpoint : undefined;
}

/** The engine of this machine if it answers, else a private one. */
export async function openEngine(): Promise<TestEngine> {
  const endpoint = await findEngine();
  if (endpoint === undefined) return startEngine();
  const images = new DockerImages(endpoint);
  const range = freeNumber();
  return {
    endpoint,
    image: (request) => images.make(request),
    subnet: (number) => `10.${range}.${1 + number}.0/24`,
    [Symbol.asyncDispose]: () => images.removeAll(),
  };
}

/**
 * Starts an engine that touches no other one: with folders, a bridge, address ranges and a containerd namespace of its own, and without
 * rules of its own in iptables, so ports are published by its proxy alone.
 *
 * @param further options for dockerd
 */
export async function startEngine(further: readonly string[] = []): Promise<PrivateEngine> {
  const folder = await temporaryFolder('docker');
  const endpoint = `unix://${folder}/docker.sock`;
  const number = freeNumber();
  // A network device's name has at most 15 characters.
  const bridge = `qbtc${process.pid % 100_000}-${number}`;
  const hostAddress = `10.${number}.0.1`;
  const [busybox, iptables] = [requireComponent('busybox'), requireComponent('iptables')];
  const guard = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../test/support/docker-guard.mjs'), folder, bridge, busybox, iptables],
    {
      detached: true,
      stdio: ['pipe', 'ignore', 'inherit'],
    },
  );
  const guardEnded = once(guard, 'exit');
  const dispose = async (): Promise<void> => {
    guard.stdin.end();
    await guardEnded;
  };

  try {
    for (const args of [
      ['link', 'add', bridge, 'type', 'bridge'],
      ['addr', 'add', `${hostAddress}/24`, 'dev', bridge],
      ['link', 'set', bridge, 'up'],
    ])
      execFileSync(busybox, ['ip', ...args]);
    allowWithinBridges(iptables, bridge);
  } catch (error) {
    await dispose();
    throw error;
  }
  const options = [
    ['--host', endpoint],
    ['--data-root', `${folder}/data`],
    ['--exec-root', `${folder}/exec`],
    ['--pidfile', `${folder}/docker.pid`],
    ['--bridge', bridge],
    ['--iptables=false', '--ip-forward=false', '--ip-masq=false'],
    // Otherwise a containerd of this machine would be shared with its own engine.
    ['--containerd-namespace', bridge, '--containerd-plugins-namespace', `${bridge}-plugins`],
    further,
  ].flat();
  let pid = 0;
  let ended: Promise<unknown> = Promise.resolve();

  const start = async (): Promise<void> => {
    // Of a killed engine; the next one takes their processes for alive as long as nobody has reaped them.
    for (const file of ['docker.pid', 'exec/containerd/containerd.pid']) await rm(join(folder, file), { force: true });
    const log = openSync(`${folder}/log`, 'a');
    // Engines that choose from the same addresses may choose the same. At a later start this option would remove docker0, whoever has it.
    const pool = pid === 0 ? ['--default-address-pool', `base=10.${number}.128.0/17,size=24`] : [];
    const child = spawn(requireComponent('docker'), [...options, ...pool], {
      detached: true,
      stdio: ['ignore', log, log],
    });
    ended = once(child, 'exit');
    await once(child, 'spawn');
    pid = child.pid!;
    await waitFor(
      'the engine to answer',
      async () => {
        if (child.exitCode !== null)
          throw new Error(`dockerd ended:\n${readFileSync(`${folder}/log`, 'utf8').slice(-4000)}`);
        return (await dockerRequest(endpoint, { path: '/_ping' })).status === 200;
      },
      90_000,
    );
  };
  try {
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }

  const images = new DockerImages(endpoint);
  const signal = (name: NodeJS.Signals): void => void process.kill(pid, name);
  const end = async (name: NodeJS.Signals): Promise<void> => {
    signal(name);
    await ended;
  };
  return {
    endpoint,
    folder,
    bridge,
    hostAddress,
    get pid() {
      return pid;
    },
    image: (request) => images.make(request),
    subnet: (each) => `10.${number}.${1 + each}.0/24`,
    pause: () => {
      signal('SIGSTOP');
    },
    resume: () => {
      signal('SIGCONT');
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    start,
    [Symbol.asyncDispose]: dispose,
  };
}

/**
 * Beside an engine whose rules drop what they do not know, containers of this one would not reach one another. A kernel that cannot
 * tell does not filter what stays within a bridge.
 */
function allowWithinBridges(iptables: string, bridge: string): void {
  const rule = [
    'FORWARD',
    '-m',
    'physdev',
    '--physdev-is-bridged',
    '-m',
    'comment',
    '--comment',
    bridge,
    '-j',
    'ACCEPT',
  ];
  try {
    execFileSync(iptables, ['--wait', '-I', ...rule], { stdio: 'ignore' });
  } catch {
    // It cannot tell.
  }
}

let handedOut = 0;

/** The second number of an address range 10.N.0.0/16 that no route of this machine leads to. */
function freeNumber(): number {
  const routes = readFileSync('/proc/net/route', 'utf8');
  for (let attempt = 0; attempt < 128; attempt++) {
    const number = 64 + ((process.pid * 7 + handedOut++) % 128);
    // Addresses are written in hexadecimal, the last byte first.
    const prefix = `${number.toString(16).padStart(2, '0')}0A`.toUpperCase();
    if (!new RegExp(`\\t\\w{4}${prefix}\\t`).test(routes)) return number;
  }
  throw new Error('every address range 10.64.0.0/16 to 10.191.0.0/16 is in use');
}
