import { errnoOf } from '../../api/errors.ts';

/**
 * Why a probe failed, in words of our own: stable from one attempt to the next, without times, counters, addresses or anything that
 * was configured as a secret.
 */
export class ProbeFailure extends Error {
  override readonly name = 'ProbeFailure';
}

/** What the errno names mean that a connection ends with (connect(2), getaddrinfo(3)). */
const SOCKET_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be resolved',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the host',
  ETIMEDOUT: 'the host does not answer',
  EMFILE: 'this process has too many open files',
  EADDRNOTAVAIL: 'no local port is free',
};

/** The words for an error of a socket; undefined when it is none of those. */
export function socketFailure(error: unknown): string | undefined {
  const code = errnoOf(error);
  if (code !== undefined && SOCKET_ERRORS[code] !== undefined) return SOCKET_ERRORS[code];
  const inner = error as { readonly errors?: unknown; readonly cause?: unknown } | null | undefined;
  // Several addresses were tried; the last one is as good as any.
  if (Array.isArray(inner?.errors)) return socketFailure(inner.errors.at(-1));
  return inner?.cause === undefined ? undefined : socketFailure(inner.cause);
}
