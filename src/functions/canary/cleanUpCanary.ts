import type { Canary } from '../../domain/canary/canary';
import { CANARY_REPOSITORY, createCanaryArtifact, manifestsOf } from '../../domain/canary/canaryArtifact';
import { FerryError } from '../../domain/failures/errors';
import { manifestNameFor } from '../../domain/names';
import { redact } from '../../domain/redact';
import type { TransferReport } from '../../domain/report/report';
import { blobUri, type Route } from '../../domain/route';
import { END_NAMES } from '../../domain/runs/runFilter';
import type { CanaryDependencies } from './dependencies';

/** What stays of a canary, and why. */
type Left = NonNullable<Canary['left']>;

/**
 * Removes what a canary left in both registries, in both containers and in the ledger; again, it changes nothing. Pipeline runs stay:
 * they are its evidence, and go with others by the retention of the route.
 */
export async function cleanUpCanary(
  { registryContent, blobs, ledger }: Pick<CanaryDependencies, 'registryContent' | 'blobs' | 'ledger'>,
  route: Pick<Route, 'source' | 'target'>,
  canary: Pick<Canary, 'id' | 'route'>,
  report?: TransferReport,
): Promise<Left> {
  const left: Left = [];
  const attempt = async (what: string, remove: () => Promise<unknown>): Promise<void> => {
    try {
      await remove();
    } catch (error) {
      if (!(error instanceof FerryError)) throw error;
      left.push({ what, why: redact(`${error.message} ${error.remedy}`) });
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
    for (const digest of digests.toReversed()) {
      const what = `${end.registryName}: ${CANARY_REPOSITORY}@${digest}`;
      await attempt(what, () => registryContent.removeManifest(end, canary.route, CANARY_REPOSITORY, digest));
    }
    for (const blob of names) await attempt(blobUri(end, blob), () => blobs.remove(end, blob));
  }
  await attempt('the entries of the ledger', () => ledger.remove(canary.route, { repository: CANARY_REPOSITORY }));
  return left;
}
