import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { requireComponent } from './components.ts';
import type { ImageRequest } from './docker-images.ts';

const TRANSCRIPT = join(import.meta.dirname, '../fixtures/apisix/transcript.json');

// Images of this machine's own programs, since there is no registry to pull them from. What can be set is that of the official images.

/** Node.js as it runs here. */
export const nodeImage = (): ImageRequest => ({
  cmd: ['node'],
  copies: [process.execPath],
  changes: [`ENV PATH=${dirname(process.execPath)}:/bin`],
});

/** A fake APISIX that reads its config.yaml: `test/fakes/apisix/container-program.ts`, bundled. */
export const apisixImage = (program: string): ImageRequest => ({
  ...nodeImage(),
  cmd: ['node', '/apisix.mjs'],
  // What it answers was recorded, and is read from there.
  files: { 'apisix.mjs': program, 'test/fixtures/apisix/transcript.json': readFileSync(TRANSCRIPT, 'utf8') },
});

/** Redis, which serves other containers without a password; its data is in /data. */
export const redisImage = (): ImageRequest => {
  const server = requireComponent('redis');
  const client = join(dirname(server), 'redis-cli');
  return {
    entrypoint: ['sh', '/entrypoint.sh'],
    cmd: ['redis-server'],
    copies: [server, client],
    changes: [`ENV PATH=${dirname(server)}:/bin`, 'WORKDIR /data'],
    files: { 'entrypoint.sh': '[ "$1" != redis-server ] || set -- "$@" --protected-mode no\nexec "$@"\n' },
  };
};

/** PostgreSQL; the superuser `postgres` has the password of $POSTGRES_PASSWORD. */
export const postgresImage = (): ImageRequest => {
  const folder = dirname(requireComponent('postgres'));
  const [libraries = '', share = ''] = execFileSync(join(folder, 'pg_config'), ['--pkglibdir', '--sharedir'], {
    encoding: 'utf8',
  }).split('\n');
  const data = '/var/lib/postgresql/data';
  return {
    entrypoint: ['sh', '/entrypoint.sh'],
    copies: [
      ...['postgres', 'initdb'].map((name) => join(folder, name)),
      ...['dict_snowball.so', 'plpgsql.so'].map((name) => join(libraries, name)),
      share,
    ],
    // It refuses to run as root.
    files: {
      'entrypoint.sh': `mkdir -p ${data} && chown nobody ${data} && exec su nobody -s /bin/sh -- /serve.sh\n`,
      'serve.sh': `set -e
umask 077
if [ ! -e ${data}/PG_VERSION ]; then
  printf %s "$POSTGRES_PASSWORD" > /tmp/password
  ${folder}/initdb -D ${data} -U postgres -A scram-sha-256 --pwfile /tmp/password --no-sync --no-locale -E UTF8
  rm /tmp/password
  echo 'host all all all scram-sha-256' >> ${data}/pg_hba.conf
fi
exec ${folder}/postgres -D ${data} -c listen_addresses='*' -c unix_socket_directories=/tmp
`,
    },
  };
};

/** RabbitMQ with its management; an empty volume gets the user of $RABBITMQ_DEFAULT_USER and $RABBITMQ_DEFAULT_PASS. */
export const rabbitmqImage = (): ImageRequest => ({
  cmd: ['/usr/lib/rabbitmq/bin/rabbitmq-server'],
  copies: ['/usr/bin/erl', '/usr/lib/erlang', '/usr/lib/rabbitmq'],
  changes: [
    'ENV HOME=/var/lib/rabbitmq',
    'ENV RABBITMQ_LOGS=-',
    // Schedulers that wait busily would take the time of the other tests.
    'ENV RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none"',
    'WORKDIR /var/lib/rabbitmq',
  ],
  files: { 'etc/rabbitmq/enabled_plugins': '[rabbitmq_management].\n' },
});

/**
 * A web server of files.
 *
 * @param ports as a shell reads them: `80 443`, `$PORT`
 */
export const webImage = (ports: string, pages: Readonly<Record<string, string>>): ImageRequest => ({
  cmd: ['sh', '-c', `trap exit QUIT; for port in ${ports}; do httpd -f -p $port -h /www & done; wait`],
  files: Object.fromEntries(Object.entries(pages).map(([path, text]) => [`www${path}`, text])),
});
