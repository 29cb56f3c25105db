const { writeFileSync } = require('node:fs');
const path = require('node:path');
const prettier = require('prettier');
const { CHECKS } = require('../dist/src/doctor/checks.js');
const { troubleshootingPage } = require('../dist/src/doctor/troubleshootingPage.js');

const file = path.join(__dirname, '..', 'docs', 'troubleshooting.md');

void (async () => {
  const options = await prettier.resolveConfig(file);
  writeFileSync(file, await prettier.format(troubleshootingPage(CHECKS), { ...options, filepath: file }));
})();
