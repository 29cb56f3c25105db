const { projects, testTimeout } = require('../../jest.config');

const { transform, globalSetup } = projects.find(({ displayName }) => displayName === 'e2e');

/**
 * Records the state of the app: npm run state.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  rootDir: '../..',
  roots: ['<rootDir>/test/state'],
  testMatch: ['**/record.ts'],
  transform,
  globalSetup,
  testTimeout: 3 * testTimeout,
};
