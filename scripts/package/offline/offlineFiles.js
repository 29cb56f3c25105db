const { jsonText } = require('../jsonText');
const { documentation } = require('./documentation');
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

module.exports = { offlineFiles };
