import { formatArtifact, type ArtifactReference } from '../../domain/artifact';
import { ArtifactNotFoundError, FerryError } from '../../domain/failures/errors';
import { createPlan, type Plan, type PlannedArtifact, type UnplannedArtifact } from '../../domain/plan';
import type { ActivityDependencies } from '../dependencies';
import { sourceOf, type OfTransfer } from '../ends';
import { mapConcurrently } from '../mapConcurrently';

const LOOKUPS_AT_ONCE = 5;

/**
 * Resolves every artifact to its digest in the source registry. One that does not exist, or may not be read, is
 * reported with its failure; the others are transferred. A plan is made once: called again, it answers the first one.
 */
export async function planTransfer(
  deps: Pick<ActivityDependencies, 'transfers' | 'catalog'>,
  input: OfTransfer & { artifacts: ArtifactReference[] },
): Promise<Plan> {
  const earlier = await deps.transfers.readPlan(input.transferId);
  if (earlier) return earlier;
  const { source, name: route } = await sourceOf(deps, input);
  const unplanned: UnplannedArtifact[] = [];
  const planned: PlannedArtifact[] = [];
  await mapConcurrently(input.artifacts, LOOKUPS_AT_ONCE, async (reference) => {
    const artifact = formatArtifact(reference);
    try {
      const digest = await deps.catalog.findDigest(source, route, reference);
      if (digest === undefined) throw new ArtifactNotFoundError(artifact, source.registryName);
      planned.push({ artifact, ...reference, digest });
    } catch (error) {
      if (!(error instanceof FerryError) || error.transient) throw error;
      unplanned.push({ artifact, failure: error.toFailure() });
    }
  });
  return deps.transfers.keepPlan(input.transferId, createPlan(planned, unplanned));
}
