import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createFiles } from '../../../controller/platform/files.ts';
import { waitFor } from '../../support/wait.ts';

const files = createFiles();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qbtc-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

const mountSmallDisk = (path: string): boolean =>
  spawnSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', path], { stdio: 'ignore' }).status === 0;
const unmount = (path: string): boolean => spawnSync('/bin/umount', [path], { stdio: 'ignore' }).status === 0;
/** Only a privileged root may mount. */
const mayMount = ((): boolean => {
  const path = mkdtempSync(join(tmpdir(), 'qbtc-files-'));
  const may = mountSmallDisk(path) && unmount(path);
  rmdirSync(path);
  return may;
})();
const withSmallDisk = mayMount ? it : it.skip;

describe('createFiles', () => {
  it('answers for what is missing instead of failing', async () => {
    const missing = join(folder, 'a', 'b');
    expect(await files.read(missing)).toBeUndefined();
    expect(await files.stat(missing)).toBeUndefined();
    expect(await files.list(missing)).toEqual([]);
    expect(await files.readAt(missing, 0, 9)).toHaveLength(0);
    await files.remove(missing);
  });

  it('writes for its owner alone, in a folder for its owner alone, and leaves no temporary file', async () => {
    const path = join(folder, 'new', 'deep', 'odd "name" $x\n');
    await files.write(path, 'one');
    await files.write(path, 'two');
    expect(await files.read(path)).toBe('two');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'new'))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(folder, 'new', 'deep'))).toHaveLength(1);
  });

  it('keeps the old contents when a write fails, and names the reason', async () => {
    await files.claim(join(folder, 'taken'));
    await expect(files.write(join(folder, 'taken'), 'text')).rejects.toMatchObject({ code: 'EISDIR' });
    expect(await readdir(folder)).toEqual(['taken']);
  });

  withSmallDisk('names the file and the way out when the disk is full', async () => {
    expect(mountSmallDisk(folder)).toBe(true);
    try {
      await files.write(join(folder, 'record'), 'old');
      const failed = files.write(join(folder, 'record'), 'x'.repeat(200_000));
      await expect(failed).rejects.toMatchObject({
        code: 'DiskFull',
        message: expect.stringContaining(join(folder, 'record')),
      });
      expect(await files.read(join(folder, 'record'))).toBe('old');
      expect(await readdir(folder)).toEqual(['record']);
    } finally {
      unmount(folder);
    }
  });

  it('gives a claim to exactly one of many', async () => {
    const claims = await Promise.all(Array.from({ length: 20 }, () => files.claim(join(folder, 'x', 'claim'))));
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  it('does not take over a claim that a shell made as a file', async () => {
    await writeFile(join(folder, 'claim'), '');
    expect(await files.claim(join(folder, 'claim'))).toBe(false);
  });

  it('makes no folder anew that it is to stay in, nor any above it', async () => {
    const root = join(folder, 'state');
    const within = createFiles(root);
    const attempts = [within.write(join(root, 'a', 'b'), ''), within.write(join(root, 'a'), '')];
    for (const attempt of [...attempts, within.claim(join(root, 'a', 'b')), within.claim(join(root, 'a'))])
      await expect(attempt).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readdir(folder)).toEqual([]);
    await files.claim(root);
    await within.write(join(root, 'a', 'b'), '');
    expect(await readdir(join(root, 'a'))).toEqual(['b']);
  });

  it('reads bytes from the middle up to the end', async () => {
    await writeFile(join(folder, 'f'), 'hällo');
    expect(Buffer.from(await files.readAt(join(folder, 'f'), 3, 100)).toString()).toBe('llo');
    expect(await files.readAt(join(folder, 'f'), 99, 1)).toHaveLength(0);
  });
});

