const { readFileSync } = require('node:fs');
const path = require('node:path');

const FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/**
 * The packages that files are from, by name and version: one that is there twice in the same version counts once.
 *
 * @param files paths from the root, with forward slashes
 * @returns id (name@version), its package.json, and its folders from the root
 */
function packagesIn(root, files) {
  const folders = new Set(files.map((file) => FOLDER.exec(file)?.[0]).filter(Boolean));
  const found = new Map();
  for (const folder of [...folders].sort()) {
    const manifest = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    const id = `${manifest.name}@${manifest.version}`;
    if (found.has(id)) found.get(id).folders.push(folder);
    else found.set(id, { id, manifest, folders: [folder] });
  }
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

module.exports = { packagesIn };
