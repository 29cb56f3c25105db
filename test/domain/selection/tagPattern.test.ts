import fc from 'fast-check';
import { compileTagPattern, wordsForRegex } from '../../../src/domain/selection/tagPattern';

it.each([
  ['v[0-9]+', ['v1', 'v12'], ['v1.0', 'xv1', 'v']],
  ['^v[0-9]+$', ['v1'], ['v1.0']],
  ['a|ab', ['a', 'ab'], ['abc', 'b']],
  ['(?i)RC.*', ['rc1', 'RC'], ['1-rc']],
])('{ regex: %j } matches %j, not %j', (regex, meant, others) => {
  const { matches } = compileTagPattern({ regex });
  expect(meant.filter((tag) => !matches(tag))).toEqual([]);
  expect(others.filter(matches)).toEqual([]);
});

it.each([
  ['sha256-*.sig', true],
  [{ regex: 'sha256-.*' }, true],
  [{ regex: '^sha256\\-[a-f0-9]+' }, true],
  ['*', false],
  ['*.sig', false],
  [{ regex: '.*' }, false],
])('%j speaks of sha256- tags: %s', (pattern, speaks) => {
  expect(compileTagPattern(pattern).namesReferrers).toBe(speaks);
});

it.each([
  ['a'.repeat(201), 'has 201 characters'],
  ['v[0-9', 'missing closing ]'],
  ['v(?=1)', 'invalid or unsupported Perl syntax'],
  ['(v)\\1', 'invalid escape sequence'],
  ['v{1,9999}', 'invalid repeat count'],
  ['((v{99}){99}){99}', 'invalid repeat count'],
  ['v{999}w{999}', 'stands for too much'],
  ['app/v1', 'demands "/"'],
  ['/^v1/', 'demands "/"'],
  ['app:v.*', 'demands ":"'],
  ['v1\\+.*', 'demands "+"'],
  ['[a-z]+/v1', 'demands "/"'],
  ['[[:alpha:]]+ v{1,3}', 'demands " "'],
])('{ regex: %j } is refused: %s', (regex, problem) => {
  expect(wordsForRegex(regex)).toEqual({
    problem: expect.stringContaining(problem),
    expected: expect.stringMatching(/\S/),
  });
});

it.each([
  'v{1,3}',
  '[[:alpha:]]+',
  '(app/)?v1',
  'v1/?',
  'v1/*',
  'v1/{0,2}',
  '[^]/]+',
  '[/a]',
  '\\x61',
  '\\pL',
  'a|b/c',
  '\\Qa.b\\E',
])('{ regex: %j } is taken', (regex) => {
  expect(wordsForRegex(regex)).toBeUndefined();
});

it('what is said of a regular expression repeats none of it', () => {
  expect(JSON.stringify(wordsForRegex('(?<=sig=s3cr3t)v'))).not.toContain('s3cr3t');
});

it('an expression that a tag matches is never refused, and none throws', () => {
  const pieces = fc.constantFrom(
    'v',
    '1',
    '.',
    '[a-z]',
    '/',
    '\\/',
    '?',
    '*',
    '+',
    '{0,2}',
    '(',
    ')',
    '|',
    '\\d',
    '[^/]',
  );
  fc.assert(
    fc.property(fc.array(pieces, { minLength: 1, maxLength: 8 }), fc.stringMatching(/^[v1a]{1,4}$/), (regex, tag) => {
      const text = regex.join('');
      const words = wordsForRegex(text);
      const demands = words?.problem.startsWith('demands') === true;
      expect(demands && compileTagPattern({ regex: text }).matches(tag)).toBe(false);
    }),
    { numRuns: 2_000 },
  );
});

it('is quick whatever the expression', () => {
  const { matches } = compileTagPattern({ regex: '(([a-z]+)+)+!?' });
  const started = process.hrtime.bigint();
  for (let index = 0; index < 200; index++) expect(matches(`${'a'.repeat(120)}${index}_`)).toBe(false);
  expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(2_000);
});
