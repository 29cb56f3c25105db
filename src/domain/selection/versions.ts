import { parse, Range, SemVer, type Comparator } from 'semver';
import type { Words } from './words';

/** A range of versions, as npm writes them. */
export interface VersionRange {
  range: string;
  /** Whether pre-releases count like any other version; else only where the range names one of the same version. */
  includePrerelease?: boolean;
}

const LONGEST_RANGE = 200;

/** All versions, without pre-releases. */
export const RELEASES: VersionRange = { range: '*' };

/** The semantic version that a tag is, with or without a `v` before it: three numbers, perhaps a pre-release. `1.2` is none. */
export function versionOf(tag: string): SemVer | undefined {
  return parse(tag) ?? undefined;
}

/** The range as `semver` understands it; undefined where the text is none. */
export function readRange({ range, includePrerelease = false }: VersionRange): Range | undefined {
  try {
    return new Range(range, { includePrerelease });
  } catch {
    return undefined;
  }
}

/** Why a text is no range of versions. */
export function wordsForRange(range: string): Words | undefined {
  const expected = 'a range as npm writes them, such as "^1.4", "1.x" or ">=2 <4"';
  if (range.length > LONGEST_RANGE)
    return { problem: `has ${range.length} characters`, expected: `at most ${LONGEST_RANGE}` };
  return readRange({ range }) ? undefined : { problem: 'is no range of versions', expected };
}

/** Whether any version is in the range. `minVersion` of semver overlooks pre-releases and ranges with one empty alternative. */
export function hasVersions(range: Range): boolean {
  return range.set.some((comparators) => lowestCandidates(comparators).some((version) => range.test(version)));
}

/** The lowest version within a bound of the range, if any is, is the bound itself, or comes directly after it; or is the lowest of all. */
function lowestCandidates(comparators: readonly Comparator[]): SemVer[] {
  const texts = ['0.0.0', '0.0.0-0', ...comparators.flatMap(({ semver }) => boundAndNext(semver))];
  return texts.flatMap((text) => parse(text) ?? []);
}

function boundAndNext(bound: SemVer): string[] {
  // The comparator of "*" has no version.
  if (!(bound instanceof SemVer)) return [];
  const { major, minor, patch, version } = bound;
  const next = `${major}.${minor}.${patch + 1}`;
  return [version, `${version}${bound.prerelease.length > 0 ? '.0' : '-0'}`, next, `${next}-0`];
}

/** Whether a tag is a version in the range. */
export function isVersionIn(range: Range, tag: string): boolean {
  const version = versionOf(tag);
  return version !== undefined && range.test(version);
}
