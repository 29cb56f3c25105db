import {
  ArtifactIncompleteInSourceError,
  ArtifactNotFoundError,
  ExportUnconfirmedError,
  FerryError,
  TagDriftedError,
} from '../../domain/failures/errors';
import { describeLacking } from '../../domain/image/lacking';
import { listParts, shorten, withoutLeftOut } from '../../domain/image/partList';
import { referenceTo, type Batch, type PlannedArtifact } from '../../domain/plan';
import { reportPlanned, type ArtifactReport } from '../../domain/report/report';
import type { RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import { sourceOf, type OfTransfer } from '../ends';
import { isLastWord, type Refusals } from '../lastWord';
import { isBegun, type BegunLook } from '../parts/begunLook';
import { lookAtArtifacts } from '../parts/lookAtArtifacts';
import type { FoundParts } from '../parts/lookForParts';
import { MOST_UNKNOWN, type VerifiedArtifacts } from './verifyArtifacts';

/**
 * Looks in the source registry, after the export run, whether every artifact still is the planned digest, and all that it stands
 * for is there: where there is no target to ask, all that can be known of what was exported. What may not be read is reported when
 * refusals are accepted; else the whole activity fails with it.
 *
 * @param input.begun  where an earlier call for this batch ended
 */
export async function confirmExported(
  deps: Pick<ActivityDependencies, 'transfers' | 'budgetedCatalog' | 'pages' | 'machine'>,
  input: Refusals & OfTransfer & { batch: Batch; begun?: BegunLook },
): Promise<VerifiedArtifacts> {
  const { source, name: route } = await sourceOf(deps, input);
  const artifacts: ArtifactReport[] = [];
  const looking = { ...deps, catalog: deps.budgetedCatalog };
  const unfinished = await lookAtArtifacts(looking, { ...input, end: source, route }, input.batch.artifacts, {
    async resolve(planned) {
      if (isBegun(input.begun, planned.artifact)) return planned;
      try {
        const now = await looking.catalog.findDigest(source, route, referenceTo(planned));
        if (now === planned.digest) return planned;
        artifacts.push(reportMoved(planned, now, source));
      } catch (error) {
        if (!isLastWord(error, input)) throw error;
        artifacts.push(reportUnknown(planned, error));
      }
      return undefined;
    },
    tell: (planned, found) =>
      artifacts.push(found instanceof FerryError ? reportUnknown(planned, found) : reportParts(planned, found, source)),
  });
  return { artifacts, ...(unfinished && { unfinished }) };
}

function reportMoved(planned: PlannedArtifact, now: string | undefined, { registryName }: RouteEnd): ArtifactReport {
  const { artifact, digest } = planned;
  const failure =
    now === undefined
      ? new ArtifactNotFoundError(artifact, registryName, true)
      : new TagDriftedError(artifact, { planned: digest, now });
  return {
    ...reportPlanned(planned),
    outcome: now === undefined ? 'missing' : 'drifted',
    failure: failure.toFailure(),
  };
}

function reportUnknown(planned: PlannedArtifact, { message }: FerryError): ArtifactReport {
  const failure = new ExportUnconfirmedError(planned.artifact, message).toFailure();
  return { ...reportPlanned(planned), outcome: 'failed', failure };
}

function reportParts(
  planned: PlannedArtifact,
  { absent, opaque }: FoundParts,
  { registryName }: RouteEnd,
): ArtifactReport {
  const known = reportPlanned(planned);
  const lacking = withoutLeftOut(absent, planned.leftOut);
  if (lacking.length > 0) {
    const failure = new ArtifactIncompleteInSourceError(planned.artifact, registryName, describeLacking(lacking));
    return { ...known, outcome: 'incomplete', failure: failure.toFailure() };
  }
  const unknown = listParts(opaque);
  return { ...known, outcome: 'exported', ...(unknown && { unknownManifests: shorten(unknown, MOST_UNKNOWN) }) };
}
