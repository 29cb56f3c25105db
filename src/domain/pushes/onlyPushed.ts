import type { Candidate, SelectedRepository } from '../planning/selectedRepository';
import type { Push } from './push';

/** The repositories of pushes, each once, sorted. */
export function repositoriesOf(pushes: readonly Push[]): string[] {
  return [...new Set(pushes.map(({ repository }) => repository))].sort();
}

/**
 * Narrows what is selected of a repository to what was pushed. A tag that was pushed is taken as it is now. What the ledger has stays:
 * it is not transferred again, but what newly refers to it, as a signature that was pushed later, is found by it.
 *
 * @returns undefined where nothing is left
 */
export function onlyPushed(all: SelectedRepository, pushes: readonly Push[]): SelectedRepository | undefined {
  const own = pushes.filter(({ repository }) => repository === all.repository);
  const tags = new Set(own.flatMap(({ tag }) => tag ?? []));
  const digests = new Set(own.flatMap(({ tag, digest }) => (tag === undefined ? digest : [])));
  const isPushed = ({ tag, digest }: Candidate): boolean => (tag === undefined ? digests.has(digest) : tags.has(tag));
  const selected = all.selected.filter((candidate) => candidate.known || isPushed(candidate));
  return selected.length === 0 ? undefined : { ...all, selected };
}
