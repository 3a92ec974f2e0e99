import { readFileSync } from 'node:fs';
import { LIMITS } from './limits.ts';

/** Descriptors for the program itself: listening and control sockets, tables, the runtime's own. */
const RESERVED = 64;

/**
 * How many clients may be connected: every one of them may need a connection to a service, and one more client must not be what keeps
 * those, or the controller, away. Elsewhere than on Linux nothing is known of the descriptors.
 */
export function connectionBound(limits = ownLimits()): number {
  const files = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Infinity);
  return Math.max(1, Math.min(LIMITS.connections, Math.floor((files - RESERVED) / 2)));
}

function ownLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
