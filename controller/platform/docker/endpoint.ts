import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { engineError } from './errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where an engine is, and what a connection to it needs. */
export interface Endpoint {
  /** In DOCKER_HOST's form, for people. */
  readonly text: string;
  /** A folder with ca.pem, cert.pem and key.pem; undefined without TLS. */
  readonly certificates: string | undefined;
  /** Whether the engine's certificate is checked. */
  readonly verify: boolean;
}

/** The parts of an endpoint as node:http takes them. */
export type Address =
  | { readonly socketPath: string }
  | { readonly host: string; readonly port: number; readonly protocol: 'http' | 'https' };

const DEFAULT = 'unix:///var/run/docker.sock';
/** The system cuts longer paths in silence (`sun_path` has 104 bytes on macOS, 108 on Linux). */
const LONGEST_SOCKET_PATH = 103;

/** Docker's own folder of settings. */
export const dockerFolder = (environment: Environment): string =>
  environment.DOCKER_CONFIG ?? join(environment.HOME ?? homedir(), '.docker');

/**
 * The engine that the `docker` command would take: the given one, else $DOCKER_HOST, else the current context, else the usual socket
 * (https://docs.docker.com/engine/manage-resources/contexts/).
 */
export function findEndpoint(given: string | undefined, environment: Environment): Endpoint {
  const host = given ?? environment.DOCKER_HOST;
  if (host === undefined || host === '') return contextEndpoint(environment) ?? plain(DEFAULT);
  const verify = (environment.DOCKER_TLS_VERIFY ?? '') !== '';
  const secured = host.startsWith('tcp:') && (verify || (environment.DOCKER_TLS ?? '') !== '');
  const folder = environment.DOCKER_CERT_PATH ?? dockerFolder(environment);
  return { text: host, certificates: secured ? folder : undefined, verify };
}

const plain = (text: string): Endpoint => ({ text, certificates: undefined, verify: true });

/** The endpoint of the current context. A context that cannot be read is no context: what comes of it is seen at the connection. */
function contextEndpoint(environment: Environment): Endpoint | undefined {
  const folder = dockerFolder(environment);
  try {
    const name = environment.DOCKER_CONTEXT ?? readJson(join(folder, 'config.json')).currentContext;
    if (name === undefined || name === '' || name === 'default') return undefined;
    const id = createHash('sha256').update(name).digest('hex');
    const { Host, SkipTLSVerify } = readJson(join(folder, 'contexts', 'meta', id, 'meta.json')).Endpoints?.docker ?? {};
    if (Host === undefined) return undefined;
    const certificates = Host.startsWith('tcp:') ? tlsFolder(join(folder, 'contexts', 'tls', id, 'docker')) : undefined;
    return { text: Host, certificates, verify: SkipTLSVerify !== true };
  } catch {
    return undefined;
  }
}

/** The fields of Docker's files that are used here. */
interface ContextFile {
  readonly currentContext?: string;
  readonly Endpoints?: Readonly<Record<string, { readonly Host?: string; readonly SkipTLSVerify?: boolean }>>;
}

const readJson = (path: string): ContextFile => JSON.parse(readFileSync(path, 'utf8')) as ContextFile;

function tlsFolder(folder: string): string | undefined {
  try {
    readFileSync(join(folder, 'ca.pem'));
    return folder;
  } catch {
    return undefined;
  }
}

/**
 * What to connect to.
 * @throws QbtcError `EngineUnreachable` for an endpoint that cannot be used
 */
export function addressOf({ text, certificates }: Endpoint): Address {
  const [, scheme = '', rest = ''] = /^(\w+):\/\/(.*)$/s.exec(text) ?? [];
  if (scheme === 'unix') {
    const socketPath = rest === '' ? DEFAULT.slice('unix://'.length) : rest;
    const length = Buffer.byteLength(socketPath);
    if (length > LONGEST_SOCKET_PATH) {
      throw unusable(text, `the path of its socket has ${length} bytes; the system takes ${LONGEST_SOCKET_PATH}`, {
        mend: 'Set DOCKER_HOST to a shorter path, such as a symbolic link to the socket.',
      });
    }
    return { socketPath };
  }
  if (scheme === 'tcp') {
    const url = URL.canParse(`http://${rest}`) ? new URL(`http://${rest}`) : undefined;
    if (url?.pathname === '/' && url.search === '' && url.username === '' && url.password === '') {
      const protocol = certificates === undefined ? 'http' : 'https';
      const port = url.port === '' ? (protocol === 'https' ? 2376 : 2375) : Number(url.port);
      return { host: url.hostname.replace(/^\[|\]$/g, ''), port, protocol };
    }
  }
  const mend =
    scheme === 'ssh'
      ? 'Forward the socket (ssh -NL /tmp/docker.sock:/var/run/docker.sock HOST) and set DOCKER_HOST=unix:///tmp/docker.sock.'
      : 'Set DOCKER_HOST to unix:///PATH or tcp://HOST:PORT.';
  throw unusable(text, scheme === 'ssh' ? 'ssh is not supported' : 'this is not understood', { mend });
}

const unusable = (text: string, why: string, { mend }: { mend: string }): Error =>
  engineError('EngineUnreachable', `cannot use the Docker endpoint ${text}: ${why}`, { mend, disposition: 'wait' });
