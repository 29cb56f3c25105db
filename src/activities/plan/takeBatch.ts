import type { Batch } from '../../domain/plan';
import { pipelineRunName } from '../../domain/names';
import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';

/** Batches of an earlier life that one call passes over. */
const MOST_LOOKS = 200;

type Dependencies = Pick<ActivityDependencies, 'transfers' | 'pages'>;

/** What a lane runs next. */
export interface TakenBatch {
  /** Absent where there is none left, or none is to be begun any more. */
  batch?: Batch;
  /** Where the lane looks for its next one. */
  next: number;
}

/**
 * Gives a lane of a transfer the first batch, from a number on, that no other lane has taken and that an earlier life has
 * not ended. The same turn again gets the same batch. Where no further batch is to be begun, those that an earlier life has
 * begun are still given: their runs are to be told of, and their blobs looked after.
 *
 * @param input.life  claims of another life of the transfer do not count
 */
export async function takeBatch(
  deps: Dependencies,
  input: OfTransfer & { from: number; batches: number; lane: number; turn: number; life?: string },
): Promise<TakenBatch> {
  const { transferId, from, batches, lane, turn, life = 'first' } = input;
  const beginsNone =
    (await deps.transfers.isCancelRequested(transferId)) ||
    (await deps.pages.readPage(transferId, 'stops', 0)) !== undefined;
  if (beginsNone && input.life === undefined) return { next: batches };
  for (let number = from; number < batches; number += 1) {
    if (number - from >= MOST_LOOKS) return { next: number };
    const claim = await deps.pages.keepPage(transferId, 'claims', `${life}-${number}`, { lane, turn });
    if (claim.lane !== lane || claim.turn !== turn) continue;
    const batch = await deps.pages.readPage(transferId, 'batches', number);
    if (!batch) throw new Error(`The plan of the transfer ${transferId} has no batch ${number}.`);
    if (beginsNone && !(await isBegun(deps, transferId, batch))) continue;
    if (input.life === undefined || !(await isOver(deps, transferId, batch))) return { batch, next: number + 1 };
  }
  return { next: batches };
}

/** A batch is begun with its export run. */
function isBegun({ transfers }: Dependencies, transferId: string, { name }: Batch): Promise<boolean> {
  return transfers.isRunNoted(transferId, pipelineRunName('export', transferId, name, 1));
}

/** What was cleaned up needs nothing any more. */
async function isOver({ transfers }: Dependencies, transferId: string, { name }: Batch): Promise<boolean> {
  const [result, cleanUp] = await Promise.all([
    transfers.readBatchResult(transferId, name),
    transfers.readCleanUp(transferId, name),
  ]);
  return result !== undefined && cleanUp !== undefined;
}
