import { compileGlob, isLiteral, wordsForRepositoryGlob } from './glob';
import { readDuration } from './duration';
import { versionsIn, type SelectionRule } from './rule';
import { compileTagPattern, isSamePattern, wordsForTagPattern, type TagPattern } from './tagPattern';
import { hasVersions, isVersionIn, readRange } from './versions';
import type { Words } from './words';

/** Why a rule can never take anything, and which of its fields to correct. */
export type Contradiction = Words & { path: readonly string[] };

/**
 * The contradictions in a rule that are plain to see: what it includes is literally what it excludes, no version is in its
 * range, no time between its ages. That a rule has none does not mean that it takes something.
 *
 * @returns none for a rule without repositories, or whose patterns have mistakes of their own
 */
export function contradictionsIn(rule: SelectionRule): Contradiction[] {
  const { repositories, exceptRepositories = [], tags = [], exceptTags = [] } = rule;
  if (repositories.length === 0) return [];
  const globs = [...repositories, ...exceptRepositories];
  if (globs.some(wordsForRepositoryGlob) || [...tags, ...exceptTags].some(wordsForTagPattern)) return [];
  const found = [ofRepositories(rule), ofTags(rule), ofVersions(rule), ofAges(rule), ofUntagged(rule)];
  return found.filter((contradiction) => contradiction !== undefined);
}

function ofRepositories({ repositories, exceptRepositories = [] }: SelectionRule): Contradiction | undefined {
  if (repositories.some((glob) => !exceptRepositories.some((except) => coversRepositories(except, glob))))
    return undefined;
  return {
    path: ['repositories'],
    problem: 'names only what exceptRepositories takes away',
    expected: 'a repository that exceptRepositories leaves',
  };
}

function ofTags({ tags, exceptTags = [], untagged = false }: SelectionRule): Contradiction | undefined {
  if (untagged) return undefined;
  if (tags?.length === 0) {
    const expected = 'a pattern of tags; or no "tags", for all of them; or "untagged": true, for what has none';
    return { path: ['tags'], problem: 'is empty, so the rule takes nothing', expected };
  }
  const included = tags ?? ['*'];
  if (included.some((pattern) => !exceptTags.some((except) => coversTags(except, pattern)))) return undefined;
  const expected = 'a pattern that leaves something of what the rule names';
  return { path: ['exceptTags'], problem: 'takes away every tag that the rule names', expected };
}

function ofVersions(rule: SelectionRule): Contradiction | undefined {
  const wanted = versionsIn(rule);
  const range = wanted && readRange(wanted);
  if (!range) return undefined;
  if (!hasVersions(range)) {
    const expected = 'a range with a version in it, such as ">=1 <2"; alternatives are joined by ||';
    return { path: ['semver', 'range'], problem: 'is a range that no version is in', expected };
  }
  const { tags = ['*'] } = rule;
  if (!tags.every((pattern) => isName(pattern) && !isVersionIn(range, pattern))) return undefined;
  const expected = 'tags that are such versions, or another rule for these tags';
  return { path: ['tags'], problem: 'names no version that the rule takes', expected };
}

function isName(pattern: TagPattern): pattern is string {
  return typeof pattern === 'string' && isLiteral(pattern);
}

function ofAges({ minAge, maxAge }: SelectionRule): Contradiction | undefined {
  if (minAge === undefined || maxAge === undefined || !(readDuration(minAge) >= readDuration(maxAge))) return undefined;
  return { path: ['minAge'], problem: 'leaves no time before maxAge', expected: 'a time shorter than maxAge' };
}

function ofUntagged(rule: SelectionRule): Contradiction | undefined {
  if (!rule.untagged || !versionsIn(rule)) return undefined;
  const expected = 'a rule of its own for untagged manifests: they have no version';
  return { path: ['untagged'], problem: 'is true in a rule that takes versions', expected };
}

/** Whether one glob plainly means all that another one means: it is the same, means everything, or all that begins like it. */
function coversRepositories(wide: string, glob: string): boolean {
  if (wide === glob || wide === '**') return true;
  if (isLiteral(glob)) return compileGlob(wide)(glob);
  const below = wide.slice(0, -'**'.length);
  return wide.endsWith('/**') && isLiteral(below) && glob.startsWith(below);
}

function coversTags(wide: TagPattern, pattern: TagPattern): boolean {
  if (isSamePattern(wide, pattern) || wide === '*') return true;
  if (typeof pattern !== 'string') return false;
  if (isLiteral(pattern)) return compileTagPattern(wide).matches(pattern);
  return typeof wide === 'string' && /^[^*?]*\*$/.test(wide) && pattern.startsWith(wide.slice(0, -1));
}
