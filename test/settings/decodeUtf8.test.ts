import { decodeUtf8 } from '../../src/settings/routes/decodeUtf8';

const TEXT = '{ "version": 1, "routes": {} }';

/** A text in UTF-16 or UTF-32, `size` bytes a unit. */
function wide(text: string, size: 2 | 4, order: 'big' | 'little'): Buffer {
  const units = [...text].map((character) => {
    const unit = Buffer.alloc(size);
    unit.writeUIntLE(character.codePointAt(0) ?? 0, 0, size);
    return order === 'big' ? unit.reverse() : unit;
  });
  return Buffer.concat(units);
}

function mistakeIn(bytes: Uint8Array) {
  const decoded = decodeUtf8(bytes);
  return 'mistake' in decoded ? decoded.mistake : undefined;
}

describe('decodeUtf8', () => {
  it.each([TEXT, `\uFEFF${TEXT}`, '', ' ', '{', '"é\u{1F600}"'])('reads %j as it is', (text) => {
    expect(decodeUtf8(Buffer.from(text))).toEqual({ text });
  });

  it.each(['big', 'little'] as const)(
    'names UTF-16 and UTF-32, %s-endian, with and without a byte order mark',
    (order) => {
      const expected = 'UTF-8';
      for (const text of [TEXT, '{}', '[\n]', `{"é": 1}`]) {
        expect(mistakeIn(wide(`\uFEFF${text}`, 2, order))).toEqual({ path: 'file', problem: 'is UTF-16', expected });
        expect(mistakeIn(wide(`\uFEFF${text}`, 4, order))).toEqual({ path: 'file', problem: 'is UTF-32', expected });
        const [in16, in32] = [mistakeIn(wide(text, 2, order)), mistakeIn(wide(text, 4, order))];
        expect(in16).toEqual({ path: 'file', problem: 'is UTF-16 without a byte order mark', expected });
        expect(in32).toEqual({ path: 'file', problem: 'is UTF-32 without a byte order mark', expected });
      }
    },
  );

  it.each([
    ['Windows-1252', Buffer.from('{\n  "a": "é"}', 'latin1'), 'line 2, column 9', '0xE9'],
    ['a sequence that is cut off', Buffer.from('"é').subarray(0, 2), 'line 1, column 2', '0xC3'],
    ['an overlong sequence', Buffer.from([0x22, 0xc0, 0xaf, 0x22]), 'line 1, column 2', '0xC0'],
    ['half of a surrogate pair', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'line 1, column 2', '0xED'],
    [
      'what follows characters of several bytes',
      Buffer.from([...Buffer.from('é\u{1F600}'), 0xff]),
      'line 1, column 4',
      '0xFF',
    ],
    ['no text at all', Buffer.from([0x1f, 0x8b, 0x08]), 'line 1, column 2', '0x8B'],
  ])('says where %s is not UTF-8', (_, bytes, path, byte) => {
    const problem = `has the byte ${byte}, which is not UTF-8`;
    expect(mistakeIn(bytes)).toEqual({ path, problem, expected: 'a file that is saved as UTF-8' });
  });

  it('finds the bad byte of a large file of one line in a moment', () => {
    const bytes = Buffer.concat([Buffer.alloc(300_000, 'a'), Buffer.from([0xff])]);
    expect(mistakeIn(bytes)?.path).toBe('line 1, column 300001');
  });
});
