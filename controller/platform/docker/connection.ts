import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { join } from 'node:path';
import { inspect } from 'node:util';
import Docker from 'dockerode';
import { messageOf } from '../../api/errors.ts';
import type { RegistryCredentials } from '../../api/engine.ts';
import { type Address, addressOf, type Endpoint } from './endpoint.ts';
import { engineError } from './errors.ts';

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Without the version. */
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: object;
  readonly credentials?: RegistryCredentials;
  /** It may take long, so it gets a connection of its own that holds nobody up. */
  readonly long?: boolean;
}

/** Sends a call, and answers when the head of the response is there, whatever its status. */
export type Dial = (call: Call, version: string | undefined, signal: AbortSignal) => Promise<IncomingMessage>;

/** Connections for short calls. An engine works on them side by side. */
const MOST_CONNECTIONS = 64;
const IDLE_CONNECTIONS = 4;

/**
 * Every status is an answer to be read here: dockerode's own methods give no answer at all when the connection breaks in the middle of
 * one, and some cannot be aborted.
 */
const STATUS_CODES = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [100 + index, true]));

/**
 * Connects with dockerode's modem.
 * @throws QbtcError `EngineUnreachable` when the endpoint or its certificates cannot be used
 */
export function connect(endpoint: Endpoint): Dial {
  const address = addressOf(endpoint);
  const short = open(endpoint, address, {
    keepAlive: true,
    maxSockets: MOST_CONNECTIONS,
    maxFreeSockets: IDLE_CONNECTIONS,
  });
  const long = open(endpoint, address, { keepAlive: false });
  return ({ method, path, query = {}, body = {}, credentials, long: takesLong = false }, version, signal) =>
    new Promise((resolve, reject) => {
      const { modem } = takesLong ? long : short;
      // Any number of calls may end with one signal.
      setMaxListeners(0, signal);
      // A call that still waits for a free connection would hear of the abort only when it gets one.
      const abort = (): void => {
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', abort, { once: true });
      modem.dial(
        {
          method,
          path: `${version === undefined ? '' : `/v${version}`}${path}?`,
          options: { _query: query, _body: body },
          ...(credentials && { authconfig: authConfig(credentials) }),
          isStream: true,
          statusCodes: STATUS_CODES,
          abortSignal: signal,
        },
        (error, response) => {
          signal.removeEventListener('abort', abort);
          if (error) reject(error);
          else resolve(response as IncomingMessage);
        },
      );
    });
}

function open(endpoint: Endpoint, address: Address, pool: ConstructorParameters<typeof HttpAgent>[0]): Docker {
  const agent =
    'protocol' in address && address.protocol === 'https'
      ? new HttpsAgent({ ...pool, ...tlsOf(endpoint) })
      : new HttpAgent(pool);
  // The modem writes its options as text for a debug log with every call, read or not; with an agent and its sockets that takes 2 ms.
  const terse = Object.assign(agent, { [inspect.custom]: () => 'Agent' });
  const options = { ...address, agent: terse };
  return withoutDockerHost(() => new Docker(options));
}

/** The modem takes what it was not given from DOCKER_HOST and its companions, and fails when they are wrong. Only our settings count. */
function withoutDockerHost<T>(create: () => T): T {
  const { DOCKER_HOST } = process.env;
  delete process.env.DOCKER_HOST;
  try {
    return create();
  } finally {
    if (DOCKER_HOST !== undefined) process.env.DOCKER_HOST = DOCKER_HOST;
  }
}

function tlsOf({ text, certificates = '', verify }: Endpoint): object {
  try {
    const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readFileSync(join(certificates, name)));
    return { ca, cert, key, rejectUnauthorized: verify };
  } catch (error) {
    throw engineError('EngineUnreachable', `cannot use the certificates for ${text}: ${messageOf(error)}`, {
      mend: 'Set DOCKER_CERT_PATH to a folder with ca.pem, cert.pem and key.pem.',
      disposition: 'wait',
    });
  }
}

/** The header X-Registry-Auth (https://docs.docker.com/reference/api/engine/version/v1.41/#section/Authentication). */
const authConfig = ({ registry, username, password, identityToken }: RegistryCredentials): Record<string, string> =>
  identityToken === undefined
    ? { username: username ?? '', password: password ?? '', serveraddress: registry }
    : { identitytoken: identityToken, serveraddress: registry };
