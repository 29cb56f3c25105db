import type { NotedDeletion } from './push';

const MOST = 100;

/** Adds deletions, the latest last, to those that are noted, the latest first; of each artifact its latest. */
export function withDeletions(noted: readonly NotedDeletion[], deletions: readonly NotedDeletion[]): NotedDeletion[] {
  const all = [...[...deletions].reverse(), ...noted];
  const latest = new Map<string, NotedDeletion>();
  for (const one of all) if (!latest.has(one.artifact)) latest.set(one.artifact, one);
  return [...latest.values()].slice(0, MOST);
}
