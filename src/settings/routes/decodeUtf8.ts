import type { Mistake } from '../../domain/validation/mistake';

/** First bytes of a text in an encoding that is not taken; the longer ones come first, because they begin like others. */
const BYTE_ORDER_MARKS: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['UTF-32', [0xff, 0xfe, 0x00, 0x00]],
  ['UTF-32', [0x00, 0x00, 0xfe, 0xff]],
  ['UTF-16', [0xff, 0xfe]],
  ['UTF-16', [0xfe, 0xff]],
];

/**
 * Decodes the bytes of a file that has to be UTF-8, with or without a byte order mark.
 *
 * @returns the text, or the mistake: another encoding, or the first byte that is not UTF-8 and where it stands
 */
export function decodeUtf8(bytes: Uint8Array): { readonly text: string } | { readonly mistake: Mistake } {
  const encoding = otherEncodingOf(bytes);
  if (encoding !== undefined) return { mistake: { path: 'file', problem: `is ${encoding}`, expected: 'UTF-8' } };
  try {
    return { text: createDecoder().decode(bytes) };
  } catch {
    return { mistake: firstBadByte(bytes) };
  }
}

/** JSON begins with two ASCII characters, so zero bytes among the first four tell the encoding without a mark. */
function otherEncodingOf(bytes: Uint8Array): string | undefined {
  const marked = BYTE_ORDER_MARKS.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte));
  if (marked) return marked[0];
  const zeros = [...bytes.subarray(0, 4)].map((byte) => (byte === 0 ? '0' : 'x')).join('');
  if (/^(?:000x|x000)$/.test(zeros)) return 'UTF-32 without a byte order mark';
  return /^(?:0x|x0)(?:0x|x0|$)/.test(zeros) ? 'UTF-16 without a byte order mark' : undefined;
}

/** Decodes byte by byte, because the decoder itself does not say where it stopped. */
function firstBadByte(bytes: Uint8Array): Mistake {
  const decoder = createDecoder();
  let line = 1;
  let column = 1;
  let start = 0;
  for (let index = 0; index < bytes.length; index++) {
    let decoded: string;
    try {
      decoded = decoder.decode(bytes.subarray(index, index + 1), { stream: true });
    } catch {
      break;
    }
    if (decoded === '') continue;
    start = index + 1;
    column = decoded === '\n' ? 1 : column + decoded.length;
    if (decoded === '\n') line++;
  }
  const byte = (bytes[start] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  const problem = `has the byte 0x${byte}, which is not UTF-8`;
  return { path: `line ${line}, column ${column}`, problem, expected: 'a file that is saved as UTF-8' };
}

/** Keeps a byte order mark, so that the parser takes one and names the others. */
function createDecoder() {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
}
