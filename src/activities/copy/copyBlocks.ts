import { GRACE_MS, stageBlocks } from './stageBlocks';
import { blocksBetween, missingBlocks } from '../../domain/copy/blockPlan';
import type { BlockRange, CopyPlan, CopyStrategyName } from '../../domain/copy/copyPlan';
import {
  CopySourceRefusedError,
  CopySourceUnavailableError,
  ServiceUnavailableError,
  type FerryError,
} from '../../domain/failures/errors';
import { CANCELED, type Canceled } from '../../domain/failures/ending';
import type { ExportedBlob } from '../../domain/copy/exportedBlob';
import type { Failure } from '../../domain/failures/failure';
import { blobUri } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import { bothEnds, type OfTransfer } from '../ends';

/** What became of a range of blocks. */
export interface CopiedRange {
  /** False when the activity's time was up: the same range again copies the rest. */
  complete: boolean;
  /** Blocks that this call staged. */
  copied: number;
  /** Seconds that the service asks to wait before the rest. */
  retryAfterSeconds?: number;
  /** When it asked for that; ISO 8601, UTC. Earlier versions did not say it. */
  triedAt?: string;
  /** Why the target's storage cannot read the source; only with `mayFallBack`. */
  refused?: Failure;
}

const MIB = 1024 * 1024;
/** Together with the grace of blocks in flight, an activity stays below two minutes: a Consumption app is killed at five. */
const BUDGET_MS = 90_000;

/**
 * Copies a range of blocks, leaving out those that are staged already: whoever staged them, their ids show that they
 * come from this version of the source.
 */
export async function copyBlocks(
  deps: Pick<ActivityDependencies, 'blockLists' | 'copyStrategies' | 'transfers' | 'machine'>,
  input: OfTransfer & {
    blob: ExportedBlob;
    plan: CopyPlan;
    range: BlockRange;
    /** Whether a refusal by the source is returned instead of thrown. */
    mayFallBack: boolean;
  },
): Promise<CopiedRange | Canceled> {
  const { transferId, blob, plan, range, mayFallBack } = input;
  const { source, target, copy } = await bothEnds(deps, input);
  const staged = await deps.blockLists.staged(target, blob.name);
  const missing = missingBlocks(blocksBetween(plan, blob.etag, range.first, range.last), staged);
  if (missing.length === 0) {
    return (await deps.transfers.isCancelRequested(transferId)) ? CANCELED : { complete: true, copied: 0 };
  }
  try {
    const stage = await deps.copyStrategies[plan.strategy]({ source, target, blob });
    const result = await stageBlocks(deps.machine, missing, stage, {
      concurrency: plan.strategy === 'relay' ? copy.relayConcurrency : copy.concurrency,
      budgetMs: BUDGET_MS,
      shouldStop: () => deps.transfers.isCancelRequested(transferId),
      ...(copy.bandwidthMiBps !== undefined && { bytesPerSecond: (copy.bandwidthMiBps * MIB) / plan.lanes }),
    });
    const { staged: copied, complete, stopped, lastSetback, retryAfterSeconds } = result;
    if (stopped) return CANCELED;
    const mustWait = retryAfterSeconds !== undefined;
    if (copied === 0 && !complete && !mustWait)
      throw lastSetback ?? noneCopied(plan.strategy, blobUri(target, blob.name));
    return {
      complete,
      copied,
      ...(mustWait && { retryAfterSeconds, triedAt: new Date(deps.machine.now()).toISOString() }),
    };
  } catch (error) {
    const refused = error instanceof CopySourceRefusedError || error instanceof CopySourceUnavailableError;
    if (!refused || !mayFallBack) throw error;
    return { complete: false, copied: 0, refused: error.toFailure() };
  }
}

/** A target that waits for a source that does not answer gives no answer itself, so there is no service error to report. */
function noneCopied(strategy: CopyStrategyName, uri: string): FerryError {
  const said = { words: `no block was answered within ${(BUDGET_MS + GRACE_MS) / 1000} s.` };
  const Unavailable = strategy === 'server' ? CopySourceUnavailableError : ServiceUnavailableError;
  return new Unavailable(`copy blocks to ${uri}`, said);
}
