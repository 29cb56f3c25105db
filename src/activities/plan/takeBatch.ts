import type { Batch } from '../../domain/plan';
import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';

/** Batches of an earlier life that one call passes over. */
const MOST_LOOKS = 200;

/** What a lane runs next. */
export interface TakenBatch {
  /** Absent where there is none left, or none is to be begun any more. */
  batch?: Batch;
  /** Where the lane looks for its next one. */
  next: number;
}

/**
 * Gives a lane of a transfer the first batch, from a number on, that no other lane has taken. The same turn again gets the
 * same batch.
 *
 * @param input.life  claims of another life of the transfer do not count
 */
export async function takeBatch(
  { transfers, pages }: Pick<ActivityDependencies, 'transfers' | 'pages'>,
  input: OfTransfer & { from: number; batches: number; lane: number; turn: number; life?: string },
): Promise<TakenBatch> {
  const { transferId, from, batches, lane, turn, life = 'first' } = input;
  const isOver = (await transfers.isCancelRequested(transferId)) || (await pages.readPage(transferId, 'stops', 0));
  if (isOver) return { next: batches };
  for (let number = from; number < batches; number += 1) {
    if (number - from >= MOST_LOOKS) return { next: number };
    const claim = await pages.keepPage(transferId, 'claims', `${life}-${number}`, { lane, turn });
    if (claim.lane !== lane || claim.turn !== turn) continue;
    const batch = await pages.readPage(transferId, 'batches', number);
    if (!batch) throw new Error(`The plan of the transfer ${transferId} has no batch ${number}.`);
    return { batch, next: number + 1 };
  }
  return { next: batches };
}
