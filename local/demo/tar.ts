import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';

/** One regular file as an uncompressed tar archive (POSIX ustar). */
export async function tarOf(name: string, content: Buffer): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name, mtime: new Date(0) }, content);
  archive.finalize();
  return buffer(archive);
}
