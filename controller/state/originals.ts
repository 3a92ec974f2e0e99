import { join } from 'node:path';
import type { Files } from '../api/files.ts';
import type { GatewayObject, Originals } from '../api/gateway.ts';

/** The folder in the state directory with one for each stack. */
export const ORIGINALS = 'originals';

/**
 * Keeps what objects of an APISIX were before a stack took them over, each in a file of its own (0600), since they may have secrets.
 *
 * They outlive the stack's record: what was not given back is still known when the stack comes again.
 *
 * @param folder one for each stack, in the state directory
 */
export function createOriginals(files: Files, folder: string): Originals {
  const pathOf = ({ kind, id }: Pick<GatewayObject, 'kind' | 'id'>): string => join(folder, `${kind}-${id}.json`);
  return {
    async read(object) {
      const text = await files.read(pathOf(object));
      return text === undefined ? undefined : { value: JSON.parse(text) as GatewayObject['value'] | null };
    },
    keep: (object, value) => files.write(pathOf(object), `${JSON.stringify(value)}\n`),
    discard: (object) => files.remove(pathOf(object)),
  };
}
