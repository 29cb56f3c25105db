import { parseJson } from '../../../src/domain/validation/parseJson';

const WHOLE = ['{}', '[]', ' { "a" : [ 1 , -2.5e+3, "x\\u00e9\\n" , null, true , false , {} ] } ', '"\u2028"', '0'];
const BROKEN = [
  '',
  '{',
  '{"a"}',
  '{"a":}',
  '{"a":1,}',
  '[1,]',
  '[1 2]',
  '[,1]',
  "{'a':1}",
  '"a',
  '"a\tb"',
  '"\\x"',
  '01',
  '1.',
  '-',
  'nul',
  'truee',
  '{} {}',
  '// x\n{}',
];

/** What is wrong with a text; undefined when nothing is. */
function mistakeIn(text: string) {
  const parsed = parseJson(text);
  return 'mistake' in parsed ? parsed.mistake : undefined;
}

describe('parseJson', () => {
  it.each(WHOLE)('reads %j as JSON.parse does', (text) => {
    expect(parseJson(text)).toEqual({ value: JSON.parse(text) as unknown });
  });

  it.each(BROKEN)('finds a mistake in %j, as JSON.parse does', (text) => {
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    expect(mistakeIn(text)).toBeDefined();
  });

  it.each([
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'has an unexpected "\\""', 'a comma or }'],
    ['{\n  "a": 1,\n}', 3, 1, 'has a comma too many', 'no comma before }'],
    ['{\r\n  "a": 1,\r\n  "\\u0061": 2 }', 3, 3, 'is a key that this object already has', 'every key once'],
    ['[1', 1, 3, 'ends too early', 'a comma or ]'],
    ['{"a": [[], {}]', 1, 15, 'ends too early', 'a comma or }'],
    ['', 1, 1, 'ends too early', expect.stringMatching(/^a value: /)],
    ['{"a"; 1}', 1, 5, 'has an unexpected ";"', 'a colon'],
    ['{"a": nul}', 1, 7, 'has an unexpected "n"', expect.stringMatching(/^a value: /)],
    ['{a: 1}', 1, 2, 'has an unexpected "a"', 'a key in double quotes'],
    ['{"a": 1} x', 1, 10, 'has an unexpected "x"', 'nothing more'],
    ['{} {}', 1, 4, 'goes on after its end', 'nothing more'],
    ['{\n// why\n}', 2, 1, 'has a comment, which JSON does not know', 'no comment'],
    ['["a\nb"]', 1, 2, 'is a text that does not end on its line', expect.stringContaining('\\n')],
    ['["a\tb"]', 1, 2, 'is a text with a control character', 'an escape, such as \\t'],
    ['["\\x"]', 1, 2, 'is a text with a bad escape', expect.stringContaining('\\u')],
    ['[1.]', 1, 2, 'is a number that does not end', 'a digit at its end'],
  ])('says where and what in %j', (text, line, column, problem, expected) => {
    expect(mistakeIn(text)).toEqual({ path: `line ${line}, column ${column}`, problem, expected });
  });

  it('finds a key that comes twice at any depth', () => {
    const mistake = { path: 'line 2, column 17', problem: 'is a key that this object already has' };
    expect(mistakeIn('{"a":[{"b":\n{"c":{"d":1}, "c":2}}]}')).toMatchObject({ ...mistake, path: 'line 2, column 15' });
    expect(mistakeIn('[[[{"__proto__":1,\n"x":[{"x":1}],  "__proto__":2}]]]')).toMatchObject(mistake);
  });

  it('lets different objects have the same keys', () => {
    expect(mistakeIn('[{"a":{"a":1}},{"a":1}]')).toBeUndefined();
  });

  it('refuses nesting that would exhaust the stack', () => {
    expect(mistakeIn('['.repeat(100_000))?.problem).toBe('nests deeper than 100 levels');
    expect(mistakeIn('{"a":'.repeat(100_000))?.problem).toBe('nests deeper than 100 levels');
    expect(mistakeIn('['.repeat(100) + ']'.repeat(100))).toBeUndefined();
  });

  it('reads a text that begins with one byte order mark', () => {
    expect(parseJson('\uFEFF{"a":1}')).toEqual({ value: { a: 1 } });
    expect(mistakeIn('\uFEFF\uFEFF{"a":1}')).toBeDefined();
  });

  it('keeps a key named __proto__ as any other', () => {
    expect(parseJson('{"__proto__":{"a":1}}')).toEqual({ value: JSON.parse('{"__proto__":{"a":1}}') as unknown });
  });

  it('does not repeat the text', () => {
    for (const text of [
      '{"a": "SECRET" "b"}',
      '{"SECRET": 1, "SECRET": 2}',
      '{"a": SECRET}',
      '// SECRET',
      '"SECRET\\x"',
    ]) {
      expect(JSON.stringify(mistakeIn(text))).not.toContain('SECRET');
    }
  });
});

describe('parseJson and JSON.parse', () => {
  const SEED =
    '{"a": [1, -0.5e+3, true, {"b": null, "c": "x\\u00e9\\n\\"y\\/"}], "d": {}, "": [[], 0, false, 1E9, "\\ud83d"]}';
  const PIECES = [
    ...['{', '}', '[', ']', ':', ',', '"', '\\', '/', '//', '/*', '*/', '-', '+', '.', 'e', 'E', '0', '7', '\\u12'],
    ...['true', 'nul', 'NaN', 'Infinity', "'", ' ', '\t', '\n', '\r', '\u00a0', '\u2028', '\uFEFF', '\v', '\f', '\0'],
    ...['\x1f', '\x7f', '\u0085', 'é', '"a"', ',"a":1', '1e', '0x1', '_', '#', '`', '\u{1f600}', '\ud800'],
  ];

  it('accept the same 5,000 changed texts, but for keys that come twice, and read the same from them', () => {
    // Prepare
    const random = seededRandom(20_260_131);
    const below = (limit: number) => Math.floor(random() * limit);
    let accepted = 0;
    for (let round = 0; round < 5_000; round++) {
      let text = SEED;
      for (let change = 1 + below(3); change > 0; change--) {
        const at = below(text.length + 1);
        text = text.slice(0, at) + (below(3) > 0 ? PIECES[below(PIECES.length)] : '') + text.slice(at + below(3));
      }
      // Act
      const parsed = parseJson(text);
      // Assess
      const isDoubled = 'mistake' in parsed && parsed.mistake.expected === 'every key once';
      if (text.startsWith('\uFEFF') || isDoubled) continue;
      expect({ text, parsed: 'value' in parsed ? parsed : undefined }).toEqual({ text, parsed: byJsonParse(text) });
      if ('value' in parsed) accepted++;
    }
    expect(accepted).toBeGreaterThan(500);
    expect(accepted).toBeLessThan(4_500);
  });

  function byJsonParse(text: string): { value: unknown } | undefined {
    try {
      return { value: JSON.parse(text) as unknown };
    } catch {
      return undefined;
    }
  }
});

/** Numbers from 0 to below 1, always the same for one seed (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
