import {
  ArtifactIncompleteError,
  ArtifactNotDeliveredError,
  DigestMismatchError,
  FerryError,
  NotVerifiedError,
  TagDriftedError,
} from '../../domain/failures/errors';
import { describeLacking } from '../../domain/image/lacking';
import { listParts, shorten, withoutLeftOut } from '../../domain/image/partList';
import { referenceTo, type Batch, type PlannedArtifact } from '../../domain/plan';
import type { Catalog } from '../../domain/ports/catalog';
import { reportPlanned, type ArtifactReport } from '../../domain/report/report';
import type { Route, RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import { targetOf, type OfTransfer } from '../ends';
import { isLastWord, type Refusals } from '../lastWord';
import { isBegun, type BegunLook, type Unfinished } from '../parts/begunLook';
import { lookAtArtifacts } from '../parts/lookAtArtifacts';
import type { FoundParts } from '../parts/lookForParts';

/** What the activity answers goes through durable state. */
export const MOST_UNKNOWN = 2;

type RouteToTarget = Route & { target: RouteEnd };

/** What became of artifacts, perhaps of some of them only. */
export interface VerifiedArtifacts {
  artifacts: ArtifactReport[];
  /** The artifacts that it does not report on are left for another call. */
  unfinished?: Unfinished;
}

/**
 * Compares every artifact's digest in the target registry with the planned one, and looks there for all that the digest
 * stands for, but what was left out on purpose: the only proof that it arrived. What may not be read is reported when
 * refusals are accepted; else the whole activity fails with it.
 *
 * @param input.begun  where an earlier call for this batch ended
 */
export async function verifyArtifacts(
  deps: Pick<ActivityDependencies, 'transfers' | 'catalog' | 'pages' | 'machine'>,
  input: Refusals & OfTransfer & { batch: Batch; begun?: BegunLook },
): Promise<VerifiedArtifacts> {
  const route = await targetOf(deps, input);
  const { target, name } = route;
  const artifacts: ArtifactReport[] = [];
  const unfinished = await lookAtArtifacts(deps, { ...input, end: target, route: name }, input.batch.artifacts, {
    async resolve(planned) {
      if (isBegun(input.begun, planned.artifact)) return planned;
      const report = await compareDigests(deps.catalog, route, planned, input);
      if (report.outcome === 'delivered') return planned;
      artifacts.push(report);
      return undefined;
    },
    tell: (planned, found) => artifacts.push(reportParts(planned, found, target)),
  });
  return { artifacts, ...(unfinished && { unfinished }) };
}

/** `delivered` here means the digest alone. */
async function compareDigests(
  catalog: Catalog,
  route: RouteToTarget,
  planned: PlannedArtifact,
  refusals: Refusals,
): Promise<ArtifactReport> {
  const { artifact, digest } = planned;
  const known = reportPlanned(planned);
  try {
    const targetDigest = await catalog.findDigest(route.target, route.name, referenceTo(planned));
    if (targetDigest === undefined) {
      const failure = new ArtifactNotDeliveredError(artifact, { succeededIn: route.target.registryName }).toFailure();
      return { ...known, outcome: 'missing', failure };
    }
    if (targetDigest === digest) return { ...known, outcome: 'delivered', targetDigest };
    return { ...known, targetDigest, ...(await explainOtherDigest(catalog, route, planned, targetDigest, refusals)) };
  } catch (error) {
    if (!isLastWord(error, refusals)) throw error;
    return { ...known, outcome: 'failed', failure: new NotVerifiedError(artifact, error.message).toFailure() };
  }
}

function reportParts(planned: PlannedArtifact, found: FoundParts | FerryError, target: RouteEnd): ArtifactReport {
  const { artifact, digest, leftOut } = planned;
  const known = { ...reportPlanned(planned), targetDigest: digest };
  if (found instanceof FerryError) {
    return { ...known, outcome: 'failed', failure: new NotVerifiedError(artifact, found.message).toFailure() };
  }
  const missing = withoutLeftOut(found.absent, leftOut);
  if (missing.length > 0) {
    const failure = new ArtifactIncompleteError(artifact, target.registryName, describeLacking(missing)).toFailure();
    return { ...known, outcome: 'incomplete', failure };
  }
  const opaque = listParts(found.opaque);
  return { ...known, outcome: 'delivered', ...(opaque && { unknownManifests: shorten(opaque, MOST_UNKNOWN) }) };
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
