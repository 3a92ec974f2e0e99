/** What is left on this machine, in bytes; absent where it is not known. */
export interface Room {
  /** On the disk of the state directory, for us. */
  readonly diskBytes?: number;
  readonly memoryBytes?: number;
}

/** The least space that writes to the state directory are sure to need, in bytes. */
export const LOW_DISK = 64 * 1024 * 1024;
/** With less memory left than this, the kernel is about to kill processes; bytes. */
export const LOW_MEMORY = 64 * 1024 * 1024;
