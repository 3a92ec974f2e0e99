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
  const wanted = wantedIn(folder, spec);
  if (!wanted) return undefined;
  const { paths, text } = wanted;
  // Read by another user, in its container; it names no secret.
  await files.write(paths.configuration, text, 0o644);
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
  const paths = wantedIn(folder, spec)?.paths;
  if (!paths) return undefined;
  const key = spec.gateway.apisix?.adminKey ? undefined : await files.read(paths.key);
  return { files: paths, secrets: key === undefined ? {} : { [secretKey({ file: paths.key })]: key.trim() } };
}

/** A file for each configuration: a container that is started again, or reverted to, has the one that it was made with. */
function wantedIn(
  folder: string,
  spec: QbtcStack['spec'],
): { readonly paths: ApisixFiles; readonly text: string } | undefined {
  if (!configuredApisix(spec)) return undefined;
  const text = apisixConfiguration(spec);
  const configuration = join(folder, `apisix/config-${digestOf(text).slice(0, 16)}.yaml`);
  return { paths: { configuration, key: join(folder, 'apisix/admin-key') }, text };
}
