import { formatArtifact, type ArtifactReference } from '../../domain/artifact';
import { ArtifactNotFoundError } from '../../domain/failures/errors';
import { createPlan, type Plan, type PlannedArtifact, type UnplannedArtifact } from '../../domain/plan';
import type { ActivityDependencies } from '../dependencies';
import { sourceOf } from '../ends';
import { isLastWord } from '../lastWord';
import { mapConcurrently } from '../mapConcurrently';

const LOOKUPS_AT_ONCE = 5;

/**
 * Resolves every artifact to its digest in the source registry. One that does not exist is reported with its failure; the
 * others are transferred. So is one that may not be read, when refusals are accepted; else the whole plan waits for it.
 */
export async function planTransfer(
  deps: Pick<ActivityDependencies, 'routes' | 'catalog'>,
  input: { route: string; artifacts: ArtifactReference[]; acceptRefusals?: true },
): Promise<Plan> {
  const { source } = await sourceOf(deps, input.route);
  const unplanned: UnplannedArtifact[] = [];
  const planned: PlannedArtifact[] = [];
  await mapConcurrently(input.artifacts, LOOKUPS_AT_ONCE, async (reference) => {
    const artifact = formatArtifact(reference);
    try {
      const digest = await deps.catalog.findDigest(source, input.route, reference);
      if (digest === undefined) throw new ArtifactNotFoundError(artifact, source.registryName);
      planned.push({ artifact, ...reference, digest });
    } catch (error) {
      if (!isLastWord(error, input)) throw error;
      unplanned.push({ artifact, failure: error.toFailure() });
    }
  });
  return createPlan(planned, unplanned);
}
