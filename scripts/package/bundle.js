const esbuild = require('esbuild');

/**
 * Bundles a program and the packages that it uses into one CommonJS file that Node runs. Names stay as they are written, so that
 * stack traces and the names of errors say what they say in the sources.
 *
 * @param root folder of the project
 * @param entry its first file
 * @param outfile where the bundle is to stand
 * @returns the bundle's text, and every file that a part of it is from: paths from the root, with forward slashes
 * @throws Error with the compiler's words when something cannot be bundled.
 */
async function bundle(root, entry, outfile) {
  const { outputFiles, metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    write: false,
    metafile: true,
    logLevel: 'silent',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    keepNames: true,
    // The Functions worker provides it, and it is on no registry: github.com/Azure/azure-functions-nodejs-library/issues/201
    external: ['@azure/functions-core'],
    // The CommonJS half of jsonc-parser is UMD, whose `require` no bundler sees: it would look for files that are not there.
    mainFields: ['module', 'main'],
    // ES modules of @azure/storage-common ask where they are, and CommonJS has no import.meta.
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  });
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return { text: outputFiles[0].text, inputs: inputs.map(([file]) => file).sort() };
}

module.exports = { bundle };
