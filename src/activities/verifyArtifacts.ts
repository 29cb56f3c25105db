import {
  ArtifactNotDeliveredError,
  DigestMismatchError,
  FerryError,
  NotVerifiedError,
  TagDriftedError,
} from '../domain/failures/errors';
import type { Batch, PlannedArtifact } from '../domain/plan';
import type { ArtifactReport } from '../domain/report';
import { wholeRoute, type ActivityDependencies, type WholeRoute } from './dependencies';
import { mapConcurrently } from './mapConcurrently';

const LOOKUPS_AT_ONCE = 5;

/** Compares every artifact's digest in the target registry with the planned one: the only proof that it arrived. */
export function createVerifyArtifacts(deps: ActivityDependencies) {
  return async (input: { route: string; batch: Batch }): Promise<{ artifacts: ArtifactReport[] }> => {
    const route = await wholeRoute(deps, input.route);
    const artifacts: ArtifactReport[] = [];
    await mapConcurrently(input.batch.artifacts, LOOKUPS_AT_ONCE, async (planned) => {
      artifacts.push(await verify(route, planned));
    });
    return { artifacts };
  };

  async function verify(route: WholeRoute, planned: PlannedArtifact): Promise<ArtifactReport> {
    const { artifact, digest: sourceDigest } = planned;
    const known = { artifact, sourceDigest };
    try {
      const targetDigest = await deps.catalog.findDigest(route.target, route.name, lookupOf(planned));
      if (targetDigest === undefined) {
        const failure = new ArtifactNotDeliveredError(artifact, route.target.registryName).toFailure();
        return { ...known, outcome: 'missing', failure };
      }
      if (targetDigest === sourceDigest) return { ...known, outcome: 'delivered', targetDigest };
      return { ...known, targetDigest, ...(await explainOtherDigest(route, planned, targetDigest)) };
    } catch (error) {
      if (!(error instanceof FerryError) || error.transient) throw error;
      return { ...known, outcome: 'failed', failure: new NotVerifiedError(artifact, error.message).toFailure() };
    }
  }

  /** Another digest arrived: because the tag moved in the source, or because the target kept what it had? */
  async function explainOtherDigest(
    route: WholeRoute,
    planned: PlannedArtifact,
    found: string,
  ): Promise<Pick<ArtifactReport, 'outcome' | 'failure'>> {
    const { artifact, digest } = planned;
    const now = await deps.catalog.findDigest(route.source, route.name, lookupOf(planned)).catch((error: unknown) => {
      if (!(error instanceof FerryError) || error.transient) throw error;
      return digest; // It may not be asked: all that is known is that the digests differ.
    });
    return now === digest
      ? { outcome: 'failed', failure: new DigestMismatchError(artifact, { planned: digest, found }).toFailure() }
      : { outcome: 'drifted', failure: new TagDriftedError(artifact, { planned: digest, arrived: found }).toFailure() };
  }
}

function lookupOf({ repository, tag, digest }: PlannedArtifact) {
  return tag === undefined ? { repository, digest } : { repository, tag };
}
