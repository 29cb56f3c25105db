import { type ArchiveEntry, readArchive } from '../../../../local/registry/runs/readArchive';
import { encodeTarHeader, tarPadding } from '../../../../local/registry/runs/tarHeader';

const CONTENTS = ['', 'a', 'b'.repeat(511), 'c'.repeat(512), 'd'.repeat(513), 'e'.repeat(5000)];

function archive(): Buffer {
  const entries = CONTENTS.flatMap((content, index) => [
    encodeTarHeader(`entry/${index}`, content.length),
    Buffer.from(content),
    Buffer.alloc(tarPadding(content.length)),
  ]);
  return Buffer.concat([...entries, Buffer.alloc(1024)]);
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
    expect(await read(cut(archive(), size), all)).toEqual(CONTENTS);
  });

  it('skips what its reader leaves', async () => {
    const first = async (entry: ArchiveEntry): Promise<string> => {
      for await (const chunk of entry.content) return `${entry.name} ${chunk.toString()}`;
      return entry.name;
    };
    const expected = CONTENTS.map((content, index) => `entry/${index}${content && ` ${content.slice(0, 1)}`}`);
    expect(await read(cut(archive(), 1), first)).toEqual(expected);
  });

  it('refuses an archive that ends too early, wherever that is', async () => {
    const whole = archive();
    for (const length of [0, 100, 512, 600, whole.length - 1024]) {
      await expect(read(cut(whole.subarray(0, length), 300), all)).rejects.toThrow('ends too early');
    }
  });

  it('refuses a damaged header', async () => {
    const bytes = archive();
    bytes[3] = 0x7a;
    await expect(read(cut(bytes, 300), all)).rejects.toThrow('damaged header');
  });
});
