import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';

/** One regular file as an uncompressed tar archive: the same bytes for the same name and content. */
export function tarOf(name: string, content: Buffer): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name, mtime: new Date(0) }, content);
  archive.finalize();
  return buffer(archive);
}
