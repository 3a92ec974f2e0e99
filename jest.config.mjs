// `npx jest` runs everything; the slow suites (real servers, end to end) can be left out with --selectProjects unit.
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  clearMocks: true,
};

export default {
  // Half of the suites wait for other programs most of the time, so two at once keep two cores busy; Jest would take one.
  maxWorkers: 2,
  testSequencer: '<rootDir>/.ci/sequencer.mjs',
  projects: [
    { ...common, displayName: 'unit', testMatch: ['<rootDir>/test/{unit,property,simulation}/**/*.test.ts'] },
    { ...common, displayName: 'real', testMatch: ['<rootDir>/test/{contract,e2e}/**/*.test.ts'] },
  ],
  testTimeout: 30_000,
  reporters: ['default', '<rootDir>/.ci/reporter.mjs'],
};
