const { Buffer } = require('node:buffer');
const { createHash } = require('node:crypto');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { requireOurs, writeOutput } = require('./package/writeOutput');

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
  // Loaded here, as they use development dependencies: whoever has none of these is to be told.
  const { buildDist } = require('./buildDist');
  const { appFiles } = require('./package/appFiles');
  const { commandFiles } = require('./package/commandFiles');
  const { offlineFiles } = require('./package/offline/offlineFiles');
  const { zipOf } = require('./package/zipOf');
  const { name, version } = require(path.join(root, 'package.json'));
  requireOurs(out, name);
  buildDist(root);
  const app = await appFiles(root);
  const stem = `${name}-${version}`;
  const made = new Map([
    [`${stem}.zip`, zipOf(app.files)],
    [`${stem}.cdx.json`, Buffer.from(app.bill)],
    [`${stem}-commands.zip`, zipOf(await commandFiles(root))],
  ]);
  if (offline) made.set(`${stem}-offline.zip`, zipOf(offlineFiles(root, app)));
  const sums = [...made].map(([file, content]) => `${createHash('sha256').update(content).digest('hex')}  ${file}\n`);
  const unpacked = [...app.files].map(([file, text]) => [`app/${file}`, text]);
  writeOutput(out, name, new Map([...unpacked, ...made, ['SHA256SUMS', sums.join('')]]));
  return [...made].map(([file, { length }]) => ({ file, bytes: length }));
}

function wordsOf({ code, message }) {
  if (code !== 'MODULE_NOT_FOUND') return message;
  const [words] = message.split('\n');
  return `${words}: it is a development dependency. Run npm ci, without --omit=dev and with NODE_ENV not set to production.`;
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
    process.stderr.write(`Nothing was packaged. ${wordsOf(error)}\n`);
    process.exitCode = 1;
  });
}
