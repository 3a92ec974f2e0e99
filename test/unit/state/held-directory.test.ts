import { mkdir, mkdtemp, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { holdDirectory, type HeldDirectory } from '../../../controller/state/held-directory.ts';

let folder: string;
let directory: string;
let held: HeldDirectory;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qbtc-held-'));
  directory = join(folder, 'state');
  await mkdir(directory);
  held = await holdDirectory(directory);
});
afterEach(async () => {
  await held[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe('a state directory that a controller holds', () => {
  it('is in its place as long as it is the one at its path', () => {
    expect(held.isInPlace()).toBe(true);
    expect(held.check).not.toThrow();
    expect(held.lost.aborted).toBe(false);
  });

  it('is lost when it is moved, and says where to and how to bring it back', async () => {
    await rename(directory, join(folder, 'away'));
    expect(held.check).toThrow(`${directory} was moved to ${folder}/away`);
    expect(held.lost.reason).toMatchObject({
      code: 'StateDirectoryLost',
      mend: expect.stringContaining('Bring it back'),
    });
  });

  it('is lost when a folder above it is moved', async () => {
    await mkdir(join(folder, 'above/state'), { recursive: true });
    await using other = await holdDirectory(join(folder, 'above/state'));
    await rename(join(folder, 'above'), join(folder, 'away'));
    expect(other.check).toThrow(`was moved to ${folder}/away/state`);
  });

  it('is lost when it is removed, also when another one takes its place at once (which may get its inode)', async () => {
    await rmdir(directory);
    await mkdir(directory);
    expect(held.check).toThrow('was moved away or removed, and another one is in its place');
  });

  it('is lost when it is emptied, as a removal does that fails in its middle, but not before it was founded', async () => {
    expect(held.check).not.toThrow();
    await writeFile(join(directory, 'installation.json'), '{}');
    expect(held.check).not.toThrow();
    await rm(join(directory, 'installation.json'));
    expect(held.check).toThrow('was emptied');
  });

  it('stays lost when it comes back: whatever was to be done meanwhile was not done', async () => {
    await rename(directory, join(folder, 'away'));
    expect(held.isInPlace()).toBe(false);
    await rename(join(folder, 'away'), directory);
    expect(held.isInPlace()).toBe(false);
    expect(held.check).toThrow('was moved');
  });
});
