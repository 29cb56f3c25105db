const { createHash } = require('node:crypto');
const { spawnSync } = require('node:child_process');
const { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');

const ROOT = path.join(__dirname, '..');
const UNRELEASED = 'unreleased';
const CHECKSUMS = 'checksums.json';

/** SHA-256 of each file of a folder, by its name. */
function checksumsOf(folder) {
  const sums = readdirSync(folder)
    .sort()
    .map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(path.join(folder, file)))
        .digest('hex'),
    ]);
  return Object.fromEntries(sums);
}

/**
 * Makes what is recorded as unreleased that of a release, which never changes again: a folder of its own, and its checksums.
 *
 * Errors: one that says what the release still lacks.
 */
function freeze(recordings, version, packageVersion) {
  const folder = path.join(recordings, version);
  if (version !== packageVersion)
    throw new Error(`package.json says ${packageVersion}, not ${version}: set the version first (npm version).`);
  if (existsSync(folder)) throw new Error(`${folder} exists: what a release recorded is never recorded again.`);
  cpSync(path.join(recordings, UNRELEASED), folder, { recursive: true });
  const file = path.join(recordings, CHECKSUMS);
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  writeFileSync(file, `${JSON.stringify({ ...before, [version]: checksumsOf(folder) }, null, 1)}\n`);
}

/** `npm run histories` and `npm run state`: records anew, and freezes that where `--release` names a version. */
function record(what, args) {
  const { release } = parseArgs({ args, options: { release: { type: 'string' } } }).values;
  const jest = path.join(ROOT, 'node_modules/jest/bin/jest.js');
  const { status } = spawnSync(process.execPath, [jest, '--config', `test/${what}/jest.config.js`], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) return status ?? 1;
  if (release === undefined) return 0;
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  freeze(path.join(ROOT, 'test/fixtures', what), release, version);
  return 0;
}

module.exports = { CHECKSUMS, UNRELEASED, checksumsOf, freeze };

if (require.main === module) {
  try {
    const [what, ...args] = process.argv.slice(2);
    process.exitCode = record(what, args);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
