import { failed } from '../../domain/failures/ending';
import type { Failure } from '../../domain/failures/failure';
import type { Batch, StoredPlan } from '../../domain/plan';
import type { TransferStore } from '../../domain/ports/transferStore';
import { endedBatch, type BatchResult } from '../../domain/report/batchResult';
import {
  composeReport,
  reportArtifacts,
  type CleanedBatch,
  type EndedTransfer,
} from '../../domain/report/composeReport';
import type { TransferOutcome } from '../../domain/report/report';
import { logEvent } from '../../domain/telemetry/logEvent';
import { transferEnded } from '../../domain/telemetry/transferEnded';
import type { ActivityDependencies } from '../dependencies';
import { explainFailures } from './explainFailures';
import { keepArtifactPages } from './keepArtifactPages';
import { readStoredBatches } from './readStoredBatches';
import { readUpkeep } from './readUpkeep';

type Dependencies = Pick<ActivityDependencies, 'transfers' | 'pages'>;
type All = Dependencies & Pick<ActivityDependencies, 'doctor' | 'machine' | 'log'>;

/** A batch whose orchestration has ended. */
export interface EndedBatch {
  batch: Batch;
  /** What it found, where it could not store that. */
  result?: BatchResult;
  /** Why it may have stored no result. */
  failure?: Failure;
  /** Why what it delivered may not be in the ledger. */
  ledgerFailure?: Failure;
  /** Why it may have stored nothing about what it left behind. */
  cleanUpFailure?: Failure;
}

/**
 * Puts the report together from what the batches stored, and writes it, which ends the transfer for every reader; then
 * its line of the index, and a line of the log.
 *
 * @param input.stored  the plan, where its batches were kept one by one; then `batches` is empty
 */
export async function writeReport(
  { transfers, pages, doctor, machine, log }: All,
  input: { transfer: EndedTransfer; batches: EndedBatch[]; stored?: StoredPlan },
): Promise<{ outcome: TransferOutcome }> {
  let { transfer } = input;
  const { transferId } = transfer;
  const cleaned: CleanedBatch[] = [];
  for (const ended of input.batches) cleaned.push(await foundBy({ transfers, pages }, transferId, ended));
  if (input.stored) {
    const found = await readStoredBatches(
      { transfers, pages },
      transferId,
      input.stored,
      transfer.wouldTransfer === undefined,
      transfer.failures[0],
    );
    cleaned.push(...found.batches);
    transfer = { ...transfer, ...found.transfer, unplanned: [...transfer.unplanned, ...found.skipped] };
  }
  const composed = composeReport(transfer, cleaned);
  const report = await explainFailures({ doctor, transfers, machine }, composed, transfer.findings);
  if (report.more) await keepArtifactPages(pages, transferId, reportArtifacts(transfer, cleaned));
  await transfers.writeReport(report);
  const record = await transfers.find(report.id);
  if (record) await transfers.index(record, report.outcome);
  log?.info(logEvent('transferEnded', transferEnded(report)));
  return { outcome: report.outcome };
}

async function foundBy(deps: Dependencies, transferId: string, ended: EndedBatch): Promise<CleanedBatch> {
  const { failure, ledgerFailure = failure, cleanUpFailure } = ended;
  const found = await readUpkeep(deps, transferId, await resultOf(deps.transfers, transferId, ended));
  return { ...(ledgerFailure && { ledgerFailure }), ...(cleanUpFailure && { cleanUpFailure }), ...found };
}

async function resultOf(
  transfers: TransferStore,
  transferId: string,
  { batch, result, failure }: EndedBatch,
): Promise<BatchResult> {
  const stored = await transfers.readBatchResult(transferId, batch.name);
  const found = stored ?? result;
  if (found) return found;
  if (!failure)
    throw new Error(`The batch ${batch.name} of the transfer ${transferId} ended without a result or a failure.`);
  return endedBatch(batch, {}, failed(failure));
}
