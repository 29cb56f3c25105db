import { compareTexts } from './compareTexts';
import { selectablesIn, type Selectable, type ListedNames } from './selectables';
import { compileRule, type CompiledRule } from './compileRule';
import { takeNewest } from './newest';
import type { SelectionRule } from './rule';

/** An artifact that a selection takes; one without a tag is taken by its digest. */
export interface SelectedArtifact {
  repository: string;
  tag?: string;
  digest: string;
}

type Rules = { rules: readonly SelectionRule[] };

/**
 * Whether any rule could take something from a repository of that name; the tags of others need not be listed.
 *
 * @param selection  one that was checked by `selectionSchema`
 */
export function mayHold({ rules }: Rules, repository: string): boolean {
  return rules.some((rule) => compileRule(rule).takesRepository(repository));
}

/**
 * What a selection takes of one repository, sorted by tag and digest, each once, whatever the order of the listing and
 * however often it lists a thing.
 *
 * Ages count from the last update of a tag, or of a manifest without tags. Tags that belong to another artifact
 * (`referrerTags.ts`) are taken only by a pattern that names `sha256-`. A listing cannot tell whether a manifest without a
 * tag is a child of an index or a referrer: with `untagged`, whoever reads manifests has to take those away. What is locked
 * or deleted is selected like anything else, so that it is reported.
 *
 * @param selection  one that was checked by `selectionSchema`
 * @param listed  the whole repository: the newest of a part are not the newest
 * @param now  what ages are measured from
 */
export function selectFrom({ rules }: Rules, listed: ListedNames, now: Date): SelectedArtifact[] {
  const { repository } = listed;
  const asked = rules.map(compileRule).filter((rule) => rule.takesRepository(repository));
  if (asked.length === 0) return [];
  const selectables = selectablesIn(listed);
  const taken = new Set(asked.flatMap((rule) => takenBy(rule, selectables, now.getTime())));
  return [...taken]
    .map(({ tag, digest }) => ({ repository, ...(tag !== undefined && { tag }), digest }))
    .sort((one, other) => compareTexts(one.tag ?? '', other.tag ?? '') || compareTexts(one.digest, other.digest));
}

function takenBy(rule: CompiledRule, selectables: readonly Selectable[], now: number): Selectable[] {
  const taken = selectables.filter(
    ({ tag, updatedAt }) =>
      rule.takesAge(now - updatedAt) && (tag === undefined ? rule.takesUntagged : rule.takesTag(tag)),
  );
  return rule.newest ? takeNewest(taken, rule.newest) : taken;
}
