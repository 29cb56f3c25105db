const { Buffer } = require('node:buffer');
const { lockedPackages } = require('./lockedPackages');

const ONE_LICENCE = /^[\w.+-]+$/;

/**
 * The software bill of materials (CycloneDX 1.5, JSON) of what is in the package: nothing of this machine, this moment or the registry
 * that the packages came from.
 *
 * It is of package-lock.json and of what is installed, not of `npm sbom`: that names packages and dependencies twice or once as npm's
 * version will (github.com/npm/cli/issues/6967), leaves out what a development dependency needs as well (issues/7909), and obeys `NODE_ENV`.
 *
 * @param app the package.json of the app
 * @param packages what `packagesIn` found
 * @throws Error when package-lock.json has other packages than the bundle.
 */
function softwareBill(root, app, packages) {
  const locked = lockedPackages(root, packages);
  const self = `${app.name}@${app.version}`;
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      component: { 'bom-ref': self, type: 'application', ...describe(app) },
    },
    components: packages.map(({ id, manifest }) => ({
      'bom-ref': id,
      type: 'library',
      ...describe(manifest),
      hashes: hashesOf(locked.integrityOf(id)),
    })),
    dependencies: [
      { ref: self, dependsOn: locked.rootDependencies() },
      ...packages.map(({ id }) => ({ ref: id, dependsOn: locked.dependenciesOf(id) })),
    ].sort((a, b) => (a.ref < b.ref ? -1 : 1)),
  };
}

function describe({ name, version, author, description, license, homepage }) {
  const website = /^https?:\/\/\S+$/.test(homepage) ? [{ type: 'website', url: homepage }] : [];
  return {
    name,
    version,
    scope: 'required',
    ...(author && { author: typeof author === 'string' ? author : author.name }),
    ...(description && { description }),
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    licenses: license ? [licenceOf(license)] : [],
    ...(website.length > 0 && { externalReferences: website }),
  };
}

/** npm knows identifiers and expressions of SPDX, and words such as `SEE LICENSE IN file`. */
function licenceOf(license) {
  if (ONE_LICENCE.test(license)) return { license: { id: license } };
  return / (AND|OR|WITH) /.test(license) ? { expression: license } : { license: { name: license } };
}

/** @param integrity as in the `integrity` attribute of HTML: `sha512-…`, base64 */
function hashesOf(integrity) {
  const [, bits, digest] = /^sha(\d+)-(\S+)/.exec(integrity);
  return [{ alg: `SHA-${bits}`, content: Buffer.from(digest, 'base64').toString('hex') }];
}

module.exports = { softwareBill };
