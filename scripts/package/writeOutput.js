const { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');

/** What is being written, until it is whole, and what was there before, until it is gone. */
const UNFINISHED = '.unfinished';
const EARLIER = '.unfinished/.earlier';

/**
 * Writes files into a folder in place of what an earlier run left there: all of them, or none where one cannot be written. A run that is
 * cut off leaves no file in part under its own name.
 *
 * @param out folder
 * @param name of the app
 * @param files contents by path; the last one appears last
 */
function writeOutput(out, name, files) {
  const unfinished = path.join(out, UNFINISHED);
  rmSync(unfinished, { recursive: true, force: true });
  try {
    for (const [file, content] of files) {
      const place = path.join(unfinished, file);
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(place, content);
    }
    mkdirSync(path.join(out, EARLIER));
    // A folder app/ of which a part is removed would be somebody else's to the next run.
    for (const entry of leftIn(out, name)) renameSync(path.join(out, entry), path.join(out, EARLIER, entry));
    const entries = new Set([...files.keys()].map((file) => file.split('/')[0]));
    for (const entry of entries) renameSync(path.join(unfinished, entry), path.join(out, entry));
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/**
 * Says whether `writeOutput` would remove what somebody else made.
 *
 * @throws Error naming the folder and the next step
 */
function requireOurs(out, name) {
  const app = path.join(out, 'app');
  if (!existsSync(app) || nameIn(path.join(app, 'package.json')) === name) return;
  throw new Error(`${app} is there, and no earlier run made it: it would be removed. Name another folder with --out.`);
}

/** What an earlier run wrote, whatever its version was; the sums first, which speak of the others. */
function leftIn(out, name) {
  const made = new RegExp(`^${name}-\\d+\\.\\d+\\.\\d+.*\\.(zip|cdx\\.json)$`);
  const there = readdirSync(out);
  return [
    ...['SHA256SUMS', 'app'].filter((entry) => there.includes(entry)),
    ...there.filter((entry) => made.test(entry)),
  ];
}

function nameIn(manifest) {
  try {
    return JSON.parse(readFileSync(manifest, 'utf8')).name;
  } catch {
    return undefined;
  }
}

module.exports = { requireOurs, writeOutput };
