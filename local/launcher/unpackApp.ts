import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';

/** A package that was unpacked. */
export interface UnpackedApp {
  /** Folder of the app. */
  folder: string;
  /** Removes it; doing so twice does nothing. */
  remove(): Promise<void>;
}

/**
 * Unpacks a package of the app into a temporary folder.
 *
 * @param zip file that `npm run package` made
 * @param parent of that folder: outside of this repository, none of whose packages can be required there then
 * @throws Error naming the file and the next step when it is not there, is no ZIP file or holds no Functions app; nothing stays then.
 */
export async function unpackApp(zip: string, parent = tmpdir()): Promise<UnpackedApp> {
  const files = Object.entries(await readZip(zip)).filter(([name]) => !name.endsWith('/'));
  for (const needed of ['host.json', 'package.json']) {
    if (!files.some(([name]) => name === needed)) throw noPackage(zip, `it holds no ${needed}`);
  }
  const folder = await mkdtemp(path.join(await realpath(parent), 'acr-ferry-package-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    for (const [name, content] of files) {
      const file = path.join(folder, name);
      if (!file.startsWith(folder + path.sep)) throw noPackage(zip, `${name} lies outside of it`);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, remove };
}

async function readZip(zip: string): Promise<Record<string, Uint8Array>> {
  try {
    return unzipSync(await readFile(zip));
  } catch (error) {
    throw noPackage(zip, (error as Error).message, error);
  }
}

function noPackage(zip: string, problem: string, cause?: unknown): Error {
  return new Error(`${zip} is no package of the app: ${problem}. Make one with: npm run package`, { cause });
}
