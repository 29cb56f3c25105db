import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { type ArchiveEntry, readArchive } from '../../../../local/registry/runs/archive/readArchive';

const CONTENTS = ['', 'a', 'b'.repeat(511), 'c'.repeat(512), 'd'.repeat(513), 'e'.repeat(5000)];

async function archive(): Promise<Buffer> {
  const packed = pack();
  for (const [index, content] of CONTENTS.entries()) packed.entry({ name: `entry/${index}` }, content);
  packed.finalize();
  return buffer(packed);
}

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function read(chunks: AsyncIterable<Buffer>, take: (entry: ArchiveEntry) => Promise<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of readArchive(chunks)) found.push(await take(entry));
  return found;
}

const all = async (entry: ArchiveEntry): Promise<string> => {
  let text = '';
  for await (const chunk of entry.content) text += chunk.toString();
  return text;
};

describe('readArchive', () => {
  it.each([1, 7, 511, 512, 513, 100_000])('reads every entry whatever the chunks are (%i bytes)', async (size) => {
    expect(await read(cut(await archive(), size), all)).toEqual(CONTENTS);
  });

  it('skips what its reader leaves', async () => {
    const first = async (entry: ArchiveEntry): Promise<string> => {
      for await (const chunk of entry.content) return `${entry.name} ${chunk.toString()}`;
      return entry.name;
    };
    const expected = CONTENTS.map((content, index) => `entry/${index}${content && ` ${content.slice(0, 1)}`}`);
    expect(await read(cut(await archive(), 1), first)).toEqual(expected);
  });

  it('refuses an archive that ends too early, wherever that is', async () => {
    const whole = await archive();
    for (const length of [0, 100, 512, 600, whole.length - 1024]) {
      await expect(read(cut(whole.subarray(0, length), 300), all)).rejects.toThrow('ends too early');
    }
  });

  it('says why its source broke off, to the reader of an entry too', async () => {
    const bytes = await archive();
    async function* broken(): AsyncGenerator<Buffer> {
      yield* cut(bytes.subarray(0, bytes.length - 3000), 300);
      throw new Error('connection reset');
    }
    await expect(read(broken(), all)).rejects.toThrow('connection reset');
    const tolerant = (entry: ArchiveEntry): Promise<string> => all(entry).catch(() => 'broken');
    await expect(read(broken(), tolerant)).rejects.toThrow('connection reset');
  });

  it('refuses a damaged header', async () => {
    const bytes = await archive();
    bytes[3] = 0x7a;
    await expect(read(cut(bytes, 300), all)).rejects.toThrow('damaged header');
  });
});
