import fs from 'node:fs';
import { open } from 'node:fs/promises';

/** Flushes a directory, so that a rename, a new file or a removal inside it survives a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** `syncFolder` for callers that cannot wait. */
export function syncFolderSync(folder: string): void {
  const handle = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}
