import { PipelineRunFailedError, ResourceNotFoundError } from '../../domain/failures/errors';
import type { Failure } from '../../domain/failures/failure';
import { phaseOf, reasonOf, type RunPhase } from '../../domain/pipelineRun';
import type { ActivityDependencies } from '../dependencies';
import { sourceOf, targetOf } from '../ends';

/** The state of a pipeline run, as one request found it. */
export interface RunCheck {
  /** Full Azure resource id. */
  resourceId: string;
  phase: RunPhase;
  /** 0 to 100. */
  percentage: number;
  retryAfterSeconds?: number;
  /** Why it failed. */
  failure?: Failure;
  cancelRequested: boolean;
}

/** Reads the state of a run by its name, never by listing: a list is registry-wide (acr-transfer §5). */
export async function checkRun(
  deps: Pick<ActivityDependencies, 'routes' | 'pipelines' | 'transfers'>,
  input: { transferId: string; route: string; kind: 'export' | 'import'; runName: string },
): Promise<RunCheck> {
  const { transferId, route, kind, runName } = input;
  const end = kind === 'export' ? (await sourceOf(deps, route)).source : (await targetOf(deps, route)).target;
  const run = await deps.pipelines.getRun(end, runName);
  if (!run) {
    const resource = `The pipeline run ${runName} of ${end.registryId}`;
    throw new ResourceNotFoundError(resource, route, { words: 'it was deleted while the transfer waited for it.' });
  }
  const phase = phaseOf(run);
  return {
    resourceId: run.resourceId,
    phase,
    percentage: phase === 'succeeded' ? 100 : run.percentage,
    cancelRequested: phase === 'running' && (await deps.transfers.isCancelRequested(transferId)),
    ...(run.retryAfterSeconds !== undefined && { retryAfterSeconds: run.retryAfterSeconds }),
    ...(phase === 'failed' && {
      failure: new PipelineRunFailedError(kind, run.resourceId, reasonOf(run), run.correlationId).toFailure(),
    }),
  };
}
