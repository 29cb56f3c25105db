import type { OrchestrationContext } from 'durable-functions';
import type { UpkeepFailures } from '../domain/report/cleanUp';
import type { BatchInput } from './batchInput';
import { callRegardless } from './call';
import type { Steps } from './steps';

/** What cannot be removed soon is reported: a report must not wait for somebody else's lease. */
const CLEAN_UP_MINUTES = 10;

/**
 * Notes in the ledger what a batch delivered, whose result is stored, and removes what nobody needs of it any more.
 *
 * @param remove  the activity that removes
 */
export function* lookAfterBatch(
  context: OrchestrationContext,
  input: Pick<BatchInput, 'transferId' | 'batch' | 'patience'>,
  remove: 'cleanUp' | 'removeArrival',
): Steps<UpkeepFailures> {
  const own = { transferId: input.transferId, batch: input.batch.name };
  // What is delivered stays so: a ledger that lacks it only has it delivered again.
  const recorded = yield* callRegardless(context, 'recordDelivered', own, input);
  const patience = { ...input.patience, stepMinutes: CLEAN_UP_MINUTES };
  const removed = yield* callRegardless(context, remove, own, { patience });
  return {
    ...(recorded.end === 'failed' && { ledgerFailure: recorded.failure }),
    ...(removed.end === 'failed' && { cleanUpFailure: removed.failure }),
  };
}
