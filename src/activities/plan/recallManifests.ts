import type { ManifestFacts } from '../../domain/planning/manifestFacts';
import type { SelectedRepository } from '../../domain/planning/selectedRepository';
import type { ManifestMemory } from '../../domain/ports/manifestMemory';
import type { RouteEnd } from '../../domain/route';

/** What is remembered of a manifest; undefined where nothing is. */
export type Recall = (repository: string, digest: string) => Promise<ManifestFacts | undefined>;

/** Each repository is recalled once, and only what a plan may have to know of it is held. */
export function createRecall(
  memory: ManifestMemory,
  end: RouteEnd,
  repositories: readonly SelectedRepository[],
): Recall {
  const all = new Map(repositories.map((selected) => [selected.repository, selected]));
  const recalled = new Map<string, Promise<Map<string, ManifestFacts>>>();
  return async (repository, digest) => {
    const known = recalled.get(repository) ?? recall(memory, end, repository, all.get(repository));
    recalled.set(repository, known);
    return (await known).get(digest);
  };
}

async function recall(
  memory: ManifestMemory,
  end: RouteEnd,
  repository: string,
  selected: SelectedRepository | undefined,
): Promise<Map<string, ManifestFacts>> {
  const remembered = new Map((await memory.recall(end, repository)).map((facts) => [facts.digest, facts]));
  const { selected: own = [], mayRefer = [], referringTags = [], indexes = [] } = selected ?? {};
  const needed = new Set([...[...own, ...mayRefer, ...referringTags].map(({ digest }) => digest), ...indexes]);
  const held = new Map<string, ManifestFacts>();
  // A set goes over what is added on the way, too.
  for (const digest of needed) {
    const facts = remembered.get(digest);
    if (!facts) continue;
    held.set(digest, facts);
    for (const child of facts.children ?? []) needed.add(child);
  }
  return held;
}
