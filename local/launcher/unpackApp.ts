import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { requireWhole } from './requireWhole';

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
  const unzipped = await readZip(zip);
  for (const needed of ['host.json', 'package.json']) {
    if (!unzipped[needed]) throw noPackage(zip, `it holds no ${needed}`);
  }
  if (!unzipped[mainOf(unzipped['package.json'])]) throw noPackage(zip, 'its package.json names no code that it holds');
  const files = Object.entries(unzipped).filter(([name]) => !name.endsWith('/'));
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
    const content = await readFile(zip);
    const files = unzipSync(content);
    await requireWhole(content, files);
    return files;
  } catch (error) {
    throw noPackage(zip, (error as Error).message, error);
  }
}

/** @returns the file that a package.json names as the app's code */
function mainOf(manifest: Uint8Array | undefined): string {
  try {
    return String((JSON.parse(strFromU8(manifest ?? new Uint8Array())) as { main?: unknown }).main);
  } catch {
    return '';
  }
}

function noPackage(zip: string, problem: string, cause?: unknown): Error {
  return new Error(`${zip} is no package of the app: ${problem}. Make one with: npm run package`, { cause });
}
