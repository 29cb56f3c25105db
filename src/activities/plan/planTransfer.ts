import { formatArtifact, type ArtifactReference } from '../../domain/artifact';
import {
  ArtifactIncompleteInSourceError,
  ArtifactNotFoundError,
  FerryError,
  TagDriftedError,
} from '../../domain/failures/errors';
import { describeLacking } from '../../domain/image/lacking';
import { listParts } from '../../domain/image/partList';
import { createPlan, type Plan, type PlannedArtifact, type UnplannedArtifact } from '../../domain/plan';
import type { Catalog } from '../../domain/ports/catalog';
import type { RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import { sourceOf, type OfTransfer } from '../ends';
import { isLastWord } from '../lastWord';
import { isBegun, type BegunLook, type Unfinished } from '../parts/begunLook';
import { lookAtArtifacts } from '../parts/lookAtArtifacts';
import type { FoundParts } from '../parts/lookForParts';

/** A plan, perhaps for some of the artifacts only. */
export interface PlannedPart extends Plan {
  /** The artifacts of which the plan says nothing are left for another call. */
  unfinished?: Unfinished;
}

/**
 * Resolves every artifact to its digest in the source registry, and looks there for all that the digest stands for. One
 * that does not exist, is not whole, or whose tag is not the digest that was asked for, is reported with its failure; the others are transferred. So is one that may not be
 * read, when refusals are accepted; else the whole plan waits for it. Foreign layers that the source does not hold are left
 * out, and the plan says so.
 *
 * @param input.begun  where an earlier call for these artifacts ended
 */
export async function planTransfer(
  deps: Pick<ActivityDependencies, 'transfers' | 'budgetedCatalog' | 'pages' | 'machine'>,
  input: OfTransfer & { artifacts: ArtifactReference[]; begun?: BegunLook; acceptRefusals?: true },
): Promise<PlannedPart> {
  const { source, name: route } = await sourceOf(deps, input);
  const planned: PlannedArtifact[] = [];
  const unplanned: UnplannedArtifact[] = [];
  const leave = (artifact: string, error: FerryError): void => {
    unplanned.push({ artifact, failure: error.toFailure() });
  };
  const looking = { ...deps, catalog: deps.budgetedCatalog };
  const unfinished = await lookAtArtifacts(looking, { ...input, end: source, route }, input.artifacts, {
    async resolve(reference) {
      const artifact = formatArtifact(reference);
      if (isBegun(input.begun, artifact)) return { artifact, ...reference, digest: input.begun.digest };
      try {
        return { artifact, ...reference, digest: await findDigest(looking.catalog, source, route, reference) };
      } catch (error) {
        if (!isLastWord(error, input)) throw error;
        leave(artifact, error);
        return undefined;
      }
    },
    tell(artifact, parts) {
      const whole = parts instanceof FerryError ? parts : planWhole(artifact, parts, source);
      if (whole instanceof FerryError) leave(artifact.artifact, whole);
      else planned.push(whole);
    },
  });
  return { ...createPlan(planned, unplanned), ...(unfinished && { unfinished }) };
}

async function findDigest(
  catalog: Catalog,
  source: RouteEnd,
  route: string,
  reference: ArtifactReference,
): Promise<string> {
  const digest = await catalog.findDigest(source, route, reference);
  const artifact = formatArtifact(reference);
  if (digest === undefined) throw new ArtifactNotFoundError(artifact, source.registryName);
  if ('digest' in reference && reference.digest !== digest) {
    throw new TagDriftedError(artifact, { askedFor: reference.digest, found: digest });
  }
  return digest;
}

function planWhole(
  planned: PlannedArtifact,
  { absent }: FoundParts,
  { registryName }: RouteEnd,
): PlannedArtifact | ArtifactIncompleteInSourceError {
  const lacking = absent.filter(({ foreign }) => !foreign);
  if (lacking.length > 0) {
    return new ArtifactIncompleteInSourceError(planned.artifact, registryName, describeLacking(lacking));
  }
  const leftOut = listParts(absent);
  return { ...planned, ...(leftOut && { leftOut }) };
}
