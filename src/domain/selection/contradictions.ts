import { compileGlob, isLiteral } from './glob';
import { readDuration } from './duration';
import { versionsIn, type SelectionRule } from './rule';
import { compileTagPattern, isSamePattern, type TagPattern } from './tagPattern';
import { hasVersions, isVersionIn, readRange } from './versions';
import type { Words } from './words';

/** Why a rule can never take anything, and which of its fields to correct. */
export type Contradiction = Words & { path: readonly string[] };

/**
 * The contradictions in a rule that are plain to see: what it includes is literally what it excludes, no version is in its
 * range, no time between its ages. That a rule has none does not mean that it takes something.
 *
 * @param rule  its expressions can be read
 * @returns none for a rule without repositories, which is a mistake of its own
 */
export function contradictionsIn(rule: SelectionRule): Contradiction[] {
  if (rule.repositories.length === 0) return [];
  const found = [ofRepositories(rule), ofTags(rule), ofVersions(rule), ofAges(rule), ofUntagged(rule)];
  return found.filter((contradiction) => contradiction !== undefined);
}

function ofRepositories({ repositories, exceptRepositories = [] }: SelectionRule): Contradiction | undefined {
  const except = exceptRepositories.map(coverOfRepositories);
  if (repositories.some((glob) => !except.some((covers) => covers(glob)))) return undefined;
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
  const except = exceptTags.map(coverOfTags);
  if ((tags ?? ['*']).some((pattern) => !except.some((covers) => covers(pattern)))) return undefined;
  const expected = 'a pattern that leaves something of what the rule names';
  return { path: ['exceptTags'], problem: 'takes away every tag that the rule names', expected };
}

function ofVersions(rule: SelectionRule): Contradiction | undefined {
  const wanted = versionsIn(rule);
  const range = wanted && readRange(wanted);
  if (!range) return undefined;
  if (!hasVersions(range)) {
    const expected = 'a range with a version in it, such as ">=1 <2" or "1.x || 3.x"';
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

/** Tells whether one glob plainly means all that another one means: it is the same, or everything, or all that begins like it. */
function coverOfRepositories(wide: string): (glob: string) => boolean {
  const means = compileGlob(wide);
  const below = wide.endsWith('/**') ? wide.slice(0, -'**'.length) : '*';
  return (glob) =>
    wide === glob || wide === '**' || (isLiteral(glob) ? means(glob) : isLiteral(below) && glob.startsWith(below));
}

function coverOfTags(wide: TagPattern): (pattern: TagPattern) => boolean {
  const { matches } = compileTagPattern(wide);
  const [, start] = (typeof wide === 'string' && /^([^*?]*)\*$/.exec(wide)) || [];
  return (pattern) => {
    if (isSamePattern(wide, pattern) || wide === '*') return true;
    if (typeof pattern !== 'string') return false;
    return isLiteral(pattern) ? matches(pattern) : start !== undefined && pattern.startsWith(start);
  };
}
