import fc from 'fast-check';
import { SemVer } from 'semver';
import { hasVersions, readRange, versionOf, wordsForRange } from '../../../src/domain/selection/versions';

it.each([
  ['1.2.3', '1.2.3'],
  ['v1.2.3', '1.2.3'],
  ['v1.2.3-rc.1', '1.2.3-rc.1'],
  ['1.2', undefined],
  ['v1', undefined],
  ['latest', undefined],
  ['release-1.2.3', undefined],
  ['1.02.3', undefined],
  [`sha256-${'1'.repeat(64)}`, undefined],
])('the version of %s is %s', (tag, version) => {
  expect(versionOf(tag)?.version).toBe(version);
});

it.each(['>2 <1', '>1.0.0 <1.0.1', '<0.0.0', '1.x 2.x', '>2 <1 || =3.0.0 <3'])('%s has no version', (range) => {
  expect(hasVersions(readRange({ range })!)).toBe(false);
});

it.each([
  ['*', false],
  ['>2 <1 || 5', false],
  ['<0.0.1', false],
  ['>1.0.0 <1.0.1', true],
  ['>1.0.0 <1.0.1-beta', false],
  ['>1.0.0-alpha <1.0.0-beta', false],
  ['<0.0.0-1', false],
  ['>=9007199254740991.0.0', false],
])('%s has one (pre-releases: %s)', (range, includePrerelease) => {
  expect(hasVersions(readRange({ range, includePrerelease })!)).toBe(true);
});

it('a range that any version is in has versions', () => {
  const number = fc.nat({ max: 2 });
  const version = fc
    .tuple(number, number, number, fc.constantFrom('', '', '-0', '-a', '-a.0', '-b'))
    .map(([major, minor, patch, rest]) => `${major}.${minor}.${patch}${rest}`);
  const comparator = fc
    .tuple(fc.constantFrom('<', '<=', '>', '>=', '=', '^', '~'), version)
    .map((pair) => pair.join(''));
  const range = fc.array(comparator, { minLength: 1, maxLength: 3 }).map((all) => all.join(' '));
  fc.assert(
    fc.property(range, fc.boolean(), version, (text, includePrerelease, one) => {
      const read = readRange({ range: text, includePrerelease })!;
      expect(read.test(new SemVer(one)) && !hasVersions(read)).toBe(false);
    }),
    { numRuns: 3_000 },
  );
});

it.each([
  ['newest', 'is no range'],
  ['>=1 <', 'is no range'],
  ['1'.repeat(201), 'has 201 characters'],
])('%s is refused', (range, problem) => {
  expect(wordsForRange(range)?.problem).toContain(problem);
});
