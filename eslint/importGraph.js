const { readFileSync, statSync } = require('node:fs');
const path = require('node:path');
const ts = require('typescript');

/** Imports of the files read so far; read again once a file has changed, as it does under an editor. */
const known = new Map();

/** Files of the project that a file imports, as values, as types or as a re-export. */
function importsOf(file) {
  const { mtimeMs, size } = statSync(file);
  const changed = `${mtimeMs} ${size}`;
  const entry = known.get(file);
  if (entry?.changed === changed) return entry.imports;
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  const imports = importedFiles.map(({ fileName }) => resolveImport(file, fileName)).filter(Boolean);
  known.set(file, { changed, imports });
  return imports;
}

/** The TypeScript file that a relative import means; undefined for packages and for files that do not exist. */
function resolveImport(importer, specifier) {
  if (!specifier.startsWith('.')) return undefined;
  const base = path.resolve(path.dirname(importer), specifier);
  return [`${base}.ts`, base.replace(/\.js$/, '.ts'), path.join(base, 'index.ts')].find(
    (file) => file.endsWith('.ts') && statSync(file, { throwIfNoEntry: false })?.isFile(),
  );
}

/** The shortest chain of imports from one file to another, both included; undefined when there is none. */
function findChain(from, to) {
  const importers = new Map([[from, undefined]]);
  for (const file of importers.keys()) {
    if (file === to) return chainTo(file, importers);
    for (const imported of importsOf(file)) if (!importers.has(imported)) importers.set(imported, file);
  }
  return undefined;
}

function chainTo(file, importers) {
  const chain = [];
  for (let step = file; step !== undefined; step = importers.get(step)) chain.unshift(step);
  return chain;
}

module.exports = { findChain, resolveImport };
