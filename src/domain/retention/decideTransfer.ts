import type { TransferReport } from '../report/report';
import { daysOfTransfer, type Retention } from './retention';
import { NOT_ENDED } from './standing';
import { areOlderThan, keep, remove, type Verdict } from './verdict';

/** What is known of a transfer before others are asked. */
export interface KeptTransfer {
  report?: Pick<TransferReport, 'finishedAt'>;
  retention: Retention;
  /** Milliseconds since 1970. */
  now: number;
}

/** `unasked`: it could not be asked for. */
export type Traces = 'none' | 'some' | 'unasked';

/** Who else may need it. */
export interface NeedsOfTransfer {
  /** Its orchestration has not ended. */
  runs: boolean;
  /** A transfer that takes up what it did not deliver has not ended, or ended before it had a plan and may be retried. */
  isRetried: boolean;
  /** What would start it is to start it still. */
  isDue: boolean;
  /** Whether a container of its route has a blob of it. */
  blobs: Traces;
  /** Whether a registry of its route has a pipeline run of it. */
  pipelineRuns: Traces;
}

/** Why a transfer stays, whoever else needs it. Undefined where that is to be asked. */
export function decideBeforeNeeds({ report, retention, now }: KeptTransfer): Verdict | undefined {
  if (!report) return keep(NOT_ENDED);
  return areOlderThan([report.finishedAt], daysOfTransfer(retention), now) ? undefined : keep(YOUNG);
}

/** What becomes of all that is kept of a transfer. */
export function decideTransfer(kept: KeptTransfer, { runs, isRetried, isDue, ...left }: NeedsOfTransfer): Verdict {
  const before = decideBeforeNeeds(kept);
  if (before) return before;
  if (runs) return keep(RUNS);
  if (isRetried) return keep(RETRIED);
  if (isDue) return keep(DUE);
  if (left.blobs === 'some') return keep(BLOBS);
  if (left.pipelineRuns === 'some') return keep(PIPELINE_RUNS);
  if (left.blobs === 'unasked') return keep(UNASKED_CONTAINERS);
  return left.pipelineRuns === 'unasked' ? keep(UNASKED_REGISTRIES) : remove(OLD);
}

/** What was begun goes on. */
export const BEGUN = remove('Its removal was begun before.');

export const NO_RECORD = keep('It has a line in the list, and no record.');

const YOUNG = 'It ended more recently than transferDays, or historyDays.';
const RUNS = 'It has a report, and its orchestration has not ended.';
const RETRIED =
  'The transfer that takes up what it did not deliver has not ended, or ended without a plan and can be retried.';
const DUE = 'The due time, or the push, that started it is not known to be dealt with.';
const UNASKED_CONTAINERS = 'Its containers could not be asked whether a blob of it is there.';
const UNASKED_REGISTRIES = 'Its registries could not be asked whether a pipeline run of it is there.';
const BLOBS =
  'A blob of it is there: without what is kept, nobody knows that it was dealt with, or what is proven of it.';
const PIPELINE_RUNS =
  'A pipeline run of it is there: a transfer that began anew under its id would take that one for its own.';
const OLD =
  'It has a report, no blob and no pipeline run of it is there, and it is older than transferDays and historyDays.';
