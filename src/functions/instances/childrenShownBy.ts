import type { Instance } from '../../domain/ports/instances';
import type { BatchLaneProgress, BatchProgress, TransferProgress } from '../../domain/progress';

type Shown = Partial<Pick<TransferProgress, 'batches' | 'batchLanes'> & BatchLaneProgress & BatchProgress>;

/** Ids of the orchestrations that an orchestration has started and shows. */
export function childrenShownBy(instance: Instance | undefined): string[] {
  const { batches = [], batchLanes, batch, parts = [], lanes = [], watch } = (instance?.customStatus ?? {}) as Shown;
  return [...batches, ...(batchLanes?.ids ?? []), ...parts, ...lanes, ...[batch, watch].flatMap((id) => id ?? [])];
}
