export interface TarEntry {
  /** With a slash at its end for a folder. */
  readonly path: string;
  readonly content?: string | Uint8Array;
  /** Where a symbolic link leads. */
  readonly link?: string;
  readonly mode?: number;
}

const BLOCK = 512;

/** An archive in the ustar format (POSIX.1-2017, pax, "ustar Interchange Format"); names of up to 100 bytes, in folders of up to 155. */
export function tar(entries: readonly TarEntry[]): Uint8Array {
  return Buffer.concat([
    ...entries.flatMap(({ content = '', ...entry }) => {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      return [header(entry, bytes.length), bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)];
    }),
    Buffer.alloc(2 * BLOCK),
  ]);
}

function header({ path, link, mode }: TarEntry, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const isFolder = path.endsWith('/');
  const octal = (value: number, at: number, length: number): void => {
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at);
  };
  const name = path.length > 100 ? path.slice(path.indexOf('/', path.length - 101) + 1) : path;
  block.write(name, 0);
  octal(mode ?? (isFolder ? 0o755 : 0o644), 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  block.write(isFolder ? '5' : link === undefined ? '0' : '2', 156);
  block.write(link ?? '', 157);
  block.write('ustar\x0000', 257);
  block.write(path.slice(0, Math.max(0, path.length - name.length - 1)), 345);
  // The sum of all bytes, with spaces in the place of the sum itself.
  block.fill(' ', 148, 156);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
}
