import { isStill } from '../../domain/arrivals/arrivedBlob';
import { categoryOf, inWords, type Defect } from '../../domain/arrivals/defects';
import {
  metadataInQuarantine,
  quarantineNames,
  reasonInWords,
  tooLongForQuarantine,
  type QuarantineReason,
} from '../../domain/arrivals/quarantine';
import { MOST_MANIFEST_BYTES, readManifest } from '../../domain/arrivals/readManifest';
import { isCopyOf } from '../../domain/copy/exportedBlob';
import {
  ArrivedBlobDefectiveError,
  ArrivedBlobGoneError,
  ArrivedBlobReplacedError,
  ServiceUnavailableError,
} from '../../domain/failures/errors';
import type { Failure } from '../../domain/failures/failure';
import type { LookedAtBlob } from '../../domain/ports/arrivedBlobs';
import { blobUri, type RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';
import { arrivalOf, type Arrival } from './arrivalOf';

type Dependencies = Pick<ActivityDependencies, 'transfers' | 'blobs' | 'arrivedBlobs'>;

/** Whether it is done: the failure that the transfer ends with; or the service still copies. */
export type Quarantined = { isCopying: true } | { failure: Failure };

/**
 * Moves a blob that arrived into quarantine, its manifest along with it, and the reason beside it. Nothing is deleted of which the service
 * has not made a whole copy. May be cut off anywhere and done again; it is to be called until the service has copied.
 *
 * Errors: ArrivedBlobGoneError, ArrivedBlobReplacedError, those of Blobs, ArrivedBlobs and of the app's own store.
 *
 * @param input.foundAt  when the defects were found. ISO 8601, UTC
 */
export async function quarantineArrival(
  deps: Dependencies,
  { transferId, defects: found, foundAt }: OfTransfer & { defects: Defect[]; foundAt: string },
): Promise<Quarantined> {
  const { blobs, arrivedBlobs } = deps;
  const arrival = await arrivalOf(deps, { transferId });
  const { arrived, blob, manifestName, route } = arrival;
  const { target } = route;
  const names = quarantineNames(transferId, arrived.name);
  const why = tooLongForQuarantine(transferId, arrived.name);
  if (why !== undefined) return { failure: new ArrivedBlobDefectiveError(blob, inWords(found), { why }).toFailure() };
  // Whoever goes on with this finds the blob gone.
  const { defects } = await deps.transfers.keepRepair(transferId, { defects: found });
  const failure = new ArrivedBlobDefectiveError(blob, inWords(defects), {
    to: blobUri(target, names.blob),
    reason: blobUri(target, names.reason),
  }).toFailure();
  const reason = reasonInWords(blob, inWords(defects), blobUri(target, names.blob));

  const now = await arrivedBlobs.look(target, arrived.name);
  const there = now && isStill(arrived, now) ? now : undefined;
  if (there) {
    if (!(await isCopied(deps, target, { name: arrived.name, there, to: names.blob }))) return { isCopying: true };
  } else {
    const copy = await arrivedBlobs.look(target, names.blob);
    const wasMoved = copy !== undefined && isWhole(copy) && copy.size === arrived.size;
    if (!wasMoved) throw now ? new ArrivedBlobReplacedError(blob) : new ArrivedBlobGoneError(blob);
  }
  // Beside another blob it may be that one's.
  const manifest = now && !there ? undefined : await ownManifest(deps, arrival);
  if (manifest) {
    const move = { name: manifestName, there: manifest, to: names.manifest };
    if (!(await isCopied(deps, target, move))) return { isCopying: true };
  }
  if (there || !(await arrivedBlobs.look(target, names.reason))) {
    await blobs.putJson(
      target,
      names.reason,
      reasonOf(arrival, { transferId, foundAt, reason, nextStep: failure.nextStep, there }),
    );
  }
  if (there) await removeMoved(deps, target, arrived.name, there.etag);
  if (manifest) await removeMoved(deps, target, manifestName, manifest.etag);
  return { failure };
}

/** Copies one blob of a container, or finds it copied. @returns false while the service copies */
async function isCopied(
  { blobs, arrivedBlobs }: Dependencies,
  end: RouteEnd,
  { name, there, to }: { name: string; there: LookedAtBlob; to: string },
): Promise<boolean> {
  for (const isLast of [false, true]) {
    const copy = await arrivedBlobs.look(end, to);
    if (copy?.isCopying) return false;
    if (copy && isWhole(copy) && isCopyOf(copy, there)) return true;
    // A copy that failed is in the way of the next one.
    if (copy) await blobs.removeVersion(end, to, copy.etag);
    if (!isLast) await arrivedBlobs.startCopy(end, name, there.etag, to, metadataInQuarantine(there));
  }
  return false;
}

function isWhole({ isCopying, isCopyFailed }: LookedAtBlob): boolean {
  return !isCopying && !isCopyFailed;
}

/** The manifest beside the blob, unless it is that of another one. */
async function ownManifest(
  { blobs, arrivedBlobs }: Dependencies,
  { route: { target }, arrived, manifestName }: Arrival,
): Promise<LookedAtBlob | undefined> {
  const manifest = await blobs.readSmall(target, manifestName, MOST_MANIFEST_BYTES);
  if (manifest?.text === undefined || !('batch' in readManifest(manifest.text, arrived))) return undefined;
  const there = await arrivedBlobs.look(target, manifestName);
  return there?.etag === manifest.etag ? there : undefined;
}

async function removeMoved({ blobs }: Dependencies, end: RouteEnd, name: string, etag: string): Promise<void> {
  if (await blobs.removeVersion(end, name, etag)) return;
  throw new ServiceUnavailableError(`move ${blobUri(end, name)}`, { words: 'it was written to meanwhile.' });
}

function reasonOf(
  { arrived, blob: address, route }: Arrival,
  known: Pick<QuarantineReason, 'transferId' | 'foundAt' | 'reason' | 'nextStep'> & { there: LookedAtBlob | undefined },
): QuarantineReason {
  const { there, ...said } = known;
  const { size, contentMd5 } = arrived;
  const category = there && categoryOf(there.metadata);
  return {
    ...{ version: 1, ...said, route: route.name },
    blob: {
      ...{ address, size },
      ...(contentMd5 !== undefined && { contentMd5 }),
      ...(category !== undefined && { category }),
      ...(there && { lastModified: there.lastModified }),
    },
  };
}
