import { decodeTarHeader, TAR_BLOCK, tarPadding } from './tarHeader';

export interface ArchiveEntry {
  name: string;
  size: number;
  /** The entry's bytes; what is not read is skipped when the next entry is asked for. */
  content: AsyncGenerator<Buffer>;
}

/** Reads a transfer blob entry by entry, then to its very end. @throws Error when it is damaged or cut short. */
export async function* readArchive(chunks: AsyncIterable<Buffer>): AsyncGenerator<ArchiveEntry> {
  const reader = new ChunkReader(chunks);
  for (;;) {
    const header = decodeTarHeader(await reader.exactly(TAR_BLOCK));
    if (!header) break;
    const rest = { size: header.size };
    const content = readContent(reader, rest);
    yield { ...header, content };
    // A reader that gave up may still have a read under way: it must end before the rest is skipped.
    await content.return(undefined);
    while (rest.size > 0) rest.size -= (await reader.some(rest.size)).length;
    await reader.exactly(tarPadding(header.size));
  }
  await reader.toEnd();
}

async function* readContent(reader: ChunkReader, rest: { size: number }): AsyncGenerator<Buffer> {
  while (rest.size > 0) {
    const chunk = await reader.some(rest.size);
    rest.size -= chunk.length;
    yield chunk;
  }
}

class ChunkReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #current: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Between 1 and `most` bytes. */
  async some(most: number): Promise<Buffer> {
    while (this.#current.length === 0) {
      const next = await this.#chunks.next();
      if (next.done) throw new Error('The archive ends too early.');
      this.#current = next.value;
    }
    const taken = this.#current.subarray(0, most);
    this.#current = this.#current.subarray(taken.length);
    return taken;
  }

  async exactly(size: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let missing = size; missing > 0;) {
      const part = await this.some(missing);
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  async toEnd(): Promise<void> {
    while (!(await this.#chunks.next()).done);
  }
}
