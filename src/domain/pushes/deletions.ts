import type { NotedDeletion } from './push';

const MOST = 100;

/** Adds a deletion, once, to those that are noted, the latest first. */
export function withDeletion(noted: readonly NotedDeletion[], deletion: NotedDeletion): NotedDeletion[] {
  return [deletion, ...noted.filter(({ artifact }) => artifact !== deletion.artifact)].slice(0, MOST);
}
