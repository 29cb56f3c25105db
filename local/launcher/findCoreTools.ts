import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Finds Azure Functions Core Tools: the absolute path of `func` on the PATH, or undefined. */
export function findCoreTools(env: NodeJS.ProcessEnv): string | undefined {
  const names = process.platform === 'win32' ? ['func.exe', 'func.cmd'] : ['func'];
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => names.map((name) => path.resolve(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
