import { open } from 'node:fs/promises';

/** Flushes a directory, so that a rename or a new file inside it survives a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
