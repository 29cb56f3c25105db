const { readFileSync } = require('node:fs');
const path = require('node:path');

const FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/**
 * The packages that files are from, by name and version: one that is there twice in the same version counts once.
 *
 * @param files paths from the root, with forward slashes
 * @returns name, version, licence as its package.json names it, and folder from the root
 */
function packagesIn(root, files) {
  const folders = new Set(files.map((file) => FOLDER.exec(file)?.[0]).filter(Boolean));
  const found = new Map();
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    const id = `${name}@${version}`;
    if (!found.has(id)) found.set(id, { id, name, version, license, folder });
  }
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

module.exports = { packagesIn };
