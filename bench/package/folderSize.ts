import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { zipSync } from 'fflate';

/** What a folder holds. */
export interface FolderSize {
  files: number;
  bytes: number;
  /** As one ZIP file. */
  zippedBytes: number;
}

/** Counts all files below a folder, and packs them to see how much that is. */
export async function folderSize(folder: string): Promise<FolderSize> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const files: Record<string, Uint8Array> = {};
  for (const name of names) files[path.relative(folder, name).split(path.sep).join('/')] = await readFile(name);
  const bytes = Object.values(files).reduce((sum, { length }) => sum + length, 0);
  return { files: names.length, bytes, zippedBytes: zipSync(files, { level: 9 }).length };
}
