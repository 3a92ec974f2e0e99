/** A number in [0, 1) that depends on the text alone: jitter without randomness (FNV-1a). */
export function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) / 2 ** 32;
}

export interface BackoffPolicy {
  readonly initialSeconds: number;
  readonly maxSeconds: number;
}

/**
 * Milliseconds to wait before attempt `n` (from 1) at a target: nothing before the first, then initialSeconds × 2^(n−2) up to
 * maxSeconds, shortened by up to a tenth so that targets that failed together do not return together.
 */
export function backoff(policy: BackoffPolicy, target: string, n: number): number {
  if (n <= 1) return 0;
  const seconds = Math.min(policy.maxSeconds, policy.initialSeconds * 2 ** Math.min(n - 2, 30));
  return Math.round(seconds * 1000 * (1 - fraction(`${target}#${n}`) / 10));
}
