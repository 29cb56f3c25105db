const { writeFileSync } = require('node:fs');
const path = require('node:path');
const prettier = require('prettier');
const { routesJsonSchema } = require('../dist/src/settings/routes/routesJsonSchema.js');

const file = path.join(__dirname, '..', 'routes.schema.json');

void (async () => {
  const options = await prettier.resolveConfig(file);
  writeFileSync(file, await prettier.format(JSON.stringify(routesJsonSchema()), { ...options, filepath: file }));
})();
