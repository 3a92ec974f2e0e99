import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { requireComponent } from './components.ts';
import { freePort } from './ports.ts';
import { asUser, isRoot, startServer, temporaryFolder, type RealServer } from './real-server.ts';

const run = promisify(execFile);

/** Whether the port of this machine accepts, and (when a greeting is given) what comes back begins with the expected text. */
export async function answers(port: number, greeting = '', expected = ''): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
    if (expected === '') return true;
    socket.write(greeting, 'latin1');
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    return chunk.toString('latin1').startsWith(expected);
  } finally {
    socket.destroy();
  }
}

export interface RedisServer extends RealServer {
  /** Password of the default user. */
  readonly password: string;
  /** May send PING. */
  readonly pinger: { readonly username: string; readonly password: string };
  /** May log in, but not send PING. */
  readonly mute: { readonly username: string; readonly password: string };
}

/** A redis-server without persistence, whose users all have passwords. */
export async function startRedis(): Promise<RedisServer> {
  const port = await freePort();
  const folder = await temporaryFolder('redis');
  const password = randomBytes(9).toString('hex');
  const pinger = { username: 'pinger', password: `p${password}` };
  const mute = { username: 'mute', password: `m${password}` };
  const configuration = [
    `port ${port}`,
    'bind 127.0.0.1',
    'save ""',
    `dir ${folder}`,
    `requirepass ${password}`,
    `user ${pinger.username} on >${pinger.password} -@all +ping`,
    `user ${mute.username} on >${mute.password} -@all +hello`,
  ];
  const file = join(folder, 'redis.conf');
  await writeFile(file, `${configuration.join('\n')}\n`, { mode: 0o600 });
  const server = await startServer({
    argv: [requireComponent('redis'), file],
    port,
    folder,
    stopSignal: 'SIGTERM',
    ready: () => answers(port, 'PING\r\n', '-NOAUTH'),
  });
  return { ...server, password, pinger, mute };
}

export interface PostgresServer extends RealServer {
  /** Of the superuser `postgres`. */
  readonly password: string;
}

/** A PostgreSQL server with a new cluster; logins go by SCRAM. It refuses to run as root, so it runs as the user `postgres` then. */
export async function startPostgres(): Promise<PostgresServer> {
  const port = await freePort();
  const folder = await temporaryFolder('postgres');
  const password = randomBytes(9).toString('hex');
  const user = 'postgres';
  const program = requireComponent('postgres');
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (isRoot) await giveTo(user, folder, passwordFile);
  const initdb = [
    join(dirname(program), 'initdb'),
    '-D',
    data,
    '-U',
    user,
    '-A',
    'scram-sha-256',
    '--pwfile',
    passwordFile,
  ];
  const [command = '', ...args] = asUser(user, [...initdb, '--no-sync', '--no-locale', '-E', 'UTF8']);
  await run(command, args, { cwd: folder });
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', max_connections: '20' };
  const server = await startServer({
    argv: [
      program,
      '-D',
      data,
      '-p',
      `${port}`,
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    port,
    folder,
    user,
    // Immediate shutdown: its children, which have groups of their own, go with it.
    stopSignal: 'SIGQUIT',
    ready: async () => {
      await run(join(dirname(program), 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', `${port}`]);
      return true;
    },
    deadlineMs: 30_000,
  });
  return { ...server, password };
}

async function giveTo(user: string, ...paths: string[]): Promise<void> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, user])).stdout)),
  );
  await Promise.all(paths.map((path) => chown(path, uid!, gid!)));
}

/**
 * A RabbitMQ broker with a node name, a port mapper and a database of its own; user guest with password guest.
 *
 * @param managementPort of its management API; none when absent
 */
export async function startRabbitmq(managementPort?: number): Promise<RealServer> {
  const [port, mapperPort, distributionPort] = [await freePort(), await freePort(), await freePort()];
  const folder = await temporaryFolder('rabbitmq');
  const plugins = join(folder, 'enabled_plugins');
  const configuration = join(folder, 'rabbitmq.conf');
  await mkdir(join(folder, 'log'));
  const [plugin, management] =
    managementPort === undefined
      ? ['', '']
      : ['rabbitmq_management', `management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = ${managementPort}\n`];
  await writeFile(plugins, `[${plugin}].\n`);
  const settings = `listeners.tcp.1 = 127.0.0.1:${port}\nlog.console = true\nlog.file = false\n${management}`;
  await writeFile(configuration, settings);
  const erlang = { ERL_EPMD_PORT: `${mapperPort}`, ERL_EPMD_ADDRESS: '127.0.0.1' };
  // Started by the broker, it would stay behind as a daemon.
  const mapper = await startServer({
    argv: ['/usr/bin/epmd', '-port', `${mapperPort}`, '-address', '127.0.0.1'],
    port: mapperPort,
    folder: await temporaryFolder('epmd'),
    stopSignal: 'SIGTERM',
    ready: () => answers(mapperPort),
  });
  try {
    const broker = await startServer({
      // The script beside it in /usr/sbin insists on the user rabbitmq.
      argv: ['/usr/lib/rabbitmq/bin/rabbitmq-server'],
      port,
      folder,
      env: {
        ...erlang,
        RABBITMQ_NODENAME: `qbtc-${port}@localhost`,
        RABBITMQ_DIST_PORT: `${distributionPort}`,
        RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
        RABBITMQ_LOG_BASE: join(folder, 'log'),
        RABBITMQ_CONFIG_FILE: configuration,
        RABBITMQ_CONF_ENV_FILE: join(folder, 'none'),
        RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
        RABBITMQ_PID_FILE: join(folder, 'pid'),
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1} +S 1:1 +sbwt none',
      },
      stopSignal: 'SIGTERM',
      // A wrong protocol header is answered with the right one (AMQP 0-9-1, §4.2.2).
      ready: () => answers(port, 'AMQP\0\0\0\0', 'AMQP'),
      deadlineMs: 60_000,
    });
    return {
      ...broker,
      [Symbol.asyncDispose]: async () => {
        await broker[Symbol.asyncDispose]();
        await mapper[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await mapper[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * nginx with one worker.
 *
 * @param server what goes into its server block, besides `listen`
 */
export async function startNginx(server: string): Promise<RealServer> {
  const port = await freePort();
  const folder = await temporaryFolder('nginx');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const configuration = `
    daemon off;
    ${isRoot ? 'user root;' : ''}
    worker_processes 1;
    pid ${folder}/nginx.pid;
    error_log stderr;
    events {}
    http {
      access_log off;
      ${temporary.join(' ')}
      server { listen 127.0.0.1:${port}; ${server} }
    }`;
  const file = join(folder, 'nginx.conf');
  await writeFile(file, configuration);
  return startServer({
    argv: [requireComponent('nginx'), '-p', folder, '-c', file, '-e', 'stderr'],
    port,
    folder,
    stopSignal: 'SIGTERM',
    ready: () => answers(port),
  });
}
