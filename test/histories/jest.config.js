const { projects, testTimeout } = require('../../jest.config');

const { transform } = projects.find(({ displayName }) => displayName === 'unit');

/**
 * Records histories: npm run histories.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  rootDir: '../..',
  roots: ['<rootDir>/test/histories'],
  testMatch: ['**/record.ts'],
  transform,
  testTimeout,
};
