const { readFileSync, readdirSync } = require('node:fs');
const path = require('node:path');
const { jsonText } = require('../jsonText');
const { extensionsProject } = require('./extensionsProject');
const { offlinePages } = require('./offlinePages');

/**
 * The package for a cloud that reaches no registry of packages: it asks the host for no extension bundle, and brings the project
 * that its extensions are built from, its bill of materials and the documentation.
 *
 * @param app what `appFiles` made
 * @returns texts by path
 */
function offlineFiles(root, { files, bill }) {
  const { extensionBundle: _, ...host } = JSON.parse(files.get('host.json'));
  return new Map([
    ...files,
    ['host.json', jsonText(host)],
    ['extensions.csproj', extensionsProject()],
    ['sbom.cdx.json', bill],
    ...offlinePages(documentation(root)),
  ]);
}

/** Markdown by path: what an operator reads. */
function documentation(root) {
  const docs = readdirSync(path.join(root, 'docs'), { recursive: true }).filter((name) => name.endsWith('.md'));
  const pages = docs.map((name) => `docs/${name.split(path.sep).join('/')}`);
  const files = ['README.md', 'CHANGELOG.md', ...pages.sort()];
  return new Map(files.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));
}

module.exports = { offlineFiles };
