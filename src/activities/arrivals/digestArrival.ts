import { FerryError } from '../../domain/failures/errors';
import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';
import { startProgress } from '../timeBudget';
import { arrivalOf } from './arrivalOf';
import { requireStill } from './requireStill';
import { resumeMd5 } from './resumableMd5';

/** All that it holds of a blob in memory. */
const PIECE_BYTES = 8 * 1024 * 1024;

/** How much of a blob is read, and what is computed of it. */
export interface Digested {
  /** Bytes. */
  offset: number;
  /** What the next call goes on from; absent at the beginning. */
  saved?: string;
  /** Base64; present once all is read. */
  contentMd5?: string;
  /** Present where the blob is another version, of the same content. */
  isChanged?: true;
}

/**
 * Computes the Content-MD5 of one version of a blob, as far as its time allows; the next call goes on there.
 *
 * Errors: ArrivedBlobGoneError, ArrivedBlobReplacedError, those of ArrivedBlobs and of the app's own store; where it has read something,
 * what may pass is left to the next call.
 */
export async function digestArrival(
  deps: Pick<ActivityDependencies, 'transfers' | 'arrivedBlobs' | 'machine'>,
  { etag, size, from, ...input }: OfTransfer & { etag: string; size: number; from: Digested },
): Promise<Digested> {
  const progress = startProgress(deps.machine);
  const arrival = await arrivalOf(deps, input);
  const { target } = arrival.route;
  const resumed = await resumeMd5(from.saved);
  const md5 = resumed ?? (await resumeMd5());
  if (!md5) throw new Error('A new MD5 cannot be computed.');
  let offset = resumed ? from.offset : 0;
  try {
    while (offset < size && !progress.isTimeUp()) {
      const range = { offset, length: Math.min(PIECE_BYTES, size - offset) };
      const bytes = await deps.arrivedBlobs.readRange(target, arrival.arrived.name, etag, range);
      if (!bytes) {
        await requireStill(deps, arrival, arrival.arrived);
        return { offset: 0, isChanged: true };
      }
      md5.update(bytes);
      offset += bytes.length;
      progress.note();
    }
  } catch (error) {
    if (!progress.hasFound || !(error instanceof FerryError) || !error.transient) throw error;
  }
  return offset < size ? { offset, saved: md5.save() } : { offset, contentMd5: md5.digest() };
}
