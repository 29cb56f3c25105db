import { findJsonMistake } from '../../src/settings/jsonSyntax';

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

describe('findJsonMistake', () => {
  it.each(WHOLE)('finds nothing in %j, as JSON.parse does', (text) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow();
    expect(findJsonMistake(text)).toBeUndefined();
  });

  it.each(BROKEN)('finds a mistake in %j, as JSON.parse does', (text) => {
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    expect(findJsonMistake(text)).toBeDefined();
  });

  it.each([
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'has an unexpected "\\""', 'a comma or }'],
    ['{\n  "a": 1,\n}', 3, 1, 'has a comma too many', 'no comma before }'],
    ['{\r\n  "a": 1,\r\n  "\\u0061": 2 }', 3, 3, 'is a key that this object already has', 'every key once'],
    ['[1', 1, 3, 'ends too early', 'a comma or ]'],
  ])('says where and what in %j', (text, line, column, problem, expected) => {
    expect(findJsonMistake(text)).toEqual({ line, column, problem, expected });
  });

  it('lets different objects have the same keys', () => {
    expect(findJsonMistake('[{"a":{"a":1}},{"a":1}]')).toBeUndefined();
  });

  it('refuses nesting that would exhaust the stack', () => {
    expect(findJsonMistake('['.repeat(100_000))?.problem).toBe('nests deeper than 100 levels');
    expect(findJsonMistake('['.repeat(100) + ']'.repeat(100))).toBeUndefined();
  });
});
