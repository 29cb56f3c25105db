import fs from 'node:fs';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder, syncFolderSync } from './syncFolder';

export interface AtomicWriteOptions {
  /** Where the content is written first: on the same file system, and nobody else's. Default: `<file>.new`. */
  temporary?: string;
  /** Permissions of the file; default 0o666, less the process's umask. */
  mode?: number;
}

/**
 * Puts content in place of a file: a reader, and a process that is killed or loses its power, finds the old content or
 * the new, never a part. It is on disk when this resolves. Folders above the file are made.
 */
export async function writeAtomically(
  file: string,
  content: Buffer | string,
  { temporary = `${file}.new`, mode = 0o666 }: AtomicWriteOptions = {},
): Promise<void> {
  await mkdir(path.dirname(temporary), { recursive: true });
  await writeFlushed(temporary, content, mode);
  await moveIntoPlace(temporary, file);
}

/** `writeAtomically` for callers that cannot wait: other work of the process stands still meanwhile. */
export function writeAtomicallySync(
  file: string,
  content: Buffer | string,
  { temporary = `${file}.new`, mode = 0o666 }: AtomicWriteOptions = {},
): void {
  fs.mkdirSync(path.dirname(temporary), { recursive: true });
  const handle = fs.openSync(temporary, 'w', mode);
  try {
    fs.writeFileSync(handle, content);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.renameSync(temporary, file);
  syncFolderSync(path.dirname(file));
}

/** Like `writeAtomically`, but never replaces a file: false, and nothing changed, when there is one already. */
export async function createAtomically(
  file: string,
  content: Buffer | string,
  { temporary = `${file}.new`, mode = 0o666 }: AtomicWriteOptions = {},
): Promise<boolean> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFlushed(temporary, content, mode);
  try {
    // A link appears whole or not at all, and replaces nothing.
    await link(temporary, file);
    await syncFolder(path.dirname(file));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Moves a complete, flushed file to its place; readers see nothing or all of it. */
export async function moveIntoPlace(from: string, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  await rename(from, to);
  await syncFolder(path.dirname(to));
}

async function writeFlushed(file: string, content: Buffer | string, mode: number): Promise<void> {
  const handle = await open(file, 'w', mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
