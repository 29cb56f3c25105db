import type { FactsPage } from './factsPage';
import { createFollower, digestsToRead, type SelectedRepository } from './selectedRepository';

type Facts = FactsPage['facts'];

/** A manifest that a plan has to read. */
export interface ToRead {
  repository: string;
  digest: string;
}

/** The manifests that a plan has to read, each once; what some of them say brings others. */
export interface ReadingLine {
  /** The next ones that nobody has read, at most so many. */
  next(most: number): ToRead[];
  /** Tells what was read. */
  add(read: Facts): void;
}

/** @param earlier  what was read of these repositories before */
export function createReadingLine(repositories: readonly SelectedRepository[], earlier: Facts): ReadingLine {
  const followers = new Map(repositories.map((selected) => [selected.repository, createFollower(selected)]));
  const open = new Map<string, ToRead>();
  const read = new Set<string>();
  const ask = (repository: string, digests: readonly string[]): void => {
    for (const digest of digests) {
      const key = `${repository}@${digest}`;
      if (!read.has(key)) open.set(key, { repository, digest });
    }
  };
  const add = (facts: Facts): void => {
    for (const { repository, digest } of facts) {
      const key = `${repository}@${digest}`;
      read.add(key);
      open.delete(key);
    }
    for (const [repository, some] of byRepository(facts)) {
      ask(repository, followers.get(repository)?.(some) ?? []);
    }
  };
  for (const selected of repositories) {
    const { repository } = selected;
    ask(repository, [...digestsToRead(selected), ...(followers.get(repository)?.([]) ?? [])]);
  }
  add(earlier);
  return { next: (most) => firstOf(open.values(), most), add };
}

function firstOf<T>(all: Iterable<T>, most: number): T[] {
  const found: T[] = [];
  for (const one of all) {
    if (found.length === most) break;
    found.push(one);
  }
  return found;
}

function byRepository(facts: Facts): Map<string, Facts> {
  const found = new Map<string, Facts>();
  for (const fact of facts) found.set(fact.repository, [...(found.get(fact.repository) ?? []), fact]);
  return found;
}
