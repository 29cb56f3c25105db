import { parseArtifact } from '../../domain/artifact';
import { SourceUnverifiedError } from '../../domain/failures/errors';
import { inShort, type Failure } from '../../domain/failures/failure';
import type { ArtifactReport } from '../../domain/report/report';
import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';
import { isLastWord, type Refusals } from '../lastWord';
import { mapConcurrently } from '../mapConcurrently';
import { arrivalOf, type Arrival } from './arrivalOf';

const LOOKUPS_AT_ONCE = 5;
/** A run imports at most 50; what the service answers goes through durable state. */
const MOST_NAMES = 200;

/** What is known of a blob that was imported without a manifest. */
export interface ImportedArtifacts {
  artifacts: ArtifactReport[];
  /** Why nothing of it is verified. */
  failure: Failure;
}

/**
 * Lists what an import run says that it imported, with the digests that the target registry has. A run need not say it: then nothing is
 * listed.
 */
export async function listImported(
  deps: Pick<ActivityDependencies, 'transfers' | 'pipelines' | 'catalog'>,
  input: Refusals & OfTransfer & { runName: string; waitedMinutes: number },
): Promise<ImportedArtifacts> {
  const arrival = await arrivalOf(deps, input);
  const { blob, manifest, route } = arrival;
  const failure = new SourceUnverifiedError(blob, manifest, input.waitedMinutes).toFailure();
  const { importedArtifacts = [] } = (await deps.pipelines.getRun(route.target, input.runName)) ?? {};
  const names = [...new Set(importedArtifacts)].slice(0, MOST_NAMES);
  const artifacts: ArtifactReport[] = [];
  await mapConcurrently(names, LOOKUPS_AT_ONCE, async (artifact) => {
    artifacts.push(await lookUp(deps, arrival, artifact, { ...input, failure }));
  });
  return { artifacts, failure };
}

async function lookUp(
  { catalog }: Pick<ActivityDependencies, 'catalog'>,
  { route: { target, name: route } }: Arrival,
  artifact: string,
  { failure, ...refusals }: Refusals & { failure: Failure },
): Promise<ArtifactReport> {
  const unverified = { artifact, outcome: 'unverified', failure: inShort(failure) } as const;
  const reference = /[:@]/.test(artifact) ? parseArtifact(artifact) : undefined;
  // A bare repository may mean anything in it.
  if (!reference || 'problem' in reference) return unverified;
  try {
    // One that is not found may only not be found yet: nothing is told of it either way.
    const targetDigest = await catalog.findDigest(target, route, reference);
    return { ...unverified, ...(targetDigest !== undefined && { targetDigest }) };
  } catch (error) {
    if (!isLastWord(error, refusals)) throw error;
    return unverified;
  }
}
