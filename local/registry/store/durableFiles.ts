import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { syncFolder } from '../../files/syncFolder';

/** Bytes collected before they are written: a TLS record alone would be a system call each. */
const WRITE_SIZE = 1024 * 1024;

/**
 * Writes a stream to a file from `position` on, flushes it, and answers the file's new length. About 1 MiB is in
 * memory at a time. When the stream breaks off, the file is cut back to `position`.
 */
export async function appendTo(
  file: string,
  position: number,
  content: Readable,
  onChunk: (chunk: Buffer) => void,
): Promise<number> {
  const handle = await open(file, position === 0 ? 'w' : 'r+');
  let end = position;
  try {
    let waiting: Buffer[] = [];
    let length = 0;
    const flush = async (): Promise<void> => {
      await writeAll(handle, Buffer.concat(waiting), end);
      end += length;
      waiting = [];
      length = 0;
    };
    for await (const chunk of content as AsyncIterable<Buffer>) {
      onChunk(chunk);
      waiting.push(chunk);
      length += chunk.length;
      if (length >= WRITE_SIZE) await flush();
    }
    await flush();
    await handle.sync();
    return end;
  } catch (error) {
    await handle.truncate(position);
    throw error;
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, chunk: Buffer, position: number): Promise<void> {
  for (let done = 0; done < chunk.length;) {
    done += (await handle.write(chunk, done, chunk.length - done, position + done)).bytesWritten;
  }
}

/** Moves a complete, flushed file to its place; readers see nothing or all of it. */
export async function moveIntoPlace(from: string, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  await rename(from, to);
  await syncFolder(path.dirname(to));
}

/** Writes a small file atomically, by way of `temporaryFolder` (on the same file system). */
export async function writeAtomically(temporaryFolder: string, file: string, content: Buffer | string): Promise<void> {
  const temporary = path.join(temporaryFolder, randomUUID());
  const handle = await open(temporary, 'w');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await moveIntoPlace(temporary, file);
}

/** Removes a file; false when there was none. */
export async function removeFile(file: string): Promise<boolean> {
  try {
    await rm(file);
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

/** A JSON file's content; undefined when there is no such file. */
export async function readJson<T>(file: string): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new Error(`${file} is not JSON. Delete it, or start again with an empty folder.`, { cause: error });
  }
}

export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
}
