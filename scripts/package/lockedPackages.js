const { readFileSync } = require('node:fs');
const path = require('node:path');

/**
 * What package-lock.json says of the packages of a bundle.
 *
 * @param packages what `packagesIn` found
 * @returns integrityOf(id), dependenciesOf(id), rootDependencies(): ids of what is in the bundle, sorted
 * @throws Error when it says something else than what is installed: the bundle is of that.
 */
function lockedPackages(root, packages) {
  const locked = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  const idOf = new Map(packages.flatMap(({ id, folders }) => folders.map((folder) => [folder, id])));
  const foldersOf = new Map(packages.map(({ id, folders }) => [id, folders]));
  for (const { id, manifest, folders } of packages)
    for (const folder of folders)
      if (locked[folder]?.version !== manifest.version || !locked[folder].integrity)
        throw new Error(
          `The bundle holds ${id}, of ${folder}; package-lock.json names ${locked[folder]?.version ?? 'nothing'} there. Run npm ci, then try again.`,
        );

  /** Only the first folder on the way up counts, as for Node. */
  const found = (from, name) => {
    for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
      const place = path.posix.join(folder, 'node_modules', name);
      if (locked[place] || folder === '') return idOf.get(place);
    }
  };
  const sorted = (ids) => [...new Set(ids.filter(Boolean))].sort();
  const needs = (folder) => {
    const { dependencies, optionalDependencies, peerDependencies } = locked[folder];
    const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
    return names.map((name) => found(folder, name));
  };
  return {
    integrityOf: (id) => locked[foldersOf.get(id)[0]].integrity,
    dependenciesOf: (id) => sorted(foldersOf.get(id).flatMap(needs)),
    rootDependencies: () => sorted(needs('')),
  };
}

module.exports = { lockedPackages };
