import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';

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
