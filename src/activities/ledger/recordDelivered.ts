import { parseArtifact } from '../../domain/artifact';
import type { DeliveredArtifact } from '../../domain/ledger/entry';
import { isDone, type ArtifactReport } from '../../domain/report/report';
import type { ActivityDependencies } from '../dependencies';
import { requireRecord, type OfTransfer } from '../ends';

/**
 * Notes in the ledger of the route what a batch has delivered, or exported where there is no target, as its stored result says. The
 * time of the delivery is when its import had ended, or its export: the same however late, and however often, this is called; and of two transfers that move one tag,
 * the later one is the one whose digest stays, because each looked at the target, or at the source, after that. What a part of the batch delivered
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
  for (const { importedAt, exportedAt, artifacts } of ofParts.flatMap((part) => part ?? [])) {
    const at = importedAt ?? exportedAt;
    for (const { artifact } of artifacts.filter(isDone)) if (at) imports.set(artifact, at);
  }
  const delivered = result.artifacts.filter(isDone);
  // Results of earlier versions of the app do not say when.
  const own = result.importedAt ?? result.exportedAt ?? record.createdAt;
  const timeOf = ({ artifact }: ArtifactReport): string => imports.get(artifact) ?? own;
  for (const at of new Set(delivered.map(timeOf))) {
    const some = delivered.filter((artifact) => timeOf(artifact) === at).map(deliveredArtifact);
    const exported = record.pinnedRoute.target ? {} : { exported: true as const };
    await ledger.record(record.route, { id: transferId, at, ...exported }, some);
  }
  return { recorded: delivered.length };
}

function deliveredArtifact({ artifact, targetDigest, sourceDigest }: ArtifactReport): DeliveredArtifact {
  const reference = parseArtifact(artifact);
  const digest = targetDigest ?? sourceDigest;
  if ('problem' in reference || digest === undefined) throw new Error(`Nobody can tell what ${artifact} is.`);
  return { repository: reference.repository, ...('tag' in reference && { tag: reference.tag }), digest };
}
