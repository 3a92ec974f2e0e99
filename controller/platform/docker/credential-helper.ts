import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { RegistryCredentials } from '../../api/engine.ts';
import { errnoOf, QbtcError } from '../../api/errors.ts';
import { within } from '../within.ts';
import type { Environment } from './endpoint.ts';

/** Milliseconds that a helper may take. Some ask the network. */
const LIMIT = 20_000;
/** A helper that gives a token in the place of a password says so with this name. */
const TOKEN = '<token>';
const NOT_FOUND = 'credentials not found in native keychain';

/**
 * Asks `docker-credential-NAME get` (https://github.com/docker/docker-credential-helpers#development). Undefined when it knows nothing
 * of the registry. What it prints is in no error, since it may be a secret.
 */
export async function askHelper(
  name: string,
  registry: string,
  environment: Environment,
  signal: AbortSignal,
): Promise<RegistryCredentials | undefined> {
  const program = `docker-credential-${name}`;
  const failed = (why: string): QbtcError =>
    new QbtcError(`cannot get the credentials of ${registry} from ${program}: ${why}`, {
      code: 'CredentialsUnavailable',
      mend: `Try it by hand: echo ${registry} | ${program} get.`,
      disposition: 'wait',
    });
  if (!/^[\w.-]+$/.test(name)) throw failed('this is no name of a program');
  const { code, output } = await run(program, registry, environment, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw failed(REASONS[errnoOf(error) ?? 'ABORT_ERR'] ?? 'it could not be run');
  });
  if (code !== 0) {
    if (output.trim() === NOT_FOUND) return undefined;
    throw failed(`it ended with ${code ?? 'a signal'}`);
  }
  const { Username, Secret } = parse(output);
  if (typeof Username !== 'string' || typeof Secret !== 'string') throw failed('its answer is not understood');
  if (Secret === '') return undefined;
  return Username === TOKEN ? { registry, identityToken: Secret } : { registry, username: Username, password: Secret };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not installed',
  EACCES: 'it may not be executed',
  ABORT_ERR: `it did not end within ${LIMIT / 1000} s`,
};

async function run(
  program: string,
  input: string,
  environment: Environment,
  signal: AbortSignal,
): Promise<{ code: number | null; output: string }> {
  return within(LIMIT, signal, async (limited) => {
    const child = spawn(program, ['get'], {
      env: environment,
      signal: limited,
      killSignal: 'SIGKILL',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    // A helper that ends without reading its input.
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${input}\n`);
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output: Buffer.concat(chunks).toString() };
  });
}

function parse(text: string): { readonly Username?: unknown; readonly Secret?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch {
    return {};
  }
}
