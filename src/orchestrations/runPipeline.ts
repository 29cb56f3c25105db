import type { OrchestrationContext } from 'durable-functions';
import type { StartedRun } from '../activities/runs/startRun';
import type { Ending } from '../domain/failures/ending';
import type { Failure } from '../domain/failures/failure';
import { pastFailure } from '../domain/failures/pastFailure';
import { pipelineRunName } from '../domain/names';
import type { RunReport } from '../domain/report/report';
import { awaitNewRole } from './awaitNewRole';
import type { BatchInput } from './batchInput';
import { followRun } from './followRun';
import { giveBackForAnother, withSlot } from './slot';
import type { Step, Steps } from './steps';

/** The first one, and others for roles that were too new: a role that was given late is one more. */
export const MOST_RUNS = 3;

/** The run that counts, and what is to be known of those before it. */
export interface PipelineRunFindings {
  run?: RunReport;
  warnings?: Failure[];
}

/**
 * Runs a pipeline for a batch, in a slot of its registry, until the run has ended. One that was refused because a role of the pipeline's
 * identity was too new is made again under another name, once the role acts: the same name would be the same run.
 *
 * @param start  creates a run of that name
 */
export function* runPipeline(
  context: OrchestrationContext,
  input: BatchInput,
  kind: 'export' | 'import',
  start: (runName: string) => Steps<Ending<StartedRun>>,
): Step<undefined, PipelineRunFindings> {
  const { transferId, batch } = input;
  const refused: Failure[] = [];
  let refusedSince: string | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const runName = pipelineRunName(kind, transferId, batch.name, attempt);
    const named = { kind, runName };
    const follow = () => followRun(context, input, { ...named, attempt }, () => start(runName));
    const { failedSince, ...followed } = yield* withSlot(context, input, named, follow);
    const found = { ...followed, ...(refused.length > 0 && { warnings: refused }) };
    if (followed.ending.end !== 'failed' || attempt === MOST_RUNS) return found;
    const { failure } = followed.ending;
    const nextRun = pipelineRunName(kind, transferId, batch.name, attempt + 1);
    refusedSince ??= failedSince;
    const waited = yield* awaitNewRole(context, input, { ...named, failure, failedSince }, nextRun, refusedSince);
    if (waited.end === 'canceled') return { ...found, ending: waited };
    if (!waited.value) return found;
    refused.push(pastFailure(failure));
    yield* giveBackForAnother(context, input, named);
  }
}
