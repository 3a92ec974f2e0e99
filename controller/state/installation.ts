import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { v5 as uuidv5 } from 'uuid';
import { QbtcError } from '../api/errors.ts';
import type { Files } from '../api/files.ts';
import { INSTALLATION_FILE } from './directory.ts';

/** What makes this state directory one installation: its id is in every label, its key hides secret values in hashes. */
export interface Installation {
  readonly id: string;
  /** Hex. */
  readonly key: string;
}

/**
 * Reads the installation of a state directory, or founds it.
 *
 * @throws QbtcError `StateDamaged` when the file cannot be understood: a new identity would disown everything that runs.
 */
export async function openInstallation(files: Files, directory: string): Promise<Installation> {
  const path = join(directory, INSTALLATION_FILE);
  const text = await files.read(path);
  if (text === undefined) {
    const founded: Installation = { id: randomUUID(), key: randomBytes(32).toString('hex') };
    await files.write(path, `${JSON.stringify(founded)}\n`);
    return founded;
  }
  const read = parse(text);
  if (read) return read;
  throw new QbtcError(`${path} is damaged: it holds no installation id and key`, {
    code: 'StateDamaged',
    mend: 'Restore the file from a backup; or end what runs with `qbtc doctor`, remove the state directory and run `qbtc up` again.',
    disposition: 'terminal',
  });
}

function parse(text: string): Installation | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('id' in value) || !('key' in value)) return undefined;
    const { id, key } = value;
    return typeof id === 'string' && typeof key === 'string' && id && key ? { id, key } : undefined;
  } catch {
    return undefined;
  }
}

/** The uid of a stack outside a cluster: the same installation and name give the same uid. */
export const stackUid = (installation: Installation, namespace: string, name: string): string =>
  uuidv5(`${namespace}/${name}`, installation.id);

/** A digest over secret values that tells nothing about them without the installation's key; undefined when there are none. */
export function secretDigest(
  installation: Installation,
  secrets: Readonly<Record<string, string>>,
): string | undefined {
  const names = Object.keys(secrets).sort();
  if (names.length === 0) return undefined;
  const hmac = createHmac('sha256', Buffer.from(installation.key, 'hex'));
  for (const name of names) hmac.update(JSON.stringify([name, secrets[name]]));
  return hmac.digest('hex').slice(0, 16);
}
