import { parseArtifact } from '../../domain/artifact';
import { TransferRecordGoneError } from '../../domain/failures/errors';
import type { DeliveredArtifact } from '../../domain/ledger/entry';
import type { ArtifactReport } from '../../domain/report/report';
import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';

/**
 * Notes in the ledger of the route what a batch has delivered, as its stored result says. The time of the delivery is
 * when its import had ended: the same however late, and however often, this is called; and of two transfers that move one tag,
 * the later one is the one whose digest stays, because each looked at the target after that.
 *
 * Errors: TransferRecordGoneError, LedgerUnreadableError, and those of the app's own store.
 */
export async function recordDelivered(
  { transfers, ledger }: Pick<ActivityDependencies, 'transfers' | 'ledger'>,
  { transferId, batch }: OfTransfer & { batch: string },
): Promise<{ recorded: number }> {
  const record = await transfers.find(transferId);
  if (!record) throw new TransferRecordGoneError(transferId);
  const result = await transfers.readBatchResult(transferId, batch);
  if (!result) throw new Error(`The batch ${batch} of the transfer ${transferId} has no result.`);
  const delivered = result.artifacts.filter(({ outcome }) => outcome === 'delivered').map(deliveredArtifact);
  if (delivered.length === 0) return { recorded: 0 };
  // Results of earlier versions of the app do not say when.
  await ledger.record(record.route, { id: transferId, at: result.importedAt ?? record.createdAt }, delivered);
  return { recorded: delivered.length };
}

function deliveredArtifact({ artifact, targetDigest, sourceDigest }: ArtifactReport): DeliveredArtifact {
  const reference = parseArtifact(artifact);
  const digest = targetDigest ?? sourceDigest;
  if ('problem' in reference || digest === undefined) throw new Error(`Nobody can tell what ${artifact} is.`);
  return { repository: reference.repository, ...('tag' in reference && { tag: reference.tag }), digest };
}
