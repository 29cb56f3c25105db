import { z } from 'zod';
import { expecting } from '../../../src/domain/validation/expectation';
import * as fields from '../../../src/domain/validation/fields';
import { showMistake } from '../../../src/domain/validation/mistake';
import { unknownKeys, validate } from '../../../src/domain/validation/validate';
import { BODY, QUERY } from '../../../src/domain/validation/wording';

const name = () => fields.text(/^[a-z]+$/, 'lower-case letters');
const circle = z.strictObject({ shape: z.literal('circle'), radius: fields.number(0.5, 9) });
const square = z.strictObject({ shape: z.literal('square'), side: fields.wholeNumber(1, 9) });
const shape = expecting(z.discriminatedUnion('shape', [circle, square]), { expected: 'a circle or a square' });

/** The mistakes that validation finds, each as `path: problem; expected`. */
function mistakesIn(schema: z.ZodType, value: unknown, place?: Parameters<typeof validate>[2]): string[] {
  const checked = validate(schema, value, place);
  const mistakes = 'mistakes' in checked ? checked.mistakes : [];
  return mistakes.map(({ path, problem, expected }) => `${path}: ${problem}; ${expected}`);
}

describe('validate', () => {
  it('gives what the schema makes of a value', () => {
    const schema = fields.strictObject({ seconds: fields.wholeNumberText(1, 60), more: fields.flag().default(true) });
    expect(validate(schema, { seconds: '7' })).toEqual({ value: { seconds: 7, more: true } });
  });

  it.each<[string, z.ZodType, unknown, string]>([
    ['a text', name(), 'A', 'x: is "A"; lower-case letters'],
    ['no text', name(), undefined, 'x: is missing; lower-case letters'],
    ['null', name(), null, 'x: is null; lower-case letters'],
    ['an empty text', name(), '', 'x: is an empty string; lower-case letters'],
    ['a number', fields.number(0.5, 9), 10, 'x: is 10; a number from 0.5 to 9'],
    ['a whole number', fields.wholeNumber(1, 9), 1.5, 'x: is 1.5; a whole number from 1 to 9'],
    ['a whole number as text', fields.wholeNumberText(1, 9), '1e0', 'x: is "1e0"; a whole number from 1 to 9'],
    [
      'a whole number as text, out of range',
      fields.wholeNumberText(1, 9),
      '10',
      'x: is "10"; a whole number from 1 to 9',
    ],
    ['a word', fields.choice(['on', 'off']), 'of', 'x: is "of"; one of on, off'],
    ['a flag', fields.flag(), 'true', 'x: is "true"; true or false'],
    ['an object', fields.strictObject({}), ['a'], 'x: is a list; an object: { … }'],
    ['what says nothing of itself', z.literal(1), { a: 1 }, 'x: is an object; another value'],
    ['what is wrapped', name().nullable().default('a').readonly().optional(), 7, 'x: is 7; lower-case letters'],
    [
      'what was described and refined',
      name().meta({ description: 'a' }).max(2),
      'abc',
      'x: is "abc"; lower-case letters',
    ],
  ])('says what is wrong and what is expected of %s', (_, schema, value, mistake) => {
    expect(mistakesIn(schema, value, { at: ['x'] })).toEqual([mistake]);
  });

  it('takes the words of a refinement from its params, and those it lacks from the schema', () => {
    const even = fields.wholeNumber(1, 9).refine((x) => x % 2 === 0, { params: { problem: 'is odd' } });
    expect(mistakesIn(z.object({ even }), { even: 3 })).toEqual(['even: is odd; a whole number from 1 to 9']);
    const schema = fields.strictObject({ a: name() }).refine(({ a }) => a !== 'b', { params: { expected: 'no b' } });
    expect(mistakesIn(schema, { a: 'b' })).toEqual(['file: is an object; no b']);
    expect(mistakesIn(schema, 7)).toEqual(['file: is 7; an object: { … }']);
  });

  it('finds every mistake in objects, records, lists and unions, where it is', () => {
    // Prepare
    const schema = z.object({
      list: expecting(z.array(shape), { expected: 'a list of shapes' }),
      named: z.record(z.string(), z.object({ a: name() }).optional()),
      rest: z.object({ known: name() }).catchall(fields.flag()),
    });
    const value = {
      list: [{ shape: 'circle', radius: 99 }, { shape: 'square' }, { shape: 'line' }, {}, 'circle'],
      named: { 'a b': { a: 1 } },
      rest: { known: 'X', other: 1 },
    };

    // Act
    const mistakes = mistakesIn(schema, value, { at: ['shapes'] });

    // Assess
    expect(mistakes).toEqual([
      'shapes.list[0].radius: is 99; a number from 0.5 to 9',
      'shapes.list[1].side: is missing; a whole number from 1 to 9',
      'shapes.list[2].shape: is "line"; a circle or a square',
      'shapes.list[3].shape: is missing; a circle or a square',
      'shapes.list[4]: is "circle"; a circle or a square',
      'shapes.named["a b"].a: is 1; lower-case letters',
      'shapes.rest.known: is "X"; lower-case letters',
      'shapes.rest.other: is 1; true or false',
    ]);
  });

  it('knows the keys of an object from its schema, also in a union', () => {
    const schema = z.object({ inner: shape });
    expect(mistakesIn(schema, { inner: { shape: 'circle', radius: 1, radios: 1, 'a, b': 1 } })).toEqual([
      'inner.radios: is not a setting here; "radius", perhaps',
      'inner["a, b"]: is not a setting here; one of shape, radius',
    ]);
  });

  it('does not take inherited members for values', () => {
    const schema = fields.strictObject({ toString: name() });
    expect(mistakesIn(schema, {})).toEqual(['toString: is missing; lower-case letters']);
    expect(mistakesIn(fields.strictObject({ a: name() }), { a: 'a', constructor: 1 })).toEqual([
      'constructor: is not a setting here; one of a',
    ]);
  });

  it('words the mistakes as the document wants it', () => {
    const schema = fields.strictObject({ a: name(), limit: fields.wholeNumberText(1, 9).optional() });
    expect(mistakesIn(schema, 'a', { wording: BODY })).toEqual(['body: is "a"; an object: { … }']);
    expect(mistakesIn(schema, { a: 'A', limits: 1 }, { wording: BODY })).toEqual([
      'a: is "A"; lower-case letters',
      'limits: is not known; "limit", perhaps',
    ]);
    expect(mistakesIn(schema, { limit: '0', limits: '1' }, { at: ['query'], wording: QUERY })).toEqual([
      'query.a: is missing; lower-case letters',
      'query.limit: is not valid; a whole number from 1 to 9',
      'query.limits: is not known; one of a, limit',
    ]);
  });

  it('shows nothing of the words of zod', () => {
    // Prepare
    const schema = z.object({ a: z.string(), b: z.array(z.int()), c: z.union([z.string(), z.null()]), d: z.email() });

    // Act
    const checked = validate(schema, { a: 1, b: ['x'], c: 2, d: 'x' });

    // Assess
    expect('mistakes' in checked && checked.mistakes).toHaveLength(4);
    expect(JSON.stringify(checked)).not.toMatch(/invalid|received|input/i);
  });

  it.each([
    ['a signature', 'a?sv=2024&sig=SECRET'],
    ['a query', 'https://account.example/a?code=SECRET'],
    ['a user name', 'https://me:SECRET@account.example/a'],
    ['an account key', 'AccountKey=SECRET'],
    ['a long token', `SECRET${'a1B2'.repeat(12)}`],
    ['a long text', `SECRET ${'a b '.repeat(40)}`],
  ])('does not repeat %s, neither as a value nor as a key', (_, secret) => {
    const schema = fields.strictObject({ a: name().optional() });
    for (const value of [{ a: secret }, { [secret]: 1 }]) {
      const mistakes = mistakesIn(schema, value);
      expect(mistakes).toHaveLength(1);
      expect(mistakes[0]).not.toContain('SECRET');
    }
  });

  it('does not repeat what stands where only a reference to a secret may stand', () => {
    const schema = z.object({ secret: fields.reference(/^https:/, 'a reference', 'is no reference').exactOptional() });
    expect(mistakesIn(schema, { secret: 'hunter2' })).toEqual(['secret: is no reference; a reference']);
    expect(mistakesIn(schema, { secret: 7 })).toEqual(['secret: is 7; a reference']);
  });
});

describe('mistakes', () => {
  it('are shown as one sentence', () => {
    const mistakes = unknownKeys(['routes', 0], ['sorce'], ['source', 'target']);
    expect(mistakes.map(showMistake)).toEqual(['routes[0].sorce is not a setting here; expected "source", perhaps.']);
  });
});
