const { existsSync, readFileSync, readdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { compileTemplate } = require('./infra/compileTemplate.js');
const { findBicep } = require('./infra/findBicep.js');

const NO_COMPILER = `INFRA NOT COMPILED: there is no Bicep compiler here.
Next step: dotnet restore infra/bicep.csproj (Linux), or install bicep, or "az bicep install"; then npm run infra.`;
/** Only imported by others. */
const NO_TEMPLATE = 'types.bicep';

/**
 * Writes infra/*.json of a project folder, the templates for those without Bicep, from infra/*.bicep.
 *
 * Errors: one that says that there is no compiler, what it or its linter found, or which template is not what its source says.
 *
 * @param {string} root
 * @param {{ isCheck?: boolean }} options `isCheck`: nothing is written, but compared
 * @returns {Promise<string[]>} the templates
 */
async function compileInfra(root, { isCheck = false } = {}) {
  const bicep = findBicep(root);
  if (!bicep) throw new Error(NO_COMPILER);
  const folder = path.join(root, 'infra');
  const sources = readdirSync(folder).filter((file) => file.endsWith('.bicep') && file !== NO_TEMPLATE);
  for (const source of sources) {
    const compiled = path.join(folder, jsonOf(source));
    const text = await compileTemplate(bicep, path.join(folder, source));
    if (!isCheck) writeFileSync(compiled, text);
    else if (!existsSync(compiled) || readFileSync(compiled, 'utf8') !== text) {
      const other = bicep.isPinned ? '' : ' The compiler here is not of the version that infra/bicep.csproj names.';
      throw new Error(`infra/${jsonOf(source)} is not what its source says.${other} Next step: npm run infra.`);
    }
  }
  return sources.map(jsonOf);
}

function jsonOf(source) {
  return source.replace(/\.bicep$/, '.json');
}

module.exports = { compileInfra };

if (require.main === module) {
  compileInfra(path.join(__dirname, '..'), { isCheck: process.argv.includes('--check') }).then(
    (templates) => process.stdout.write(`${templates.join(', ')}\n`),
    (error) => {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
    },
  );
}
