import type { Upkeep } from '../../domain/report/cleanUp';
import type { BatchResult } from '../../domain/report/batchResult';
import type { CleanedBatch } from '../../domain/report/composeReport';
import type { ActivityDependencies } from '../dependencies';

type Dependencies = Pick<ActivityDependencies, 'transfers' | 'pages'>;

/** What became of the blobs of a batch and of its parts, and of what they delivered, as far as that was kept. */
export async function readUpkeep(deps: Dependencies, transferId: string, result: BatchResult): Promise<CleanedBatch> {
  const { batch, parts } = result.report;
  const own = await upkeepOf(deps, transferId, batch);
  if (!parts) return { ...own, result };
  return { ...own, result, parts: await Promise.all(parts.map((part) => upkeepOf(deps, transferId, part.batch))) };
}

async function upkeepOf({ transfers, pages }: Dependencies, transferId: string, batch: string): Promise<Upkeep> {
  const [cleanUp, failures] = await Promise.all([
    transfers.readCleanUp(transferId, batch),
    pages.readPage(transferId, 'upkeep', batch),
  ]);
  return { ...failures, ...(cleanUp && { cleanUp }) };
}
