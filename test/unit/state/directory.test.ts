import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createStateDirectory } from '../../../controller/state/directory.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'state-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('a state directory', () => {
  it('is created for its owner alone, with the folders above it, and may exist already', () => {
    const path = join(folder, 'a', 'b');
    createStateDirectory(path);
    createStateDirectory(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('that is a file is refused with its path', () => {
    const path = join(folder, 'file');
    writeFileSync(path, '');
    expect(() => {
      createStateDirectory(join(path, 'below'));
    }).toThrow(`${path}: it is not a folder`);
  });

  it('where nothing can be created is refused at once', () => {
    expect(() => {
      createStateDirectory('/proc/qbtc/state');
    }).toThrow('/proc/qbtc: it cannot be created (ENOENT)');
  });
});
