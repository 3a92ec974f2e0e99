import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TarEntry } from './tar.ts';

/** How a program or a shared library of Linux begins (elf(5)). */
const ELF = Buffer.from('\x7fELF');

/**
 * What makes programs of this machine run elsewhere: files and folders under their own paths, and the shared libraries that they are
 * linked to. A link given by its own path is followed, those within a folder stay links.
 */
export function machineFiles(paths: readonly string[]): TarEntry[] {
  const files = paths.flatMap((path) => (statSync(path).isDirectory() ? entriesOf(path) : [fileEntry(path)]));
  const programs = files.filter(({ content }) => content && ELF.equals(content.subarray(0, ELF.length)));
  const libraries = new Set(programs.flatMap(({ path }) => librariesOf(`/${path}`)));
  for (const { path } of files) libraries.delete(`/${path}`);
  return [...files, ...[...libraries].map(fileEntry)];
}

type FileEntry = TarEntry & { readonly content?: Buffer };

const fileEntry = (path: string): FileEntry => ({
  path: path.slice(1),
  content: readFileSync(path),
  mode: statSync(path).mode & 0o777,
});

function entriesOf(folder: string): FileEntry[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const stat = lstatSync(path);
    if (stat.isDirectory()) return entriesOf(path);
    return stat.isSymbolicLink() ? [{ path: path.slice(1), link: readlinkSync(path) }] : [fileEntry(path)];
  });
}

/** `libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x…)`, and for the loader its path alone; a static program has none. */
function librariesOf(program: string): string[] {
  try {
    const listed = execFileSync('ldd', [realpathSync(program)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return [...listed.matchAll(/(\/\S+) \(0x/g)].flatMap(([, path]) => path ?? []);
  } catch {
    return [];
  }
}
