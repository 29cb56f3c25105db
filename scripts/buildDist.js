const { createHash } = require('node:crypto');
const {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require('node:fs');
const path = require('node:path');

const FOLDERS = ['src', 'local', 'cli'];

/**
 * Makes dist/src, dist/local and dist/cli of a project folder what its sources say now, and does nothing when they are. Files whose
 * source is gone are removed. With errors in the sources nothing is written. Several builds may run at once: every file is
 * replaced whole.
 *
 * Errors: one that holds what the compiler found.
 */
function buildDist(root) {
  const inRoot = (name) => path.join(root, name);
  const outputs = () => FOLDERS.flatMap((folder) => filesIn(inRoot(`dist/${folder}`)));
  const inputs = ['tsconfig.json', 'package-lock.json']
    .map(inRoot)
    .concat(FOLDERS.flatMap((folder) => filesIn(inRoot(folder))));
  const sources = hashOf(root, inputs);
  /** Hashes of what the last build read and wrote. */
  const stamp = inRoot('dist/.build.json');
  const last = readStamp(stamp);
  const untouched = last.outputs === hashOf(root, outputs());
  if (untouched && last.sources === sources) return;
  // The compiler writes only what changed since its last build: of no use when others wrote, or a build was cut off.
  if (!untouched) rmSync(inRoot('dist/.tsbuildinfo'), { force: true });
  const { written, expected } = compile(root);
  const temporary = inRoot(`dist/.${process.pid}.tmp`);
  for (const [file, text] of written) replace(file, text, temporary);
  for (const file of outputs()) if (!expected.has(file)) rmSync(file, { force: true });
  replace(stamp, JSON.stringify({ sources, outputs: hashOf(root, outputs()) }), temporary);
}

/** Texts of the files to write, and every file that the sources make. */
function compile(root) {
  const ts = require('typescript');
  const format = {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => root,
    getNewLine: () => '\n',
  };
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (diagnostic) => refuse([diagnostic]) };
  const config = ts.getParsedCommandLineOfConfigFile(path.join(root, 'tsconfig.json'), {}, host);
  const program = ts.createIncrementalProgram({
    rootNames: config.fileNames,
    options: config.options,
    configFileParsingDiagnostics: config.errors,
  });
  const errors = [
    ...program.getConfigFileParsingDiagnostics(),
    ...program.getOptionsDiagnostics(),
    ...program.getSyntacticDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...program.getSemanticDiagnostics(),
  ];
  if (errors.length > 0) refuse(ts.sortAndDeduplicateDiagnostics(errors));
  const written = new Map();
  const { diagnostics } = program.emit(undefined, (file, text) => written.set(path.resolve(file), text));
  if (diagnostics.length > 0) refuse(diagnostics);
  const outputs = config.fileNames.flatMap((file) => ts.getOutputFileNames(config, file, false));
  return { written, expected: new Set(outputs.map((file) => path.resolve(file))) };

  function refuse(found) {
    throw new Error(`dist/ was not built: the compiler found errors.\n${ts.formatDiagnostics(found, format)}`);
  }
}

/** Every file below a folder; none when there is no such folder. */
function filesIn(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true }).map((entry) => path.join(folder, entry));
  return entries.filter((entry) => statSync(entry, { throwIfNoEntry: false })?.isFile()).sort();
}

function hashOf(root, files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = readIfThere(file);
    hash.update(`${path.relative(root, file)}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/** The content of a file; empty when it is gone, because another build removed it meanwhile. */
function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return '';
  }
}

function readStamp(stamp) {
  try {
    return JSON.parse(readFileSync(stamp, 'utf8'));
  } catch {
    return {};
  }
}

/** Writes a file by way of a temporary one, so that whoever reads it meanwhile gets the old text or the new one. */
function replace(file, text, temporary) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}

const buildHere = () => buildDist(path.join(__dirname, '..'));

/** As jest's global set-up: it runs before the suites of a project that runs compiled programs. */
module.exports = buildHere;
module.exports.buildDist = buildDist;

if (require.main === module) {
  try {
    buildHere();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
