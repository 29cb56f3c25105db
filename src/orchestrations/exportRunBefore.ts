import type { OrchestrationContext } from 'durable-functions';
import type { Failure } from '../domain/failures/failure';
import { pastFailure } from '../domain/failures/pastFailure';
import { pipelineRunName } from '../domain/names';
import type { BatchFindings } from '../domain/report/batchResult';
import type { BatchInput } from './batchInput';
import { callActivity } from './call';
import { MOST_RUNS } from './runPipeline';
import type { Steps } from './steps';

type Found = Pick<BatchFindings, 'exportRun' | 'warnings'>;

/**
 * The export run that came before an import run, and those that were refused before it: they are only to be named, also where nobody can
 * look at them.
 */
export function* exportRunBefore(context: OrchestrationContext, input: BatchInput): Steps<Found> {
  const { transferId, batch } = input;
  let found: Found = {};
  let failure: Failure | undefined;
  for (let attempt = 1; attempt <= MOST_RUNS; attempt += 1) {
    const runName = pipelineRunName('export', transferId, batch.name, attempt);
    const looked = yield* callActivity(context, 'checkRun', { transferId, kind: 'export', runName }, input);
    if (looked.end === 'done' && looked.value.phase === 'absent') return found;
    const warnings = [...(found.warnings ?? []), ...(failure ? [pastFailure(failure)] : [])];
    found = { exportRun: { resourceId: runName, outcome: 'unknown' }, ...(warnings.length > 0 && { warnings }) };
    if (looked.end !== 'done') return found;
    const { phase, resourceId = runName, failedSince } = looked.value;
    const outcome = phase === 'succeeded' || phase === 'failed' ? phase : 'unknown';
    found = { ...found, exportRun: { resourceId, outcome } };
    // It is the one that was not refused, or an earlier version made it, and no other one.
    if (failedSince === undefined) return found;
    failure = looked.value.failure;
  }
  return found;
}
