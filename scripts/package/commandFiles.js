const { readFileSync } = require('node:fs');
const path = require('node:path');
const { bundle } = require('./bundle');

const COMMANDS = ['doctor', 'drain'];

/**
 * The operator's commands for a machine that has Node and nothing else: `node doctor.js`, `node drain.js`.
 *
 * @param root folder of the project
 * @returns texts by path
 * @throws Error when a command uses a package: its licence would have to come along.
 */
async function commandFiles(root) {
  const files = new Map([['LICENSE', readFileSync(path.join(root, 'LICENSE'), 'utf8')]]);
  for (const command of COMMANDS) {
    const { text, inputs } = await bundle(root, `cli/${command}.ts`, `${command}.js`);
    const foreign = inputs.find((file) => file.includes('node_modules'));
    if (foreign !== undefined)
      throw new Error(`The command ${command} uses ${foreign}, whose licence is not packaged.`);
    files.set(`${command}.js`, text);
  }
  return files;
}

module.exports = { commandFiles };
