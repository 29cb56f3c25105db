import { isStill, type ArrivedBlob } from '../../domain/arrivals/arrivedBlob';
import { MOST_MANIFEST_BYTES, readManifest } from '../../domain/arrivals/readManifest';
import {
  ArrivedBlobGoneError,
  ArrivedBlobReplacedError,
  ManifestMismatchError,
  ManifestUnreadableError,
} from '../../domain/failures/errors';
import type { Failure } from '../../domain/failures/failure';
import type { Batch } from '../../domain/plan';
import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';
import { arrivalOf } from './arrivalOf';

/** What one look found. Without any of the fields there is no manifest, or none yet. */
export interface ArrivalLook {
  /** What the manifest says that the blob holds. */
  batch?: Batch;
  /** Present where the blob has that length, and its Content-MD5 is not known: that proves nothing. */
  lengthAlone?: LengthAlone;
  /** What is wrong with the manifest that is there; another one may still come. */
  mistake?: Failure;
}

/** A version of a blob whose Content-MD5 nobody has told or computed. */
export interface LengthAlone {
  /** Address of the blob. */
  blob: string;
  etag: string;
  /** Bytes. */
  size: number;
}

/**
 * Looks whether the blob is still the one that arrived, and reads its manifest where there is one.
 *
 * @param input.mayBeGone  whether the registry has imported it, and may have removed it
 *
 * Errors: ArrivedBlobGoneError, ArrivedBlobReplacedError, those of Blobs and of the app's own store.
 */
export async function lookAtArrival(
  deps: Pick<ActivityDependencies, 'transfers' | 'blobs'>,
  input: OfTransfer & { mayBeGone?: true },
): Promise<ArrivalLook> {
  const { route, arrived, blob, manifest, manifestName } = await arrivalOf(deps, input);
  const there = await deps.blobs.head(route.target, arrived.name);
  if (!there && !input.mayBeGone) throw new ArrivedBlobGoneError(blob);
  if (there && !isStill(arrived, there)) throw new ArrivedBlobReplacedError(blob);
  const found = await deps.blobs.readSmall(route.target, manifestName, MOST_MANIFEST_BYTES);
  if (!found) return {};
  if (found.text === undefined) {
    const problem = `is larger than ${MOST_MANIFEST_BYTES} bytes, and no manifest of the app is`;
    return { mistake: new ManifestUnreadableError(manifest, problem).toFailure() };
  }
  const read = readManifest(found.text, arrived);
  if ('batch' in read) return { batch: read.batch, ...lengthAloneOf(arrived, blob) };
  const error =
    'mismatch' in read
      ? new ManifestMismatchError(blob, read.mismatch)
      : new ManifestUnreadableError(manifest, read.unreadable);
  return { mistake: error.toFailure() };
}

function lengthAloneOf({ contentMd5, etag = '', size }: ArrivedBlob, blob: string): Pick<ArrivalLook, 'lengthAlone'> {
  return contentMd5 === undefined ? { lengthAlone: { blob, etag, size } } : {};
}
