const { spawnSync } = require('node:child_process');
const path = require('node:path');
const prettier = require('prettier');

/**
 * Compiles one Bicep file into the text of the ARM template to commit: without the compiler's own mark in it, so that another version
 * that says the same writes the same.
 *
 * Errors: one that holds what the compiler or its linter said; a warning is one, too.
 *
 * @param bicep what `findBicep` returned
 * @param file path of the Bicep file
 * @returns {Promise<string>}
 */
async function compileTemplate({ command, args }, file) {
  const given = command === 'az' ? ['build', '--file', file, '--stdout'] : ['build', file, '--stdout'];
  const { status, stdout, stderr, error } = spawnSync(command, [...args, ...given], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  if (status !== 0 || stderr.trim() !== '') throw new Error(`${file} is not as it should be.\n${stderr}`);
  const template = JSON.stringify(withoutMark(JSON.parse(stdout)));
  const options = await prettier.resolveConfig(file);
  return prettier.format(template, { ...options, filepath: path.format({ name: 'template', ext: '.json' }) });
}

function withoutMark(value) {
  if (Array.isArray(value)) return value.map(withoutMark);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([key]) => key !== '_generator');
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutMark(inner)]));
}

module.exports = { compileTemplate };
