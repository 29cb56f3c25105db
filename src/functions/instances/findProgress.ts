import type { Instance, Instances } from '../../domain/ports/instances';
import {
  withBatches,
  withBatchLanes,
  withLanes,
  withRun,
  type BatchLaneProgress,
  type BatchProgress,
  type LaneProgress,
  type Progress,
  type RunProgress,
  type TransferProgress,
} from '../../domain/progress';

/**
 * Where a running transfer is. Batches and the lanes of their copies are orchestrations of their own: each shows itself.
 *
 * @returns undefined as long as the orchestration of the transfer shows nothing
 */
export async function findProgress(
  instances: Instances,
  transfer: Instance | undefined,
): Promise<Progress | undefined> {
  const progress = shownBy<TransferProgress & BatchProgress>(transfer);
  if (!progress) return undefined;
  // One that imports a blob has no batches that are orchestrations of their own.
  if (progress.watch !== undefined) return progressOfBatch(instances, progress);
  if (progress.batchLanes) {
    return withBatchLanes(progress, await Promise.all(progress.batchLanes.ids.map((id) => findLane(instances, id))));
  }
  return withBatches(progress, await Promise.all((progress.batches ?? []).map((id) => findBatch(instances, id))));
}

async function findLane(instances: Instances, id: string): Promise<{ finished: number; batch?: Progress | undefined }> {
  const { finished = 0, batch } = shownBy<BatchLaneProgress>(await instances.find(id)) ?? {};
  return { finished, ...(batch !== undefined && { batch: await findBatch(instances, batch) }) };
}

async function findBatch(instances: Instances, id: string): Promise<Progress | undefined> {
  const shown = shownBy<BatchProgress>(await instances.find(id));
  return shown && progressOfBatch(instances, shown);
}

async function progressOfBatch(instances: Instances, shown: BatchProgress): Promise<Progress> {
  if (shown.parts) {
    const parts = await Promise.all(shown.parts.map((part) => findBatch(instances, part)));
    return withBatches({ phase: shown.phase, percentage: shown.percentage }, parts);
  }
  const run = shown.watch === undefined ? undefined : shownBy<RunProgress>(await instances.find(shown.watch));
  const progress = withRun(shown, run);
  const lanes = await Promise.all((progress.lanes ?? []).map((lane) => instances.find(lane)));
  return withLanes(
    progress,
    lanes.map((lane) => shownBy<LaneProgress>(lane)),
  );
}

function shownBy<T>(instance: Instance | undefined): T | undefined {
  return instance?.customStatus as T | undefined;
}
