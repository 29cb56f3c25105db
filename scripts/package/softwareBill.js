const { execFile } = require('node:child_process');
const { promisify } = require('node:util');

const run = promisify(execFile);

/**
 * The software bill of materials (CycloneDX 1.5, JSON) of what is in the package: what `npm sbom` says of these packages, and nothing
 * of this machine, this moment or the registry that they came from.
 *
 * All of the tree is asked for: with `--omit dev` npm leaves out packages that a development dependency needs as well.
 *
 * @param app name and version
 * @param packages what `packagesIn` found
 * @throws Error when npm does not know a package that is in the bundle.
 */
async function softwareBill(root, app, packages) {
  const asked = await run('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  const bill = JSON.parse(asked.stdout);
  const { component } = bill.metadata;
  const known = new Map(bill.components.map((entry) => [entry['bom-ref'], entry]));
  const used = new Set(packages.map(({ id }) => id));
  const unknown = [...used].filter((id) => !known.has(id));
  if (unknown.length > 0)
    throw new Error(
      `npm sbom does not name ${unknown.join(', ')}, which the bundle holds. Run npm ci, then try again.`,
    );
  const self = `${app.name}@${app.version}`;
  return {
    $schema: bill.$schema,
    bomFormat: bill.bomFormat,
    specVersion: bill.specVersion,
    version: bill.version,
    metadata: {
      lifecycles: bill.metadata.lifecycles,
      // npm calls it by the name of its folder.
      component: { ...component, 'bom-ref': self, type: 'application', name: app.name, version: app.version },
    },
    components: [...used].sort().map((id) => describe(known.get(id))),
    dependencies: bill.dependencies
      .filter(({ ref }) => ref === self || used.has(ref))
      .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((id) => used.has(id)).sort() }))
      .sort((a, b) => (a.ref < b.ref ? -1 : 1)),
  };
}

/** Without what npm says of its place in the tree, and where it was downloaded from. */
function describe({ properties: _, externalReferences = [], ...component }) {
  return {
    ...component,
    scope: 'required',
    externalReferences: externalReferences.filter(({ type }) => type !== 'distribution'),
  };
}

module.exports = { softwareBill };
