import {
  ArtifactNotDeliveredError,
  DigestMismatchError,
  NotVerifiedError,
  TagDriftedError,
} from '../../domain/failures/errors';
import { referenceTo, type Batch, type PlannedArtifact } from '../../domain/plan';
import type { Catalog } from '../../domain/ports/catalog';
import type { ArtifactReport } from '../../domain/report/report';
import type { Route, RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import { targetOf } from '../ends';
import { isLastWord } from '../lastWord';
import { mapConcurrently } from '../mapConcurrently';

const LOOKUPS_AT_ONCE = 5;

interface Refusals {
  acceptRefusals?: true;
}

type RouteToTarget = Route & { target: RouteEnd };

/**
 * Compares every artifact's digest in the target registry with the planned one: the only proof that it arrived. What may not
 * be read is reported when refusals are accepted; else the whole activity fails with it.
 */
export async function verifyArtifacts(
  deps: Pick<ActivityDependencies, 'routes' | 'catalog'>,
  input: Refusals & { route: string; batch: Batch },
): Promise<{ artifacts: ArtifactReport[] }> {
  const route = await targetOf(deps, input.route);
  const artifacts: ArtifactReport[] = [];
  await mapConcurrently(input.batch.artifacts, LOOKUPS_AT_ONCE, async (planned) => {
    artifacts.push(await verify(deps.catalog, route, planned, input));
  });
  return { artifacts };
}

async function verify(
  catalog: Catalog,
  route: RouteToTarget,
  planned: PlannedArtifact,
  refusals: Refusals,
): Promise<ArtifactReport> {
  const { artifact, digest: sourceDigest } = planned;
  const known = { artifact, sourceDigest };
  try {
    const targetDigest = await catalog.findDigest(route.target, route.name, referenceTo(planned));
    if (targetDigest === undefined) {
      const failure = new ArtifactNotDeliveredError(artifact, route.target.registryName).toFailure();
      return { ...known, outcome: 'missing', failure };
    }
    if (targetDigest === sourceDigest) return { ...known, outcome: 'delivered', targetDigest };
    return { ...known, targetDigest, ...(await explainOtherDigest(catalog, route, planned, targetDigest, refusals)) };
  } catch (error) {
    if (!isLastWord(error, refusals)) throw error;
    return { ...known, outcome: 'failed', failure: new NotVerifiedError(artifact, error.message).toFailure() };
  }
}

/** Another digest arrived: because the tag moved in the source, or because the target kept what it had? */
async function explainOtherDigest(
  catalog: Catalog,
  route: RouteToTarget,
  planned: PlannedArtifact,
  found: string,
  refusals: Refusals,
): Promise<Pick<ArtifactReport, 'outcome' | 'failure'>> {
  const { artifact, digest } = planned;
  return (await digestInSource(catalog, route, planned, refusals)) === digest
    ? { outcome: 'failed', failure: new DigestMismatchError(artifact, { planned: digest, found }).toFailure() }
    : { outcome: 'drifted', failure: new TagDriftedError(artifact, { planned: digest, arrived: found }).toFailure() };
}

/** The planned digest where the source may not be asked, or cannot be: all that is known is that the digests differ. */
async function digestInSource(
  catalog: Catalog,
  route: Route,
  planned: PlannedArtifact,
  refusals: Refusals,
): Promise<string | undefined> {
  if (!route.source) return planned.digest;
  return catalog.findDigest(route.source, route.name, referenceTo(planned)).catch((error: unknown) => {
    if (!isLastWord(error, refusals)) throw error;
    return planned.digest;
  });
}
