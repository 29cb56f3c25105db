import { isStill } from '../../domain/arrivals/arrivedBlob';
import { MOST_MANIFEST_BYTES, readManifest } from '../../domain/arrivals/readManifest';
import { FerryError } from '../../domain/failures/errors';
import type { LeftBehind } from '../../domain/report/report';
import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';
import { arrivalOf, type Arrival } from './arrivalOf';

type Dependencies = Pick<ActivityDependencies, 'transfers' | 'blobs'>;

/**
 * Removes a blob that arrived, and its manifest, once all of it is verified, and stores what is left and why. What has taken the place
 * of one of them meanwhile is another arrival's: it stays.
 *
 * Errors: whatever is worth another try; what was found until then is stored.
 *
 * @param input.batch  the name of the batch, whose result is stored
 */
export async function removeArrival(
  deps: Dependencies,
  input: OfTransfer & { batch: string },
): Promise<{ left: number }> {
  const { transferId, batch } = input;
  const arrival = await arrivalOf(deps, input);
  const result = await deps.transfers.readBatchResult(transferId, batch);
  if (!result) throw new Error(`The batch ${batch} of the transfer ${transferId} has no result.`);
  const keep = reasonToKeep(result.report.outcome, arrival.route.keepBlobs);
  const left: LeftBehind[] = [];
  let error: FerryError | undefined;
  try {
    left.push(...(keep === undefined ? await removeBoth(deps, arrival, batch) : await listBoth(deps, arrival, keep)));
  } catch (thrown) {
    if (!(thrown instanceof FerryError)) throw thrown;
    error = thrown;
    left.push(...[arrival.blob, arrival.manifest].map((blob) => ({ blob, why: thrown.message })));
  }
  const failures = error ? [error.toFailure()] : [];
  await deps.transfers.writeCleanUp(transferId, batch, { left, failures });
  if (error?.transient || error?.mayPassSoon) throw error;
  return { left: left.length };
}

function reasonToKeep(outcome: string, keepBlobs: boolean): string | undefined {
  if (outcome !== 'succeeded') return 'Not all that it holds is verified.';
  return keepBlobs ? 'The route says keepBlobs.' : undefined;
}

async function listBoth({ blobs }: Dependencies, arrival: Arrival, why: string): Promise<LeftBehind[]> {
  const { route, arrived, blob, manifest, manifestName } = arrival;
  const heads = await Promise.all([arrived.name, manifestName].map((name) => blobs.head(route.target, name)));
  return [blob, manifest].filter((_, index) => heads[index]).map((one) => ({ blob: one, why }));
}

async function removeBoth({ blobs }: Dependencies, arrival: Arrival, batch: string): Promise<LeftBehind[]> {
  const { route, arrived, manifestName } = arrival;
  const there = await blobs.head(route.target, arrived.name);
  if (there && isStill(arrived, there)) await blobs.removeVersion(route.target, arrived.name, there.etag);
  const manifest = await blobs.readSmall(route.target, manifestName, MOST_MANIFEST_BYTES);
  const read = manifest?.text === undefined ? undefined : readManifest(manifest.text, arrived);
  const isOwn = read !== undefined && 'batch' in read && read.batch.name === batch;
  if (manifest && isOwn) await blobs.removeVersion(route.target, manifestName, manifest.etag);
  return [];
}
