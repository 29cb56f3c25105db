import type { Selection } from '../selection/selection';
import { digestsToRead } from './digestsToRead';
import type { FactsPage } from './factsPage';
import type { ManifestFacts } from './manifestFacts';
import type { SelectedRepository } from './selectedRepository';

type Facts = FactsPage['facts'];

/** A manifest that a plan has to read. */
export interface ToRead {
  repository: string;
  digest: string;
}

/** The manifests that a plan has to read, each once; what some of them say brings others. */
export interface ReadingLine {
  /** The next ones, at most so many: none where all is read that was told of. Who asks again gets others. */
  next(most: number): ToRead[];
  /** Tells what was read. */
  add(read: Facts): void;
}

/** What is known of a repository, and whether it may bring more to read. */
interface OfRepository {
  selected: SelectedRepository;
  facts: Map<string, ManifestFacts>;
  isOpen: boolean;
}

/** @param earlier  what was read of these repositories before */
export function createReadingLine(
  repositories: readonly SelectedRepository[],
  earlier: Facts,
  select: Pick<Selection, 'referrers'>,
): ReadingLine {
  const all = new Map<string, OfRepository>();
  for (const selected of repositories) all.set(selected.repository, { selected, facts: new Map(), isOpen: true });
  const add = (read: Facts): void => {
    for (const { repository, ...facts } of read) all.get(repository)?.facts.set(facts.digest, facts);
  };
  add(earlier);

  function* toRead(one: OfRepository): Generator<ToRead> {
    const { repository } = one.selected;
    const digests = digestsToRead(one.selected, one.facts, select);
    one.isOpen = digests.length > 0;
    for (const digest of digests) yield { repository, digest };
  }

  function* round(): Generator<ToRead> {
    for (const one of all.values()) if (one.isOpen) yield* toRead(one);
  }

  let line = round();
  return {
    next(most) {
      const found = take(line, most);
      if (found.length > 0) return found;
      line = round();
      return take(line, most);
    },
    add,
  };
}

function take<T>(from: Iterator<T>, most: number): T[] {
  const found: T[] = [];
  while (found.length < most) {
    const { done, value } = from.next();
    if (done) break;
    found.push(value);
  }
  return found;
}
