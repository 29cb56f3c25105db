import { compareBuild } from 'semver';
import { compareTexts, type Candidate } from './candidates';
import type { SelectionRule } from './rule';
import { versionOf } from './versions';

/** The first ones of the candidates of one repository, the newest first; where two are as new, names decide. */
export function takeNewest(candidates: Candidate[], { count, by }: NonNullable<SelectionRule['newest']>): Candidate[] {
  const isNewer = by === 'version' ? byVersion : byTime;
  return candidates.toSorted((one, other) => isNewer(one, other) || byName(one, other)).slice(0, count);
}

function byVersion({ tag: one = '' }: Candidate, { tag: other = '' }: Candidate): number {
  const [left, right] = [versionOf(one), versionOf(other)];
  return left && right ? compareBuild(right, left) : 0;
}

function byTime(one: Candidate, other: Candidate): number {
  return other.updatedAt - one.updatedAt;
}

function byName(one: Candidate, other: Candidate): number {
  return compareTexts(one.tag ?? '', other.tag ?? '') || compareTexts(one.digest, other.digest);
}
