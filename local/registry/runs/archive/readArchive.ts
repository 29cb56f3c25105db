import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';

export interface ArchiveEntry {
  name: string;
  size: number;
  /** The entry's bytes; what is not read is skipped when the next entry is asked for. */
  content: AsyncGenerator<Buffer>;
}

const TAR_BLOCK = 512;
/** Two empty blocks end an archive (POSIX, ustar): without them it was cut short. */
const END_SIZE = 2 * TAR_BLOCK;

/** How much of an archive has arrived, and how much it needs so far to be whole; in bytes. */
interface Course {
  arrived: number;
  needed: number;
  /** Nothing more will arrive. */
  ended: boolean;
  /** Why the source broke off. */
  failure?: unknown;
}

/** Reads a transfer blob entry by entry, then to its very end. @throws Error when it is damaged or cut short. */
export async function* readArchive(chunks: AsyncIterable<Buffer>): AsyncGenerator<ArchiveEntry> {
  const archive = extract();
  const course: Course = { arrived: 0, needed: END_SIZE, ended: false };
  // What fails here fails the archive too, where it is caught.
  pipeline(follow(chunks, course), archive).catch(() => undefined);
  try {
    for await (const entry of archive) {
      const { name, size } = entry.header;
      course.needed = entry.offset + TAR_BLOCK + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK + END_SIZE;
      const bytes = (entry as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
      const content = readContent(bytes);
      yield { name, size, content };
      // A reader that gave up may still have a read under way: it must end before the rest is skipped.
      await content.return(undefined);
      while (!(await bytes.next()).done);
    }
  } catch (error) {
    if (course.failure !== undefined) throw course.failure;
    if (!isCutShort(course)) throw new Error('An entry of the archive has a damaged header.', { cause: error });
  }
  if (isCutShort(course)) throw new Error('The archive ends too early.');
}

async function* follow(chunks: AsyncIterable<Buffer>, course: Course): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of chunks) {
      course.arrived += chunk.length;
      yield chunk;
    }
    course.ended = true;
  } catch (error) {
    course.failure = error;
    throw error;
  }
}

function isCutShort({ ended, arrived, needed }: Course): boolean {
  return ended && arrived < needed;
}

/** Unlike the entry itself, this may be left before its end: the archive can still be read on. */
async function* readContent(bytes: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  for (let next = await bytes.next(); !next.done; next = await bytes.next()) yield next.value;
}
