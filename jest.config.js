/** Before suites that run compiled programs: `dist/` is what the sources say now. */
const build = { globalSetup: '<rootDir>/scripts/buildDist.js' };

/** What all test projects share. */
const common = {
  rootDir: __dirname,
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/out/'],
};

const unit = {
  ...common,
  displayName: 'unit',
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: [
    '\\.stack\\.test\\.ts$',
    '<rootDir>/test/e2e/',
    '<rootDir>/test/real-clients/',
    '<rootDir>/test/sim/',
  ],
};

/** The whole app in one process, through seeded bad days: it grows with every feature, and unit stays quick. */
const sim = { ...common, displayName: 'sim', roots: ['<rootDir>/test/sim'] };

/** Suites that start processes: Azurite, hosts, compiled programs. */
const stack = {
  ...common,
  ...build,
  displayName: 'stack',
  testMatch: ['**/*.stack.test.ts'],
  testPathIgnorePatterns: ['<rootDir>/test/e2e/', '<rootDir>/test/real-clients/'],
};

const e2e = { ...common, ...build, displayName: 'e2e', roots: ['<rootDir>/test/e2e'] };

/** @type {import('jest').Config} */
module.exports = {
  projects: [unit, sim, stack, e2e],
  testTimeout: 60_000,
  // Most suites wait for processes that they started.
  maxWorkers: '100%',
};
