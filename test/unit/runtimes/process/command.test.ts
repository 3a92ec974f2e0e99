import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import * as system from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkEnvironmentNames, findCommand } from '../../../../controller/runtimes/process/command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qbtc command '));
  await mkdir(join(folder, 'bin', 'folder'), { recursive: true });
  await writeFile(join(folder, 'bin', 'tool'), '#!/bin/sh\n', { mode: 0o755 });
  await writeFile(join(folder, 'bin', 'data'), '');
  await chmod(join(folder, 'bin', 'data'), 0o644);
  await symlink('tool', join(folder, 'bin', 'link'));
});
afterAll(() => rm(folder, { recursive: true }));

const find = (program: string, path?: string, cwd = folder): Promise<string> =>
  findCommand([program], cwd, path, system);

describe('findCommand', () => {
  it('looks where the system would: in PATH, or from the working directory when there is a slash', async () => {
    expect(await find('tool', `/nowhere:${folder}/bin`)).toBe(join(folder, 'bin', 'tool'));
    expect(await find('link', `${folder}/bin`)).toBe(join(folder, 'bin', 'link'));
    expect(await find('./bin/tool', '/nowhere')).toBe(join(folder, 'bin', 'tool'));
    expect(await find('tool', 'bin')).toBe(join(folder, 'bin', 'tool'));
    expect(await find('tool', '', join(folder, 'bin'))).toBe(join(folder, 'bin', 'tool'));
    expect(await find('sh')).toMatch(/\/sh$/);
  });

  it.each(['missing', 'data', 'folder', './bin/data', '/no/such', ''])(
    'says that %j cannot be run, before anything is started',
    async (program) => {
      await expect(find(program, `${folder}/bin`)).rejects.toMatchObject({
        code: 'CommandNotFound',
        mend: expect.any(String),
      });
    },
  );

  it('says that the working directory is missing, or is none', async () => {
    const expected = { code: 'WorkingDirMissing', mend: expect.any(String) };
    await expect(find('sh', '/bin', join(folder, 'gone'))).rejects.toMatchObject(expected);
    await expect(find('sh', '/bin', join(folder, 'bin', 'tool'))).rejects.toMatchObject(expected);
  });
});

describe('checkEnvironmentNames', () => {
  it('refuses names that a shell would drop or set itself, silently', () => {
    checkEnvironmentNames({ A_1: '', _b: '' });
    for (const name of ['a.b', 'a-b', '1a', '', 'ü', 'IFS', 'OPTIND', 'PPID']) {
      expect(() => {
        checkEnvironmentNames({ [name]: 'x' });
      }).toThrow(expect.objectContaining({ code: 'EnvironmentNameUnsupported' }));
    }
  });
});
