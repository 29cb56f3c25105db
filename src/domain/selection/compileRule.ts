import { compileGlob } from './glob';
import { readDuration } from './duration';
import { isReferrerTag } from './referrerTags';
import { versionsIn, type SelectionRule } from './rule';
import { compileTagPattern, type TagPattern } from './tagPattern';
import { isVersionIn, readRange } from './versions';

/** A rule whose patterns can be asked. */
export interface CompiledRule {
  takesRepository: (repository: string) => boolean;
  takesTag: (tag: string) => boolean;
  takesUntagged: boolean;
  /** @param age  milliseconds since the last update */
  takesAge: (age: number) => boolean;
  newest?: SelectionRule['newest'];
}

const compiled = new WeakMap<SelectionRule, CompiledRule>();

/** The same rule is asked about thousands of repositories: its patterns are read once. */
export function compileRule(rule: SelectionRule): CompiledRule {
  const known = compiled.get(rule) ?? compile(rule);
  compiled.set(rule, known);
  return known;
}

function compile(rule: SelectionRule): CompiledRule {
  const { repositories, exceptRepositories = [], minAge, maxAge, untagged = false, newest } = rule;
  const included = repositories.map(compileGlob);
  const excluded = exceptRepositories.map(compileGlob);
  const youngest = minAge === undefined ? -Infinity : readDuration(minAge);
  const oldest = maxAge === undefined ? Infinity : readDuration(maxAge);
  return {
    takesRepository: (name) => included.some((means) => means(name)) && !excluded.some((means) => means(name)),
    takesTag: tagTest(rule),
    takesUntagged: untagged,
    takesAge: (age) => age >= youngest && age <= oldest,
    ...(newest && { newest }),
  };
}

/** Tags that belong to another artifact are no artifacts on their own, unless a pattern speaks of them on purpose. */
function tagTest(rule: SelectionRule): (tag: string) => boolean {
  const included = compileAll(rule.tags ?? ['*']);
  const excluded = compileAll(rule.exceptTags ?? []);
  const versions = versionsIn(rule);
  const range = versions && readRange(versions);
  return (tag) => {
    const isReferrer = isReferrerTag(tag);
    if (!included.some(({ matches, namesReferrers }) => (namesReferrers || !isReferrer) && matches(tag))) return false;
    return !excluded.some(({ matches }) => matches(tag)) && (!range || isVersionIn(range, tag));
  };
}

function compileAll(patterns: readonly TagPattern[]) {
  return patterns.map(compileTagPattern);
}
