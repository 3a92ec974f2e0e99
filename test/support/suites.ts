import { describe, it } from '@jest/globals';
import { locate } from '../../.ci/locate.mjs';
import { findEngine, obstacle } from './docker.ts';

/** A `describe` for suites that need real components. */
export function describeWith(needed: string | readonly string[], title: string, suite: () => void): void {
  describeUnless(missing([needed].flat()), title, suite);
}

/**
 * A `describe` for suites that need a container engine.
 *
 * @param kind whether the engine of this machine will do, or it has to be a private one
 * @param needed further components
 */
export async function describeWithEngine(
  kind: 'any' | 'private',
  title: string,
  suite: () => void,
  needed: readonly string[] = [],
): Promise<void> {
  const found = kind === 'any' ? await findEngine() : undefined;
  describeUnless(missing(needed) ?? (found === undefined ? obstacle() : undefined), title, suite);
}

function missing(needed: readonly string[]): string | undefined {
  const absent = needed.filter((name) => locate(name) === undefined);
  return absent.length > 0 ? `${absent.join(', ')} not installed` : undefined;
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
