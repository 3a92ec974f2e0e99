import { describe, it } from '@jest/globals';
import { locate } from '../../.ci/locate.mjs';
import { findEngine, obstacle } from './docker.ts';

/** A `describe` for suites that need real components. */
export function describeWith(needed: string | readonly string[], title: string, suite: () => void): void {
  const missing = [needed].flat().filter((name) => locate(name) === undefined);
  describeUnless(missing.length > 0 ? `${missing.join(', ')} not installed` : undefined, title, suite);
}

/**
 * A `describe` for suites that need a container engine.
 *
 * @param kind whether the engine of this machine will do, or it has to be a private one
 */
export async function describeWithEngine(kind: 'any' | 'private', title: string, suite: () => void): Promise<void> {
  const found = kind === 'any' ? await findEngine() : undefined;
  describeUnless(found === undefined ? obstacle() : undefined, title, suite);
}

/** What is missing has the suite skipped with a word on the console; with CI=true that is a failure. */
function describeUnless(reason: string | undefined, title: string, suite: () => void): void {
  if (reason === undefined) {
    describe(title, suite);
  } else if (process.env.CI === 'true') {
    describe(title, () => {
      it('has what it needs', () => {
        throw new Error(reason);
      });
    });
  } else {
    console.warn(`SKIPPED: ${title} (${reason})`);
    describe.skip(`${title} (${reason})`, suite);
  }
}
