import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RegistryCredentials } from '../../api/engine.ts';
import { errnoOf, messageOf, QbtcError } from '../../api/errors.ts';
import { DOCKER_HUB, parseImage } from '../../api/image.ts';
import { askHelper } from './credential-helper.ts';
import { dockerFolder, type Environment } from './endpoint.ts';

/** Docker Hub's key in the file, and its name for helpers. */
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';

/** Docker's config.json (https://docs.docker.com/reference/cli/docker/#docker-cli-configuration-file-configjson-properties). */
interface DockerConfig {
  readonly auths?: Readonly<Record<string, Auth>>;
  /** By registry. */
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly credsStore?: string;
}

interface Auth {
  /** `USER:PASSWORD` in base64. */
  readonly auth?: string;
  readonly identitytoken?: string;
}

/**
 * What `docker login` has stored for the registry of an image: by the helper of this registry or of all, else in the file itself.
 * Undefined when there is nothing.
 *
 * @throws QbtcError `CredentialsUnavailable` for a file that cannot be read and a helper that fails; it holds no secret
 */
export async function credentialsFor(
  image: string,
  environment: Environment,
  signal: AbortSignal,
): Promise<RegistryCredentials | undefined> {
  const { registry: host } = parseImage(image);
  const registry = host === DOCKER_HUB ? DOCKER_HUB_KEY : host;
  const { auths = {}, credHelpers = {}, credsStore } = await readConfig(join(dockerFolder(environment), 'config.json'));
  const helper = credHelpers[registry] ?? credHelpers[host] ?? credsStore;
  const helped =
    helper === undefined || helper === '' ? undefined : await askHelper(helper, registry, environment, signal);
  return helped ?? stored(auths, registry);
}

async function readConfig(path: string): Promise<DockerConfig> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return {};
    throw damaged(path, messageOf(error));
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // What JSON.parse says quotes the file, and with it perhaps a password.
  }
  throw damaged(path, 'it is not a JSON object');
}

const damaged = (path: string, why: string): QbtcError =>
  new QbtcError(`cannot read the registry credentials in ${path}: ${why}`, {
    code: 'CredentialsUnavailable',
    mend: 'Mend the file, or remove it and log in again: docker login.',
    disposition: 'wait',
  });

function stored(auths: Readonly<Record<string, Auth>>, registry: string): RegistryCredentials | undefined {
  const [, found] = Object.entries(auths).find(([key]) => hostOf(key) === hostOf(registry)) ?? [];
  if (found?.identitytoken !== undefined && found.identitytoken !== '')
    return { registry, identityToken: found.identitytoken };
  const [username = '', ...password] = Buffer.from(found?.auth ?? '', 'base64')
    .toString()
    .replace(/\0+$/, '')
    .split(':');
  return username === '' ? undefined : { registry, username, password: password.join(':') };
}

/** Keys are written in several ways: `https://HOST/v1/`, `HOST`. */
const hostOf = (key: string): string => key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
