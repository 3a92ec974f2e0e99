import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { messageOf, QbtcError } from '../../api/errors.ts';
import type { Files } from '../../api/files.ts';
import type { GatewayAccess } from '../../api/gateway.ts';
import type { Sections, WholeStore } from './whole.ts';
import { parseConfiguration, renderConfiguration } from './yaml.ts';

/** What somebody had there before, kept beside it. */
const KEPT = '.before-qbtc';
/** APISIX reads it as another user, in a container. */
const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;

/**
 * An APISIX that reads its configuration from a file, once a second, whenever it ends with `#END`
 * (https://apisix.apache.org/docs/apisix/deployment-modes/#file-driven).
 */
export function createStandaloneFile(files: Files): WholeStore {
  const parsed = (path: string, text: string): Sections => {
    try {
      return parseConfiguration(text);
    } catch (error) {
      throw new QbtcError(`${path} cannot be read: ${messageOf(error)}`, {
        code: 'ApisixFileBroken',
        mend: 'Mend it, or take it away; APISIX goes on with what it read before.',
        disposition: 'wait',
        cause: error,
      });
    }
  };

  return {
    async read(access) {
      const path = pathOf(access);
      const text = await files.read(path);
      return text === undefined ? {} : parsed(path, text);
    },
    async write(access, sections) {
      const path = pathOf(access);
      const before = await files.read(path);
      const text = renderConfiguration(sections);
      if (before !== undefined && !isRendered(before) && (await files.read(path + KEPT)) === undefined)
        await files.write(path + KEPT, before);
      const kept = await files.read(path + KEPT);
      // Nothing of ours is left: what was there before is there again, to the byte.
      const isAsBefore =
        kept !== undefined && isDeepStrictEqual(withoutEmpty(parsed(path + KEPT, kept)), withoutEmpty(sections));
      await mkdir(dirname(path), { recursive: true, mode: FOLDER_MODE });
      // One that its owner keeps from others stays so.
      const mode = before === undefined ? FILE_MODE : (await stat(path)).mode & 0o777;
      await files.write(path, isAsBefore ? kept : text, mode);
      if (isAsBefore) await files.remove(path + KEPT);
    },
  };
}

const pathOf = ({ file = '' }: GatewayAccess): string => file;

const withoutEmpty = (sections: Sections): Sections =>
  Object.fromEntries(Object.entries(sections).filter(([, list]) => list.length > 0));

/** Whether it was written here. */
const isRendered = (text: string): boolean => text.startsWith(renderConfiguration({}).split('\n', 1)[0] ?? '');
