const { Buffer } = require('node:buffer');
const { createHash } = require('node:crypto');
const { mkdirSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { buildDist } = require('./buildDist');
const { appFiles } = require('./package/appFiles');
const { commandFiles } = require('./package/commandFiles');
const { offlineFiles } = require('./package/offline/offlineFiles');
const { zipOf } = require('./package/zipOf');

const ROOT = path.join(__dirname, '..');
const HELP = `Usage: npm run package -- [flags]

Writes the app as it is published: a ZIP file and the folder app/ with the same files, a software bill of materials, the operator's
commands (node doctor.js, node drain.js) and SHA256SUMS.
The same sources and packages make the same bytes.

  --offline      also the package for clouds that reach no registry of packages (docs/offline.md)
  --out FOLDER   where to; what an earlier run left there is removed. Default: out
`;

/** @returns what was written: name and size in bytes */
async function makePackage(root, out, { offline = false } = {}) {
  buildDist(root);
  const app = await appFiles(root);
  const { name, version } = JSON.parse(app.files.get('package.json'));
  const stem = `${name}-${version}`;
  const made = new Map([
    [`${stem}.zip`, zipOf(app.files)],
    [`${stem}.cdx.json`, Buffer.from(app.bill)],
    [`${stem}-commands.zip`, zipOf(await commandFiles(root))],
  ]);
  if (offline) made.set(`${stem}-offline.zip`, zipOf(offlineFiles(root, app)));
  const sums = [...made].map(([file, content]) => `${createHash('sha256').update(content).digest('hex')}  ${file}\n`);
  clear(out, name);
  for (const [file, text] of app.files) write(path.join(out, 'app', file), text);
  for (const [file, content] of made) write(path.join(out, file), content);
  write(path.join(out, 'SHA256SUMS'), sums.join(''));
  return [...made].map(([file, { length }]) => ({ file, bytes: length }));
}

/** Removes what an earlier run wrote, whatever its version was. */
function clear(out, name) {
  mkdirSync(out, { recursive: true });
  const made = readdirSync(out).filter((entry) => /\.(zip|cdx\.json)$/.test(entry) && entry.startsWith(`${name}-`));
  for (const entry of ['app', 'SHA256SUMS', ...made]) rmSync(path.join(out, entry), { recursive: true, force: true });
}

function write(file, content) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

module.exports = { makePackage };

if (require.main === module) {
  const options = { offline: { type: 'boolean' }, out: { type: 'string', default: 'out' }, help: { type: 'boolean' } };
  const run = async () => {
    const { values } = parseArgs({ options });
    if (values.help) return process.stdout.write(HELP);
    const out = path.resolve(values.out);
    for (const { file, bytes } of await makePackage(ROOT, out, values))
      process.stdout.write(`${path.join(out, file)}  ${Math.ceil(bytes / 1024)} KiB\n`);
  };
  run().catch((error) => {
    process.stderr.write(`Nothing was packaged. ${error.message}\n`);
    process.exitCode = 1;
  });
}
