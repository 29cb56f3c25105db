const base = require('../../jest.config');

/** Records histories: npm run histories. */
module.exports = { ...base, rootDir: '../..', roots: ['<rootDir>/test/histories'], testMatch: ['**/record.ts'] };
