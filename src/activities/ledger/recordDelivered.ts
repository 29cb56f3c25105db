import { parseArtifact } from '../../domain/artifact';
import type { DeliveredArtifact } from '../../domain/ledger/entry';
import type { ArtifactReport } from '../../domain/report/report';
import type { ActivityDependencies } from '../dependencies';
import { requireRecord, type OfTransfer } from '../ends';

/**
 * Notes in the ledger of the route what a batch has delivered, as its stored result says. The time of the delivery is
 * when its import had ended: the same however late, and however often, this is called; and of two transfers that move one tag,
 * the later one is the one whose digest stays, because each looked at the target after that. What a part of the batch delivered
 * has the time of that part.
 *
 * Errors: TransferRecordGoneError, LedgerUnreadableError, and those of the app's own store.
 */
export async function recordDelivered(
  { transfers, ledger }: Pick<ActivityDependencies, 'transfers' | 'ledger'>,
  { transferId, batch }: OfTransfer & { batch: string },
): Promise<{ recorded: number }> {
  const record = await requireRecord({ transfers }, transferId);
  const result = await transfers.readBatchResult(transferId, batch);
  if (!result) throw new Error(`The batch ${batch} of the transfer ${transferId} has no result.`);
  const parts = result.report.parts ?? [];
  const ofParts = await Promise.all(parts.map((part) => transfers.readBatchResult(transferId, part.batch)));
  const imports = new Map<string, string>();
  for (const { importedAt, artifacts } of ofParts.flatMap((part) => part ?? [])) {
    for (const { artifact } of artifacts.filter(isDelivered)) if (importedAt) imports.set(artifact, importedAt);
  }
  const delivered = result.artifacts.filter(isDelivered);
  // Results of earlier versions of the app do not say when.
  const own = result.importedAt ?? record.createdAt;
  const timeOf = ({ artifact }: ArtifactReport): string => imports.get(artifact) ?? own;
  for (const at of new Set(delivered.map(timeOf))) {
    const some = delivered.filter((artifact) => timeOf(artifact) === at).map(deliveredArtifact);
    await ledger.record(record.route, { id: transferId, at }, some);
  }
  return { recorded: delivered.length };
}

function isDelivered({ outcome }: ArtifactReport): boolean {
  return outcome === 'delivered';
}

function deliveredArtifact({ artifact, targetDigest, sourceDigest }: ArtifactReport): DeliveredArtifact {
  const reference = parseArtifact(artifact);
  const digest = targetDigest ?? sourceDigest;
  if ('problem' in reference || digest === undefined) throw new Error(`Nobody can tell what ${artifact} is.`);
  return { repository: reference.repository, ...('tag' in reference && { tag: reference.tag }), digest };
}
