import { isOfPipeline } from '../pipelines/pipelineId';
import type { RouteEnd } from '../route';
import { beginningOf, type RunDetails } from './runDetails';
import type { EndName } from './runFilter';

/** What the latest runs of a pipeline say of it. */
export interface LastFailures {
  /** Runs that failed and after which none succeeded, the latest first. */
  failed: RunDetails[];
  /** The latest that succeeded. */
  succeeded?: RunDetails;
}

/**
 * Of the runs of the pipeline of one end, those that failed after the last one that succeeded. A run without any time counts as the
 * oldest.
 *
 * @param since  milliseconds since 1970: what ended before says nothing of today
 */
export function lastFailuresOf(runs: readonly RunDetails[], name: EndName, end: RouteEnd, since: number): LastFailures {
  const ended = runs
    .filter((run) => isOfPipeline(run, name, end) && (run.phase === 'succeeded' || run.phase === 'failed'))
    .sort((one, other) => endOf(other) - endOf(one));
  const latest = ended.findIndex(({ phase }) => phase === 'succeeded');
  const succeeded = ended[latest];
  const failed = (succeeded ? ended.slice(0, latest) : ended).filter((run) => endOf(run) >= since);
  return { failed, ...(succeeded && { succeeded }) };
}

/** When a run ended, or else began; milliseconds since 1970. */
function endOf(run: RunDetails): number {
  return Date.parse(run.endedAt ?? '') || beginningOf(run) || 0;
}
