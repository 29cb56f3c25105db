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
 * @param name of the app, as its package.json has it
 * @param parent of that folder: outside of this repository, none of whose packages can be required there then
 * @throws Error naming the file and the next step when it is not there, is no ZIP file or holds another app or none; nothing stays then.
 */
export async function unpackApp(zip: string, name: string, parent = tmpdir()): Promise<UnpackedApp> {
  const unzipped = await readZip(zip);
  for (const needed of ['host.json', 'package.json']) {
    if (!unzipped[needed]) throw noPackage(zip, `it holds no ${needed}`);
  }
  const manifest = manifestOf(unzipped['package.json']);
  if (manifest.name !== name) throw noPackage(zip, `it is "${String(manifest.name)}", not "${name}"`);
  if (!unzipped[String(manifest.main)]) throw noPackage(zip, 'its package.json names no code that it holds');
  const files = Object.entries(unzipped).filter(([entry]) => !entry.endsWith('/'));
  const folder = await mkdtemp(path.join(await realpath(parent), 'acr-ferry-package-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    for (const [entry, content] of files) {
      const file = path.join(folder, entry);
      if (!file.startsWith(folder + path.sep)) throw noPackage(zip, `${entry} lies outside of it`);
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

function manifestOf(content: Uint8Array | undefined): { name?: unknown; main?: unknown } {
  try {
    return JSON.parse(strFromU8(content ?? new Uint8Array())) as { name?: unknown; main?: unknown };
  } catch {
    return {};
  }
}

function noPackage(zip: string, problem: string, cause?: unknown): Error {
  return new Error(`${zip} is no package of the app: ${problem}. Make one with: npm run package`, { cause });
}
