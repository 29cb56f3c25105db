import { PipelineRunFailedError } from '../../domain/failures/errors';
import type { Failure } from '../../domain/failures/failure';
import { phaseOf, reasonOf, statesOf, type RunPhase } from '../../domain/pipelineRun';
import type { ActivityDependencies } from '../dependencies';
import { endOfRuns, type OfTransfer } from '../ends';

/** The state of a pipeline run, as one request found it. */
export interface RunCheck {
  /** `absent`: the registry has no run of that name, or does not show it yet. */
  phase: RunPhase | 'absent';
  /** Full Azure resource id; absent as the run is. */
  resourceId?: string;
  /** 0 to 100. */
  percentage: number;
  retryAfterSeconds?: number;
  /** Why it failed. */
  failure?: Failure;
  /** Since when it may have failed: since its beginning, or else its end, as the registry tells, or when it was seen; ISO 8601. Earlier versions did not ask. */
  failedSince?: string;
  /** When it was looked at; ISO 8601, UTC. Earlier versions did not say it. */
  lookedAt?: string;
  /** The states of an unclear run, as the service calls them. */
  states?: string;
  /** Whether somebody asked to stop a transfer whose run has not ended. */
  cancelRequested: boolean;
}

/** Reads the state of a run by its name, never by listing: a list is registry-wide (acr-transfer §5). */
export async function checkRun(
  deps: Pick<ActivityDependencies, 'pipelines' | 'transfers' | 'machine'>,
  input: OfTransfer & { kind: 'export' | 'import'; runName: string },
): Promise<RunCheck> {
  const { transferId, kind, runName } = input;
  const end = await endOfRuns(deps, input, kind);
  const lookedAt = new Date(deps.machine.now()).toISOString();
  const run = await deps.pipelines.getRun(end, runName);
  const phase = run ? phaseOf(run) : 'absent';
  const hasEnded = phase === 'succeeded' || phase === 'failed';
  const cancelRequested = !hasEnded && (await deps.transfers.isCancelRequested(transferId));
  if (!run) return { phase, percentage: 0, cancelRequested, lookedAt };
  return {
    phase,
    resourceId: run.resourceId,
    percentage: phase === 'succeeded' ? 100 : run.percentage,
    cancelRequested,
    lookedAt,
    ...(run.retryAfterSeconds !== undefined && { retryAfterSeconds: run.retryAfterSeconds }),
    ...(phase === 'unclear' && { states: statesOf(run) }),
    ...(phase === 'failed' && {
      failure: new PipelineRunFailedError(kind, run.resourceId, reasonOf(run), run.correlationId).toFailure(),
      failedSince: isoTime(run.startedAt) ?? isoTime(run.endedAt) ?? lookedAt,
    }),
  };
}

function isoTime(text = ''): string | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
