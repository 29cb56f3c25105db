const { readFileSync, readdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { compileTemplate } = require('./infra/compileTemplate.js');
const { findBicep } = require('./infra/findBicep.js');

const NO_COMPILER = `INFRA NOT COMPILED: there is no Bicep compiler here.
Next step: dotnet restore infra/bicep.csproj (Linux), or install bicep or the Azure CLI with "az bicep install"; then npm run infra.
`;
/** Only imported by others. */
const NO_TEMPLATE = 'types.bicep';

const root = path.join(__dirname, '..');
const folder = path.join(root, 'infra');
const isCheck = process.argv.includes('--check');

/** Writes infra/*.json from infra/*.bicep; with `--check` compares instead. */
async function compileInfra() {
  const bicep = findBicep(root);
  if (!bicep) throw new Error(NO_COMPILER);
  if (!bicep.isPinned) process.stderr.write('The compiler is not of the version that infra/bicep.csproj names.\n');
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.bicep') && file !== NO_TEMPLATE)) {
    const compiled = path.join(folder, name.replace(/\.bicep$/, '.json'));
    const text = await compileTemplate(bicep, path.join(folder, name));
    if (!isCheck) writeFileSync(compiled, text);
    else if (readFileSync(compiled, 'utf8') !== text) {
      throw new Error(`${path.relative(root, compiled)} is not what its source says. Next step: npm run infra.`);
    }
  }
}

compileInfra().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
