export interface FileStat {
  readonly folder: boolean;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

/** The file system, as far as the controller uses it. Missing things are answers, not errors; all other failures throw. */
export interface Files {
  /** The text of a file, or undefined when there is none. */
  read(path: string): Promise<string | undefined>;
  /** Up to `length` bytes from `offset`; fewer at the end of the file, none when it is missing. */
  readAt(path: string, offset: number, length: number): Promise<Uint8Array>;
  /** Undefined when there is nothing at this path. */
  stat(path: string): Promise<FileStat | undefined>;
  /** Replaces a file atomically: temporary file, fsync, rename. Creates the folder (0700) when needed. Default mode 0600. */
  write(path: string, text: string, mode?: number): Promise<void>;
  /** Adds to the end of a file, which is created (0600) in an existing folder when it is missing. Not synced to the disk. */
  append(path: string, text: string): Promise<void>;
  /** Creates a folder; false when it existed already. The one atomic "who was first" that a shell can do too. */
  claim(path: string): Promise<boolean>;
  /** Names in a folder, sorted; none when it is missing. */
  list(path: string): Promise<string[]>;
  /**
   * Moves what a file holds so far into a new file `to`, while others go on appending to it; returns the number of bytes moved.
   * Interrupted in the middle, it leaves the bytes in both files, never in none.
   */
  archive(path: string, to: string): Promise<number>;
  /** Removes a file or a whole folder; nothing happens when it is missing. */
  remove(path: string): Promise<void>;
  /** Calls back after something in the folder changed (a hint: may come late, twice or not at all). Creates the folder. */
  watch(path: string, changed: () => void): Disposable;
}
