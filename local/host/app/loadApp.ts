import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { readAppJson } from '../hostConfiguration';
import type { FunctionApp } from './functionApp';

/**
 * Loads the compiled app: every file that `main` of its package.json names (a path or a glob pattern), then its appStart hooks.
 *
 * The core module must have been installed before.
 *
 * @throws Error saying which file could not be loaded and why, that no function was registered, or that the app streams HTTP.
 */
export async function loadApp(folder: string, app: FunctionApp): Promise<void> {
  const { main } = await readAppJson<{ main?: string }>(path.join(folder, 'package.json'));
  if (!main)
    throw new Error(`${path.join(folder, 'package.json')} has no "main". Name the compiled entry point there.`);
  const files = await entryPoints(folder, main);
  if (files.length === 0) {
    throw new Error(`No file in ${folder} matches "main": "${main}". Build the app first (npm run build).`);
  }
  for (const file of files) await loadModule(file);
  await app.runHooks('appStart', { hookData: {}, appHookData: app.appHookData, functionAppDirectory: folder });
  if (app.functions().length === 0) {
    throw new Error(`${files.join(', ')} registered no function. Register functions when the module is loaded.`);
  }
  // Asking locks the app's set-up options, as the worker does at this point.
  const capabilities = await app.programmingModel?.getCapabilities({});
  if (capabilities?.['HttpUri']) {
    throw new Error(
      `${files.join(', ')} sets enableHttpStream, which the built-in host does not offer. ` +
        'Leave it out, or run the app with Azure Functions Core Tools.',
    );
  }
  app.started = true;
}

async function loadModule(file: string): Promise<void> {
  try {
    if (file.endsWith('.mjs')) await import(pathToFileURL(file).href);
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    else require(file);
  } catch (error) {
    const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new Error(`${file} could not be loaded: ${cause}`, { cause: error });
  }
}

async function entryPoints(folder: string, main: string): Promise<string[]> {
  const pattern = main.replace(/^\.\//, '');
  if (!/[*?{]/.test(pattern)) return [path.join(folder, pattern)];
  // Only below the literal part of the pattern: an app folder also holds node_modules.
  const fixed = pattern.split('/').slice(0, -1);
  const wild = fixed.findIndex((part) => /[*?{]/.test(part));
  const base = fixed.slice(0, wild < 0 ? undefined : wild).join('/');
  const names = await readdir(path.join(folder, base), { recursive: true });
  const matches = globExpression(pattern);
  return names
    .map((name) => path.posix.join(base, name.split(path.sep).join('/')))
    .filter((name) => !name.includes('node_modules/') && matches.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}

/** `dist/src/{index,functions/*}.js` → an expression over paths with forward slashes. */
function globExpression(pattern: string): RegExp {
  const source = pattern.replace(/\*\*\/|\*|\?|\{|\}|,|[.+^$()|[\]\\]/g, (token) => {
    const parts: Record<string, string> = {
      '**/': '(?:.*/)?',
      '*': '[^/]*',
      '?': '[^/]',
      '{': '(?:',
      '}': ')',
      ',': '|',
    };
    return parts[token] ?? `\\${token}`;
  });
  return new RegExp(`^${source}$`);
}
