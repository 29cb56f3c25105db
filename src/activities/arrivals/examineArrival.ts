import { DEFAULT_ARRIVALS } from '../../domain/arrivals/arrivalSettings';
import { defectsOf, inWords, type Defect } from '../../domain/arrivals/defects';
import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';
import { arrivalOf } from './arrivalOf';
import { requireStill } from './requireStill';

/** What a registry's own import trigger would find amiss with a blob that arrived. */
export interface ExaminedArrival {
  /** Address of the blob. */
  blob: string;
  size: number;
  etag: string;
  defects: Defect[];
  /** The same, as the end of a sentence. */
  words: string;
  /** Of its content, as far as it is known: it may have been computed before. */
  contentMd5?: string;
  /** What an earlier orchestration of the transfer has begun to repair, or has repaired. */
  repaired?: Defect[];
  /** Present where an earlier one has begun to move the blob into quarantine, so that it may be gone. */
  isBeingMoved?: true;
  /** Present where it was just written, by the clock of the service: how long it stays so. */
  youngSeconds?: number;
}

/**
 * Looks what is amiss with a blob that arrived.
 *
 * Errors: ArrivedBlobGoneError, ArrivedBlobReplacedError, those of ArrivedBlobs and of the app's own store.
 */
export async function examineArrival(
  deps: Pick<ActivityDependencies, 'transfers' | 'arrivedBlobs'>,
  input: OfTransfer,
): Promise<ExaminedArrival> {
  const arrival = await arrivalOf(deps, input);
  const { arrived, blob, route } = arrival;
  const { defects: noted = [] } = (await deps.transfers.readRepair(input.transferId)) ?? {};
  const begun = noted.length > 0 ? noted : undefined;
  if (begun && route.arrivals?.onDefect === 'quarantine') {
    return { blob, size: arrived.size, etag: '', defects: begun, words: inWords(begun), isBeingMoved: true };
  }
  const there = await requireStill(deps, arrival, arrived);
  const defects = defectsOf(there);
  // Whoever brings a blob may write its headers and metadata right after it.
  const { settleSeconds } = { ...DEFAULT_ARRIVALS, ...route.arrivals };
  const ageSeconds = (Date.parse(there.seenAt) - Date.parse(there.lastModified)) / 1000;
  return {
    ...{ blob, size: there.size, etag: there.etag, defects, words: inWords(defects) },
    ...(arrived.contentMd5 !== undefined && { contentMd5: arrived.contentMd5 }),
    ...(begun && { repaired: begun }),
    ...(ageSeconds < settleSeconds && { youngSeconds: Math.min(settleSeconds, settleSeconds - ageSeconds) }),
  };
}
