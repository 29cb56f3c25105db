import { compareBuild } from 'semver';
import { compareTexts } from './compareTexts';
import type { Selectable } from './selectables';
import type { SelectionRule } from './rule';
import { versionOf } from './versions';

/** The first ones of the selectables of one repository, the newest first; where two are as new, names decide. */
export function takeNewest(
  selectables: Selectable[],
  { count, by }: NonNullable<SelectionRule['newest']>,
): Selectable[] {
  const isNewer = by === 'version' ? byVersion : byTime;
  return selectables.toSorted((one, other) => isNewer(one, other) || byName(one, other)).slice(0, count);
}

function byVersion({ tag: one = '' }: Selectable, { tag: other = '' }: Selectable): number {
  const [left, right] = [versionOf(one), versionOf(other)];
  return left && right ? compareBuild(right, left) : 0;
}

function byTime(one: Selectable, other: Selectable): number {
  return other.updatedAt - one.updatedAt;
}

function byName(one: Selectable, other: Selectable): number {
  return compareTexts(one.tag ?? '', other.tag ?? '') || compareTexts(one.digest, other.digest);
}
