import fs from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder, syncFolderSync } from './syncFolder';

/** Whether a file system call failed because there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
}

export async function fileExists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Names inside a folder, or none when there is no such folder. */
export async function listFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Removes a file for good; false when there was none. */
export async function removeFile(file: string): Promise<boolean> {
  try {
    await rm(file);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
  await syncFolder(path.dirname(file));
  return true;
}

/** `removeFile` for callers that cannot wait. */
export function removeFileSync(file: string): boolean {
  try {
    fs.rmSync(file);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
  syncFolderSync(path.dirname(file));
  return true;
}
