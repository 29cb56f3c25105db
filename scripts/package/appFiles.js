const { readFileSync } = require('node:fs');
const path = require('node:path');
const { bundle } = require('./bundle');
const { jsonText } = require('./jsonText');
const { packagesIn } = require('./packagesIn');
const { softwareBill } = require('./softwareBill');
const { thirdPartyNotices } = require('./thirdPartyNotices');

/** As package.json's `main` in the repository: whoever looks at either finds the same. */
const BUNDLE = 'dist/src/index.js';
/** Files that are the same in the repository and in the package. */
const AS_THEY_ARE = ['LICENSE', 'host.json', 'routes.schema.json'];

/**
 * What a Functions host needs to run the app: the bundle, host.json, a package.json that names the bundle and no dependency; with it
 * the schema of the routes file and the licences.
 *
 * @returns files: texts by path from the package's root; bill: the software bill of materials
 */
async function appFiles(root) {
  const read = (file) => readFileSync(path.join(root, file), 'utf8');
  const app = JSON.parse(read('package.json'));
  const { name, version, description, license, engines } = app;
  const { text, inputs } = await bundle(root, 'src/index.ts', BUNDLE);
  const packages = packagesIn(root, inputs);
  const manifest = { name, version, private: true, description, license, type: 'commonjs', main: BUNDLE, engines };
  const files = new Map([
    ...AS_THEY_ARE.map((file) => [file, read(file)]),
    [BUNDLE, text],
    ['package.json', jsonText(manifest)],
    ['THIRD-PARTY-NOTICES.txt', thirdPartyNotices(root, packages)],
  ]);
  return { files, bill: jsonText(softwareBill(root, app, packages)) };
}

module.exports = { appFiles };
