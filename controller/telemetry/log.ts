import type { Logger as PinoLogger } from 'pino';

/** What the program logs with: structured lines, for operators. Secrets are never passed to it (I22). */
export type Logger = Pick<PinoLogger, 'info' | 'warn' | 'error' | 'debug'>;
