const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');

const LICENCE_FILE = /^(licen[cs]e|copying|notice|third-?party-?notices?)([.-].*)?$/i;
const RULE = '-'.repeat(80);

/** The licences of packages, each in its own words: a bundle leaves these files behind, and most licences ask for them. */
function thirdPartyNotices(root, packages) {
  const notices = packages.map(({ id, manifest, folders: [folder] }) => {
    const texts = licenceFiles(path.join(root, folder)).map((file) =>
      readFileSync(file, 'utf8').replace(/\r\n?/g, '\n').trim(),
    );
    const words = texts.length > 0 ? texts.join('\n\n') : 'The package has no file with its licence.';
    return [RULE, `${id} (${manifest.license ?? 'no licence named'})`, RULE, '', words].join('\n');
  });
  return `The code of these packages is a part of dist/src/index.js.\n\n${notices.join('\n\n')}\n`;
}

function licenceFiles(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name)).map(({ name }) => name);
  return names.sort().map((name) => path.join(folder, name));
}

module.exports = { thirdPartyNotices };
