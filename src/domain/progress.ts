import { z } from 'zod';

/** The steps of a transfer, in order. */
const PHASES = ['planning', 'exporting', 'copying', 'importing', 'verifying', 'reporting'] as const;

/** Where a transfer is. */
export const progressSchema = z.strictObject({
  phase: z.enum(PHASES),
  /** Of this phase, 0 to 100. */
  percentage: z.number(),
  /** Bytes of the blobs copied so far; present once their sizes are known. */
  bytes: z.number().exactOptional(),
  totalBytes: z.number().exactOptional(),
  /** What it waits for, or what is odd, in the service's words. */
  note: z.string().exactOptional(),
  /** How many batches there are, where there may be more than one. */
  batchCounts: z.strictObject({ total: z.int(), finished: z.int(), running: z.int() }).exactOptional(),
});

export type Progress = z.infer<typeof progressSchema>;

/** The custom status of the orchestration of a transfer. */
export interface TransferProgress extends Progress {
  /** True while it waits for its turn on its route. */
  isQueued?: true;
  /** Ids of the orchestrations of its batches, while they run; the custom status of each is a BatchProgress. */
  batches?: string[];
  /** Ids of the orchestrations that run batches one after another, and how many batches there are; the custom status of each is a BatchLaneProgress. */
  batchLanes?: { ids: string[]; total: number };
}

/** The custom status of an orchestration that runs batches one after another. */
export interface BatchLaneProgress {
  /** Batches that it has run. */
  finished: number;
  /** Id of the orchestration of the batch that it runs. */
  batch?: string;
}

/** The custom status of the orchestration of a batch. */
export interface BatchProgress extends Progress {
  /** Ids of the orchestrations that copy; the custom status of each is a LaneProgress. */
  lanes?: string[];
  /** Ids of the orchestrations that try parts of it again; the custom status of each is a BatchProgress. */
  parts?: string[];
  /** Id of the orchestration that watches a pipeline run; its custom status is a RunProgress. */
  watch?: string;
}

/** The custom status of the orchestration that watches a pipeline run. */
export type RunProgress = Pick<Progress, 'percentage' | 'note'>;

/** The custom status of one lane of a copy. */
export interface LaneProgress {
  bytes: number;
}

/** The custom status of the orchestration of a cleanup. */
export interface CleanupProgress {
  phase: 'deciding' | 'removing';
  /** What was decided to be removed so far. */
  toRemove: number;
  removed: number;
}

/** Where a batch is, with what the orchestration that watches its pipeline run last saw. */
export function withRun({ watch: _id, ...progress }: BatchProgress, run: RunProgress | undefined): BatchProgress {
  return { ...progress, ...run };
}

/** Where a batch is, with the bytes that the lanes of its copy have behind them. */
export function withLanes(progress: BatchProgress, lanes: readonly (LaneProgress | undefined)[]): Progress {
  const { lanes: _ids, watch: _watch, parts: _parts, ...shown } = progress;
  const { totalBytes } = progress;
  const bytes = lanes.reduce((sum, lane) => sum + (lane?.bytes ?? 0), 0);
  if (bytes === 0 || !totalBytes) return shown;
  return { ...shown, bytes, percentage: Math.floor((bytes / totalBytes) * 100) };
}

/** Where a transfer is: in the phase of its slowest batch, of which a batch that is further has done 100 percent. */
export function withBatches(progress: TransferProgress, batches: readonly (Progress | undefined)[]): Progress {
  const { batches: _ids, batchLanes: _lanes, isQueued: _queued, ...own } = progress;
  if (batches.length === 0) return own;
  const shown = batches.map((batch) => batch ?? own);
  const slowest = Math.min(...shown.map(({ phase }) => PHASES.indexOf(phase)));
  const phase = PHASES[slowest] ?? own.phase;
  const percentages = shown.map((batch) => (batch.phase === phase ? batch.percentage : 100));
  const notes = [...new Set(shown.flatMap(({ note }) => note ?? []))];
  const sizes = shown.filter(({ totalBytes }) => totalBytes !== undefined);
  return {
    phase,
    percentage: Math.floor(sum(percentages) / percentages.length),
    ...(notes.length > 0 && { note: notes.join('; ') }),
    ...(sizes.length > 0 && {
      bytes: sum(sizes.map(({ bytes = 0 }) => bytes)),
      totalBytes: sum(sizes.map(({ totalBytes = 0 }) => totalBytes)),
    }),
  };
}

/** Where a transfer of many batches is: in the phase of the slowest that runs; the percentage is that of the whole. */
export function withBatchLanes(
  progress: TransferProgress,
  lanes: readonly { finished: number; batch?: Progress | undefined }[],
): Progress {
  const running = lanes.flatMap(({ batch }) => batch ?? []);
  const { total = 0 } = progress.batchLanes ?? {};
  const finished = sum(lanes.map((lane) => lane.finished));
  const { bytes: _bytes, totalBytes: _total, ...shown } = withBatches(progress, running);
  return {
    ...shown,
    percentage: Math.floor((100 * finished) / Math.max(total, 1)),
    batchCounts: { total, finished, running: running.length },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
