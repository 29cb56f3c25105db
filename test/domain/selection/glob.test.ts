import fc from 'fast-check';
import picomatch from 'picomatch';
import { compileGlob, wordsForRepositoryGlob, wordsForTagGlob } from '../../../src/domain/selection/glob';

it.each([
  ['app', ['app'], ['apps', 'team/app', 'app/x']],
  ['app/*', ['app/x'], ['app', 'app/x/y']],
  ['app/**', ['app/x', 'app/x/y'], ['app', 'apps/x', 'team/app/x']],
  ['**', ['app', 'a/b/c'], []],
  ['*', ['app'], ['a/b']],
  ['**/tools', ['tools', 'a/tools', 'a/b/tools'], ['a/mytools', 'tools/a']],
  ['a/**/z', ['a/z', 'a/b/z', 'a/b/c/z'], ['az', 'a/bz']],
  ['**/a/**', ['a/b', 'x/a/b/c'], ['a', 'x/a']],
  ['app-?', ['app-1'], ['app-', 'app-12', 'app-1/x']],
  ['a.b', ['a.b'], ['axb']],
  ['a*z', ['az', 'abcz'], ['a/z', 'abc']],
])('%s means %j, not %j', (glob, meant, others) => {
  const means = compileGlob(glob);
  expect(meant.filter((name) => !means(name))).toEqual([]);
  expect(others.filter(means)).toEqual([]);
});

const part = fc.stringMatching(/^[ab]{1,2}$/);
const globPart = fc.oneof(
  fc.constant('**'),
  fc.stringMatching(/^[ab*?]{1,4}$/).filter((text) => !text.includes('**')),
);
const names = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const globs = fc.array(globPart, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));

it('means what picomatch says, but that app/** is not app itself', () => {
  fc.assert(
    fc.property(globs, names, (glob, name) => {
      const below = glob.replace(/(?<=\/)\*\*$/, '**/*');
      expect(compileGlob(glob)(name)).toBe(picomatch(below)(name));
    }),
    { numRuns: 2_000 },
  );
});

it('is quick whatever the glob', () => {
  const means = compileGlob(`${'*a'.repeat(20)}b`);
  const started = process.hrtime.bigint();
  for (let length = 200; length < 250; length++) expect(means('a'.repeat(length))).toBe(false);
  expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(1_000);
});

it.each([
  ['', 'is empty', 'app/**'],
  ['App', 'has "A"', 'lower-case'],
  ['app/', 'ends with a slash', 'app/**'],
  ['/app', 'slash too many', 'none first'],
  ['a//b', 'slash too many', 'one slash'],
  ['!app', 'has "!"', 'exceptRepositories'],
  ['{a,b}/*', 'has "{"', 'one entry'],
  ['app[0-9]', 'has "["', 'one entry'],
  ['app:v1', 'has ":"', '"tags"'],
  ['app@sha256', 'has "@"', 'repositories alone'],
  ['a b', 'has " "', 'a glob of'],
  ['a\u200b', 'U+200B', 'can be seen'],
  ['app**', '** beside', 'app/**'],
  ['app/***', '** beside', 'app/**'],
  ['app/-*', 'matches no name', 'a glob of'],
  ['app-', 'matches no name', 'a glob of'],
  ['a..*', 'matches no name', 'a glob of'],
  ['a'.repeat(256), 'has 256 characters', '255'],
])('%j is no glob of repositories', (glob, problem, expected) => {
  const words = { problem: expect.stringContaining(problem), expected: expect.stringContaining(expected) };
  expect(wordsForRepositoryGlob(glob)).toEqual(words);
});

it.each(['app', '*', '**', 'a/**/b', 'a*-*', 'app-?', '**/x.y_z', 'a_*_b', '*-*'])(
  '%s is one of repositories',
  (glob) => {
    expect(wordsForRepositoryGlob(glob)).toBeUndefined();
  },
);

it.each([
  ['', 'is empty', 'v1'],
  ['app/v1', 'has "/"', '"repositories"'],
  ['!v1', 'has "!"', 'exceptTags'],
  ['v{1,2}', 'has "{"', 'one entry'],
  ['v[0-9]', 'has "["', 'regex'],
  ['^v1', 'has "^"', 'regex'],
  ['v1+2', 'has "+"', 'a glob of'],
  ['-v1', 'matches no name', 'no dot or dash first'],
  ['.*', 'matches no name', 'no dot or dash first'],
  ['a'.repeat(129), 'matches no name', '128'],
])('%j is no glob of tags', (glob, problem, expected) => {
  const words = { problem: expect.stringContaining(problem), expected: expect.stringContaining(expected) };
  expect(wordsForTagGlob(glob)).toEqual(words);
});

it.each(['*', '**', 'v1.*', 'V?', '_x', '*-alpine', '?.1', 'a'.repeat(128), 'sha256-*.sig'])(
  '%s is one of tags',
  (glob) => {
    expect(wordsForTagGlob(glob)).toBeUndefined();
  },
);

it('a name is never refused as a glob, and means itself', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9]+((\.|_|__|-{1,3})[a-z0-9]+){0,2}(\/[a-z0-9]+){0,2}$/), (name) => {
      fc.pre(name.length <= 255);
      expect(wordsForRepositoryGlob(name)).toBeUndefined();
      expect(compileGlob(name)(name)).toBe(true);
    }),
  );
});