describe('watch', () => {
  async function hinted(act: () => Promise<unknown>, hints: () => number): Promise<void> {
    const before = hints();
    for (const deadline = Date.now() + 10_000; hints() === before;) {
      if (Date.now() > deadline) throw new Error('no hint came');
      await act();
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  it('tells of changes in a folder that did not exist, and again after the folder was removed', async () => {
    const watched = join(folder, 'watched');
    let hints = 0;
    using _ = files.watch(watched, () => hints++);
    await hinted(
      () => files.write(join(watched, 'a'), '1'),
      () => hints,
    );
    await rm(watched, { recursive: true });
    // Its end is a change, too.
    await waitFor('the folder to be there again', async () => (await files.stat(watched))?.folder === true);
    await hinted(
      () => files.write(join(watched, 'b'), String(hints)),
      () => hints,
    );
  });

  it('brings nothing back of a folder that went together with the one above it', async () => {
    const above = join(folder, 'above');
    let hints = 0;
    using _ = files.watch(join(above, 'watched'), () => hints++);
    await rm(above, { recursive: true });
    // The removal itself is told twice at most; then every try tells.
    await waitFor('the watch to be tried anew', () => hints > 2);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is quiet once it is disposed of', async () => {
    let hints = 0;
    const watch = files.watch(folder, () => hints++);
    watch[Symbol.dispose]();
    await files.write(join(folder, 'a'), '1');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(hints).toBe(0);
  });
});

describe('archive', () => {
  it('moves what is there, however little', async () => {
    await writeFile(join(folder, 'log'), 'short\n');
    expect(await files.archive(join(folder, 'log'), join(folder, 'old'))).toBe(6);
    expect(await readFile(join(folder, 'old'), 'utf8')).toBe('short\n');
    expect(await readFile(join(folder, 'log'), 'utf8')).toBe('');
    expect(await readdir(folder)).toHaveLength(2);
  });

  (existsSync('/dev/shm') ? it : it.skip)(
    'moves all of it where the file system cannot cut the front off',
    async () => {
      const shared = await mkdtemp('/dev/shm/qbtc-files-');
      try {
        const text = Array.from({ length: 20_000 }, (_, line) => `line ${line}\n`).join('');
        await writeFile(join(shared, 'log'), text);
        expect(await files.archive(join(shared, 'log'), join(shared, 'old'))).toBe(text.length);
        expect(await readFile(join(shared, 'old'), 'utf8')).toBe(text);
        expect((await stat(join(shared, 'log'))).size).toBe(0);
        expect((await readdir(shared)).sort()).toEqual(['log', 'old']);
      } finally {
        await rm(shared, { recursive: true });
      }
    },
  );

  it('loses and doubles no line of a writer at full speed, where the file system can cut the front off', async () => {
    const log = join(folder, 'log');
    await writeFile(log, '');
    const writer = spawn(process.execPath, [
      '-e',
      `const fs = require('fs'); const f = fs.openSync(process.argv[1], 'a');
       for (let i = 0; i < 200000; i++) fs.writeSync(f, i + '\\n');`,
      log,
    ]);

    const archives: string[] = [];
    while (writer.exitCode === null) {
      if ((await stat(log)).size < 20_000) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        continue;
      }
      archives.push(join(folder, `old-${archives.length}`));
      const moved = await files.archive(log, archives.at(-1)!);
      expect((await stat(archives.at(-1)!)).size).toBe(moved);
    }
    const parts = await Promise.all([...archives, log].map((path) => readFile(path, 'utf8')));
    const lines = parts.join('').trimEnd().split('\n');
    expect(archives.length).toBeGreaterThan(3);
    // Without that ability of the file system a few may be lost in the instant of the truncation, but none comes twice.
    if (await canCollapse(join(folder, 'probe'))) expect(lines).toHaveLength(200_000);
    const numbers = lines.filter((line) => /^\d+$/.test(line)).map(Number);
    expect(numbers.every((number, index) => index === 0 || number > numbers[index - 1]!)).toBe(true);
  });
});

async function canCollapse(path: string): Promise<boolean> {
  await writeFile(path, Buffer.alloc(16384));
  const [code] = (await once(spawn('/usr/bin/fallocate', ['-c', '-o', '0', '-l', '4096', path]), 'exit')) as [number];
  return code === 0;
}
