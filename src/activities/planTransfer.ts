import { formatArtifact, parseArtifact } from '../domain/artifact';
import { ArtifactNotFoundError, FerryError } from '../domain/failures/errors';
import { createPlan, type Plan, type PlannedArtifact, type UnplannedArtifact } from '../domain/plan';
import { wholeRoute, type ActivityDependencies } from './dependencies';
import { mapConcurrently } from './mapConcurrently';

const LOOKUPS_AT_ONCE = 5;

/**
 * Resolves every artifact to its digest in the source registry. One that does not exist, or may not be read, is
 * planned around: it does not sink the others.
 */
export function createPlanTransfer(deps: ActivityDependencies) {
  return async ({ route: routeName, artifacts }: { route: string; artifacts: string[] }): Promise<Plan> => {
    const { source } = await wholeRoute(deps, routeName);
    const unplanned: UnplannedArtifact[] = [];
    const planned: PlannedArtifact[] = [];
    await mapConcurrently(artifacts, LOOKUPS_AT_ONCE, async (text) => {
      try {
        const reference = parseArtifact(text);
        if ('problem' in reference) throw new ArtifactNotFoundError(text, source.registryName);
        const digest = await deps.catalog.findDigest(source, routeName, reference);
        if (digest === undefined) throw new ArtifactNotFoundError(text, source.registryName);
        planned.push({
          artifact: formatArtifact(reference),
          repository: reference.repository,
          ...(reference.tag !== undefined && { tag: reference.tag }),
          digest,
        });
      } catch (error) {
        if (!(error instanceof FerryError) || error.transient) throw error;
        unplanned.push({ artifact: text, failure: error.toFailure() });
      }
    });
    return createPlan(planned, unplanned);
  };
}
