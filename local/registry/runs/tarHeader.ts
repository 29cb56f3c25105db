/** tar works in blocks of this many bytes. */
export const TAR_BLOCK = 512;

/** The header block of a regular file (POSIX ustar). @param size bytes, below 8 GiB: the largest layer that transfers. */
export function encodeTarHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(TAR_BLOCK);
  header.write(name, 0, 100, 'utf8');
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  header.write(`${checksum(header).toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** The name and size in a header; undefined for the empty block that ends an archive. @throws Error for anything else. */
export function decodeTarHeader(header: Buffer): { name: string; size: number } | undefined {
  if (header.every((byte) => byte === 0)) return undefined;
  const written = parseInt(header.toString('latin1', 148, 154), 8);
  const blank = Buffer.from(header);
  blank.write('        ', 148);
  if (written !== checksum(blank)) throw new Error('An entry of the archive has a damaged header.');
  const name = header.toString('utf8', 0, 100).replace(/\0.*$/s, '');
  return { name, size: parseInt(header.toString('latin1', 124, 135), 8) };
}

/** Bytes from the end of an entry's content to the next block. */
export function tarPadding(size: number): number {
  return (TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK;
}

/** Bytes that an entry takes in all. */
export function tarEntrySize(size: number): number {
  return TAR_BLOCK + size + tarPadding(size);
}

function checksum(header: Buffer): number {
  return header.reduce((sum, byte) => sum + byte, 0);
}
