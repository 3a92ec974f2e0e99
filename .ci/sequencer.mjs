import { statSync } from 'node:fs';

/** The histories take minutes in one file each: begun last, they would run on while the other core has nothing left to do. */
const FIRST = /[\\/]simulation[\\/]/;

/** The order of the test files (https://jestjs.io/docs/configuration#testsequencer-string): the longest first, then by size. */
export default class Sequencer {
  sort(tests) {
    const weight = ({ path }) => (FIRST.test(path) ? Number.MAX_SAFE_INTEGER : statSync(path).size);
    return [...tests].sort((a, b) => weight(b) - weight(a));
  }

  shard(tests) {
    return tests;
  }

  allFailedTests(tests) {
    return tests;
  }

  /** Nothing is remembered: the order is the same on every machine. */
  cacheResults() {}
}
