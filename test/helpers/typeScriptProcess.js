'use strict';

/*
 * Runs a TypeScript program, with what it imports, as the test runner would: `argv[2]` is its file, the rest are its own
 * arguments. What it runs is the source itself, so that no test depends on an older build.
 */
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { transformSync } = require('@swc/core');

Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    swcrc: false,
    sourceMaps: 'inline',
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    // `import()` stays as it is, as in what tsc emits: it takes URLs, which `require()` does not.
    module: { type: 'commonjs', ignoreDynamic: true },
  });
  module._compile(code, filename);
};

process.setSourceMapsEnabled(true);
process.argv.splice(1, 1);
require(path.resolve(process.argv[1]));
