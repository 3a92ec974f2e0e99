import { spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import amqplib from 'amqplib';
import { Containers } from './containers.ts';
import { startEngine } from './docker.ts';
import { redisImage } from './docker-programs.ts';
import { freePort } from './ports.ts';
import { temporaryFolder } from './real-server.ts';
import { answers, startPostgres, startRabbitmq, startRedis } from './servers.ts';
import { waitFor } from './wait.ts';

/** A word that nothing else on this machine is called. */
export const KEYWORD = 'quoll';

/** Serves HTTP at the port of its first argument that is a number; over UDP, or not at all, when it is told so. */
const PROGRAM = `
import { createServer } from 'node:http';
import { createSocket } from 'node:dgram';
const port = Number(process.argv.find((word) => /^\\d+$/.test(word)));
if (process.argv.includes('udp')) createSocket('udp4').bind(port, '127.0.0.1');
else if (process.argv.includes('idle')) setInterval(() => undefined, 60_000);
else createServer((_, response) => response.end('ok')).listen(port, '127.0.0.1');
`;

/** A machine with services of all kinds and with what only looks like one. */
export interface PreparedMachine extends AsyncDisposable {
  /** What is there, by `addressKey` and `consumerKey`. */
  readonly services: readonly string[];
  /** What each decoy is, in words. */
  readonly decoys: readonly string[];
  /** Ports to look at. */
  readonly ports: readonly number[];
  /** HTTP at a port that is ours. */
  readonly ours: number;
  readonly endpoint: string;
  readonly managementUrl: string;
}

export const addressKey = (host: string, port: number): string => `${host}:${port}`;
export const consumerKey = (name: string): string => `consumer ${name}`;

export async function prepareMachine(): Promise<PreparedMachine> {
  const stack = new Undo();
  try {
    const folder = await temporaryFolder('machine');
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const [processes, listeners, engine, broker] = await Promise.all([
      startProcesses(stack, folder),
      startListeners(stack),
      startContainers(stack),
      startConsumers(stack),
    ]);
    const parts = [processes, listeners, engine, broker];
    return {
      services: parts.flatMap(({ services }) => services),
      decoys: parts.flatMap(({ decoys }) => decoys),
      ports: [...listeners.ports, broker.port],
      ours: listeners.ours,
      endpoint: engine.endpoint,
      managementUrl: broker.managementUrl,
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** What is to be done in the end, the last first. */
class Undo {
  readonly #all: (() => unknown)[] = [];

  defer(undo: () => unknown): void {
    this.#all.push(undo);
  }

  use<T extends AsyncDisposable>(resource: T): T {
    this.defer(() => resource[Symbol.asyncDispose]());
    return resource;
  }

  async disposeAsync(): Promise<void> {
    for (const undo of this.#all.splice(0).reverse()) await undo();
  }
}

interface Part {
  readonly services: readonly string[];
  readonly decoys: readonly string[];
}

/** Ten processes with the keyword that serve, and ten that are not what they seem. */
async function startProcesses(stack: Undo, folder: string): Promise<Part> {
  const run = async (script: string, args: readonly string[], argv0?: string): Promise<void> => {
    const path = join(folder, script);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, PROGRAM);
    const child = spawn(process.execPath, [path, ...args], { stdio: 'ignore', ...(argv0 ? { argv0 } : {}) });
    stack.defer(() => void child.kill('SIGKILL'));
    const port = Number(args[0]);
    // A decoy that does not serve would prove nothing.
    if (port > 0 && !args.includes('udp')) await waitFor(`${script} to listen`, () => answers(port));
  };
  const scripts = [
    ...[`${KEYWORD}.mjs`, `${KEYWORD}-core/server.mjs`, `my_${KEYWORD}.mjs`, `${KEYWORD}Server.mjs`],
    ...[`${KEYWORD}/dist/index.mjs`, `api.${KEYWORD}.mjs`, `${KEYWORD}2.mjs`],
  ];
  const told = [['--name', `${KEYWORD}-a`], [`--service=${KEYWORD}-b`], ['--app', KEYWORD]];
  const services: string[] = [];
  for (const [script, ...args] of [
    ...scripts.map((each) => [each]),
    ...told.map((args, index) => [`plain-${index}.mjs`, ...args]),
  ]) {
    const port = await freePort();
    await run(script ?? '', [String(port), ...args]);
    services.push(addressKey('127.0.0.1', port));
  }
  for (const onlooker of ['vim', 'bash', 'less', 'tail', 'code'])
    await run('view.mjs', [String(await freePort()), `${KEYWORD}.md`], onlooker);
  for (const other of [`tran${KEYWORD}.mjs`, `${KEYWORD}ish.mjs`]) await run(other, [String(await freePort())]);
  await run(`${KEYWORD}-worker.mjs`, ['idle']);
  await run(`${KEYWORD}-dns.mjs`, [String(await freePort()), 'udp']);
  await run('qbtc.js', [String(await freePort()), '--name', KEYWORD]);
  const decoys = [
    ...['an editor', 'a shell', 'a pager', 'a reader of logs', 'an IDE'].map((who) => `${who} with the keyword`),
    ...['the keyword within a word', 'the keyword at the start of a word', 'a worker that listens on nothing'],
    ...['a UDP listener', 'our own program'],
  ];
  return { services, decoys };
}

/** Seven services on ports, and nine ports that are none. */
async function startListeners(stack: Undo) {
  const [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
  stack.use(redis);
  stack.use(postgres);
  const listen = async (server: Server, host = '127.0.0.1'): Promise<number> => {
    const port = await freePort();
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
    await new Promise<void>((listens) => server.listen(port, host, listens));
    stack.defer(() => {
      server.close();
      for (const socket of sockets) socket.destroy();
    });
    return port;
  };
  const http = (status: number): Server => createHttpServer((_, response) => response.writeHead(status).end());
  const four = await Promise.all([200, 401, 404, 500].map((status) => listen(http(status))));
  const six = await listen(http(200), '::1');
  const odd = await Promise.all(
    [
      () => undefined,
      () => undefined,
      (socket: Socket) => socket.pipe(socket),
      (socket: Socket) => socket.destroy(),
      (socket: Socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'),
    ].map((answer) => listen(createServer(answer))),
  );
  const dead = await Promise.all([freePort(), freePort(), freePort()]);
  const ours = await listen(http(200));
  const services = [...four, redis.port, postgres.port].map((port) => addressKey('127.0.0.1', port));
  const decoys = [
    ...['a port that says nothing', 'another one', 'an echo', 'one that hangs up', 'an SSH server'],
    ...['a dead port', 'another one', 'a third one', 'a port of ours'],
  ];
  return {
    services: [...services, addressKey('::1', six)],
    decoys,
    ports: [...four, six, redis.port, postgres.port, ...odd, ...dead, ours],
    ours,
  };
}

/** Seven containers that serve, and seven that do not. */
async function startContainers(stack: Undo) {
  const engine = stack.use(await startEngine());
  const containers = new Containers(engine.endpoint);
  const serve = { cmd: ['busybox', 'httpd', '-f', '-p', '80', '-h', '/tmp'] };
  const idle = { cmd: ['sleep', '3600'] };
  const [web, sleeper, well, ill, redis] = await Promise.all([
    engine.image(serve),
    engine.image(idle),
    engine.image({ ...idle, healthcheck: '--interval=1s CMD true' }),
    engine.image({ ...serve, healthcheck: '--interval=1s --retries=1 CMD false' }),
    engine.image(redisImage()),
  ]);
  const make = async (name: string, body: object, isStarted = true): Promise<string> => {
    await containers.call('POST', `/containers/create?name=${name}`, body);
    if (isStarted) await containers.call('POST', `/containers/${name}/start`);
    const networks = Object.values((await containers.inspect(name))?.NetworkSettings.Networks ?? {});
    return networks[0]?.IPAddress ?? '';
  };
  const published = (port: number, hostPort: number, protocol = 'tcp') => ({
    HostConfig: { PortBindings: { [`${port}/${protocol}`]: [{ HostIp: '127.0.0.1', HostPort: String(hostPort) }] } },
    ExposedPorts: { [`${port}/${protocol}`]: {} },
  });
  const EXPOSED = { ExposedPorts: { '80/tcp': {} } };
  const ports = await Promise.all(Array.from({ length: 9 }, freePort));
  const [a = 0, b = 0, c = 0, d = 0, ...unused] = ports;
  await make('web-a', { Image: web, ...published(80, a) });
  await make('web-b', { Image: web, ...published(80, b), Labels: { 'com.docker.compose.service': 'shop' } });
  await make('cache', { Image: redis, ...published(6379, c) });
  await make('vouched', { Image: well, ...published(9000, d) });
  const inner = [
    await make('inner-a', { Image: web, ...EXPOSED }),
    await make('inner-b', { Image: web, ...EXPOSED }),
    await make('labelled', { Image: web, Labels: { 'qbtc.dev/route.path': '/x', 'qbtc.dev/route.port': '80' } }),
  ];
  await make('ended', { Image: await engine.image({ cmd: ['true'] }), ...published(80, unused[0] ?? 0) });
  await make('created', { Image: web, ...published(80, unused[1] ?? 0) }, false);
  await make('paused', { Image: web, ...published(80, unused[2] ?? 0) });
  await containers.call('POST', '/containers/paused/pause');
  await make('portless', { Image: sleeper });
  await make('closed', { Image: sleeper, ...EXPOSED });
  await make('ill', { Image: ill, ...published(80, unused[3] ?? 0) });
  await make('datagrams', { Image: sleeper, ...published(53, unused[4] ?? 0, 'udp') });
  const decoys = [
    ...['a container that has ended', 'one that was never started', 'one that is paused', 'one without ports'],
    ...['one with a port at which nobody listens', 'one that is unhealthy', 'one that publishes UDP'],
  ];
  const services = [
    ...[a, b, c, d].map((port) => addressKey('127.0.0.1', port)),
    ...inner.map((address) => addressKey(address, 80)),
  ];
  return { services, decoys, endpoint: engine.endpoint };
}

/** A broker and five consumers of its queues, and four that are none. */
async function startConsumers(stack: Undo) {
  const management = await freePort();
  const broker = stack.use(await startRabbitmq(management));
  const connect = async (name: string) => {
    const url = { protocol: 'amqp', hostname: '127.0.0.1', port: broker.port, username: 'guest', password: 'guest' };
    const connection = await amqplib.connect(url, { clientProperties: { connection_name: name } });
    stack.defer(() => connection.close().catch(() => undefined));
    const channel = await connection.createChannel();
    return {
      channel,
      consume: async (queue: string): Promise<string> => {
        await channel.assertQueue(queue, { durable: false, exclusive: true });
        return (await channel.consume(queue, () => undefined)).consumerTag;
      },
    };
  };
  const names = ['orders', 'mails', 'reports', 'audits', 'invoices'];
  for (const name of names) await (await connect(`${name}-worker`)).consume(name);
  const idle = await connect('producer');
  await idle.channel.assertQueue('nobody', { durable: false, exclusive: true });
  await idle.channel.assertQueue('nobody-either', { durable: false, exclusive: true });
  const former = await connect('former-worker');
  await former.channel.cancel(await former.consume('left'));
  const decoys = ['a queue of nobody', 'another one', 'a connection that only sends', 'a consumer that has left'];
  await waitFor(
    'the management API',
    async () => (await fetch(`http://127.0.0.1:${management}/`)).status === 200,
    30_000,
  );
  return {
    services: [addressKey('127.0.0.1', broker.port), ...names.map((name) => consumerKey(`${name}-worker`))],
    decoys,
    port: broker.port,
    managementUrl: `http://127.0.0.1:${management}`,
  };
}
