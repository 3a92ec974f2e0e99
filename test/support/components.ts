import { describe, it } from '@jest/globals';
import { components, locate } from '../../.ci/locate.mjs';

/** The path of a component that a suite cannot do without; throws when it is not installed. */
export function requireComponent(name: string): string {
  const path = locate(name);
  if (path === undefined) throw new Error(`${name} is not installed (Debian package ${components[name]!.package})`);
  return path;
}

/**
 * A `describe` for suites that need real components. Where one is missing, the suite is skipped with a word on the console; with
 * CI=true that is a failure.
 */
export function describeWith(needed: string | readonly string[], title: string, suite: () => void): void {
  const missing = [needed].flat().filter((name) => locate(name) === undefined);
  if (missing.length === 0) {
    describe(title, suite);
    return;
  }
  const reason = `${missing.join(', ')} not installed`;
  if (process.env.CI === 'true') {
    describe(title, () => {
      it('has the components that it needs', () => {
        throw new Error(reason);
      });
    });
    return;
  }
  console.warn(`SKIPPED: ${title} (${reason})`);
  describe.skip(`${title} (${reason})`, suite);
}
