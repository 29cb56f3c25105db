const { projects, testTimeout } = require('../../jest.config');

const { globalSetup, transform } = projects.find(({ displayName }) => displayName === 'stack');

/** @type {import('jest').Config} */
module.exports = { rootDir: '../..', roots: ['<rootDir>/test/real-clients'], globalSetup, transform, testTimeout };
