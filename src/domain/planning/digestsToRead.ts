import { MOST_MANIFESTS } from '../image/walk';
import type { Selection } from '../selection/selection';
import type { ManifestFacts } from './manifestFacts';
import { findReferrers } from './referrers';
import type { Candidate, SelectedRepository } from './selectedRepository';
import { subjectOfTag } from './subjectOfTag';

type Facts = ReadonlyMap<string, ManifestFacts>;

/**
 * The manifests of a repository that a plan has to read, in view of what it has read: to be asked again when all of them are
 * read, until there are none. What the ledger has is read only where something new may belong to it, and what cannot be read never.
 *
 * First comes what is selected, and what may refer to it, as only a manifest tells; then what comes along by its tag, and the
 * children of all that; last, where something new refers to what nobody has seen, the indexes that are in the target already.
 *
 * @param facts  what was read, by digest
 * @returns digests, each once
 */
export function digestsToRead(
  selected: SelectedRepository,
  facts: Facts,
  { referrers: wanted = 'all' }: Pick<Selection, 'referrers'>,
): string[] {
  const isUnreadable = new Set(selected.unreadable.map(({ digest }) => digest));
  const unread = (digests: Iterable<string>): string[] =>
    [...new Set(digests)].filter((digest) => !facts.has(digest) && !isUnreadable.has(digest));
  const takesUntagged = !selected.isNamed && selected.selected.some((one) => one.tag === undefined && isReadable(one));
  const first = unread([
    ...newDigests([...selected.selected, ...selected.mayRefer]),
    ...(takesUntagged ? selected.indexes : []),
  ]);
  if (first.length > 0) return first;

  const roots = new Set(selected.selected.map(({ digest }) => digest));
  const referrers = findReferrers(selected, facts, wanted);
  const reached = [...roots].flatMap(referrers.of);
  const taken = newDigests([...selected.selected, ...reached]);
  const next = unread([...withChildren(taken, facts), ...subjectsInTarget(selected, facts)]);
  if (next.length > 0) return next;

  const seen = new Set([...roots, ...reached.map(({ digest }) => digest)]);
  const isAstray = newDigests(referrers.all).some((digest) => !seen.has(digest));
  return isAstray ? unread(selected.indexes.filter((digest) => roots.has(digest))) : [];
}

function newDigests(candidates: readonly Candidate[]): string[] {
  return candidates.filter(isReadable).map(({ digest }) => digest);
}

function isReadable({ known, isGone, state }: Candidate): boolean {
  return !known && !isGone && !state;
}

/** Digests with the children of each, as far as they are known; of one with too many to be transferred, none. */
function withChildren(digests: readonly string[], facts: Facts): Set<string> {
  const all = new Set<string>();
  for (const digest of digests) {
    const own = new Set([digest]);
    // A set goes over what is added on the way, too.
    for (const each of own) {
      if (own.size > MOST_MANIFESTS) break;
      for (const child of facts.get(each)?.children ?? []) own.add(child);
    }
    for (const each of own.size > MOST_MANIFESTS ? [digest] : own) all.add(each);
  }
  return all;
}

/** What is in the target already may refer to something selected: it has to be read where something new refers to it. */
function subjectsInTarget(selected: SelectedRepository, facts: Facts): string[] {
  const mayRefer = new Set(selected.mayRefer.map(({ digest }) => digest));
  const selectedDigests = new Set(selected.selected.map(({ digest }) => digest));
  const subjects = [
    ...selected.mayRefer.map(({ digest }) => facts.get(digest)?.subject),
    ...selected.referringTags.filter(isReadable).map(({ tag = '' }) => subjectOfTag(tag)),
  ];
  return subjects.flatMap((digest) =>
    digest !== undefined && mayRefer.has(digest) && !selectedDigests.has(digest) ? digest : [],
  );
}
