import { encodeTarHeader, TAR_BLOCK, tarPadding } from '../registry/runs/tarHeader';

/** One regular file as an uncompressed tar archive (POSIX ustar). `name` is at most 100 ASCII characters. */
export function tarOf(name: string, content: Buffer): Buffer {
  const end = Buffer.alloc(tarPadding(content.length) + 2 * TAR_BLOCK);
  return Buffer.concat([encodeTarHeader(name, content.length), content, end]);
}
