const base = require('../../jest.config');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/real-clients'],
  testPathIgnorePatterns: ['/node_modules/'],
};
