import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type AcceptedStack, type ApisixFiles, secretKey } from '../api/accepted.ts';
import type { Files } from '../api/files.ts';
import type { QbtcStack } from '../api/generated/resource.ts';
import { digestOf } from '../spec/hash.ts';
import { apisixConfiguration, configuredApisix } from '../spec/apisix-service.ts';

/** What an APISIX of a stack has beside the resource. */
export interface ApisixPart {
  readonly files: ApisixFiles;
  /** Its key, where the stack names none. */
  readonly secrets: AcceptedStack['secrets'];
}

/**
 * Writes what an APISIX that is a service of the stack starts with; undefined when it has none.
 *
 * @param folder the stack's, in the state directory
 */
export async function prepareApisix(
  files: Files,
  folder: string,
  spec: QbtcStack['spec'],
): Promise<ApisixPart | undefined> {
  if (!configuredApisix(spec)) return undefined;
  const paths = pathsIn(folder, spec);
  // Read by another user, in its container; it names no secret.
  await files.write(paths.configuration, apisixConfiguration(spec), 0o644);
  if (!spec.gateway.apisix?.adminKey && (await files.read(paths.key)) === undefined)
    await files.write(paths.key, `${randomBytes(24).toString('base64url')}\n`);
  return readApisix(files, folder, spec);
}

/** The same of what was written before. */
export async function readApisix(
  files: Files,
  folder: string,
  spec: QbtcStack['spec'],
): Promise<ApisixPart | undefined> {
  if (!configuredApisix(spec)) return undefined;
  const paths = pathsIn(folder, spec);
  const key = spec.gateway.apisix?.adminKey ? undefined : await files.read(paths.key);
  return { files: paths, secrets: key === undefined ? {} : { [secretKey({ file: paths.key })]: key.trim() } };
}

/** A file for each configuration: a container that is started again, or reverted to, has the one that it was made with. */
function pathsIn(folder: string, spec: QbtcStack['spec']): ApisixFiles {
  const digest = digestOf(apisixConfiguration(spec)).slice(0, 16);
  return { configuration: join(folder, `apisix/config-${digest}.yaml`), key: join(folder, 'apisix/admin-key') };
}
