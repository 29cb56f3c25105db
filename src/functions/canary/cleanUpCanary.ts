import type { Canary } from '../../domain/canary/canary';
import { CANARY_REPOSITORY, createCanaryArtifact, manifestsOf } from '../../domain/canary/canaryArtifact';
import { FerryError } from '../../domain/failures/errors';
import { manifestNameFor } from '../../domain/names';
import { redact } from '../../domain/redact';
import type { TransferReport } from '../../domain/report/report';
import { blobUri, type Route } from '../../domain/route';
import { END_NAMES } from '../../domain/runs/runFilter';
import type { CanaryDependencies } from './dependencies';
import { isWeather } from './isWeather';

/** What stays of a canary, and why. */
type Left = NonNullable<Canary['left']>;

interface Thing {
  what: string;
  remove: () => Promise<unknown>;
}

/**
 * Removes what a canary left in both registries, in both containers and in the ledger; again, it changes nothing. Pipeline runs stay:
 * they are its evidence, and go with others by the retention of the route.
 *
 * @param waits  whether what passes by itself is thrown, so that the next look goes on, or told as what stays
 * Errors: where it waits, the first transient one.
 */
export async function cleanUpCanary(
  { registryContent, blobs, ledger }: Pick<CanaryDependencies, 'registryContent' | 'blobs' | 'ledger'>,
  route: Pick<Route, 'source' | 'target'>,
  canary: Pick<Canary, 'id' | 'route'>,
  { report, waits }: { report?: TransferReport; waits: boolean },
): Promise<Left> {
  const left: Left = [];
  /** Of one service: one that is away is not asked again for each thing, every time for as long as a request may take. */
  const removeAll = async (things: readonly Thing[]): Promise<void> => {
    let away: string | undefined;
    for (const { what, remove } of things) {
      try {
        if (away === undefined) await remove();
        else left.push({ what, why: away });
      } catch (error) {
        if (!(error instanceof FerryError) || (waits && isWeather(error))) throw error;
        const why = redact(`${error.message} ${error.remedy}`);
        if (isWeather(error)) away = why;
        left.push({ what, why });
      }
    }
  };
  // What points to others goes first: a registry may refuse to delete what is pointed to.
  const digests = manifestsOf(createCanaryArtifact(canary.id)).map(({ digest }) => digest);
  const names = (report?.batches ?? [])
    .flatMap((batch) => [batch, ...(batch.parts ?? [])])
    .flatMap(({ blob }) => (blob === undefined ? [] : [blob, manifestNameFor(blob)]));
  for (const name of END_NAMES) {
    const end = route[name];
    if (!end) continue;
    await removeAll(
      digests.toReversed().map((digest) => ({
        what: `${end.registryName}: ${CANARY_REPOSITORY}@${digest}`,
        remove: () => registryContent.removeManifest(end, canary.route, CANARY_REPOSITORY, digest),
      })),
    );
    await removeAll(names.map((blob) => ({ what: blobUri(end, blob), remove: () => blobs.remove(end, blob) })));
  }
  const entries = { repository: CANARY_REPOSITORY };
  await removeAll([{ what: 'the entries of the ledger', remove: () => ledger.remove(canary.route, entries) }]);
  return left;
}
