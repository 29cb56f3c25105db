import { crc32 } from 'hash-wasm';

const END = 0x06054b50;
const END_BYTES = 22;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
/** A flag of an entry: its name is in UTF-8. */
const UTF_8 = 1 << 11;

/**
 * Compares what was unpacked with the sums that a ZIP file holds of its entries: fflate does not, and unpacks a damaged one without a word.
 *
 * Source: APPNOTE.TXT of PKWARE, 4.3.12 (central directory) and 4.3.16 (its end).
 *
 * @param zip a file that fflate has read
 * @param files contents by name
 * @throws Error naming the first entry that is damaged
 */
export async function requireWhole(zip: Uint8Array, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  for (const { name, sum } of entriesOf(Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength))) {
    const content = files[name];
    if (content === undefined || Number.parseInt(await crc32(content), 16) !== sum)
      throw new Error(`${name} is damaged`);
  }
}

/** CRC-32 of each entry. */
function entriesOf(zip: Buffer): { name: string; sum: number }[] {
  let end = zip.length - END_BYTES;
  while (end > 0 && zip.readUInt32LE(end) !== END) end -= 1;
  const entries: { name: string; sum: number }[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count -= 1) {
    if (zip.readUInt32LE(at) !== ENTRY) throw new Error('its directory is damaged');
    const [nameBytes, more, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    const encoding = zip.readUInt16LE(at + 8) & UTF_8 ? 'utf8' : 'latin1';
    const name = zip.toString(encoding, at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes);
    entries.push({ name, sum: zip.readUInt32LE(at + 16) });
    at += ENTRY_BYTES + nameBytes + more + comment;
  }
  return entries;
}
