import { RunInUseError } from '../../../domain/failures/errors';
import { decideDeletion } from '../../../domain/runs/decideDeletion';
import { removeRun } from '../../runs/removeRun';
import { createRunStandings } from '../../runs/runStandings';
import { callerOf } from '../request/caller';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import { requireRun } from './getRun';
import type { DeleteRunQuery } from './runsQuery';
import type { RunRemoval } from '../schemas/runView';

/**
 * DELETE /api/routes/{route}/runs/{end}/{name}: has the registry forget a run that has ended; what it did stays done. 202 where the
 * service takes its time.
 *
 * Errors: RunInUseError; those of requireRun, of the app's own store and of the registry's management plane.
 */
export async function deleteRun(
  deps: Pick<ApiDependencies, 'settings' | 'routes' | 'pipelineRuns' | 'transfers' | 'machine'>,
  { request, context, query: { dryRun } }: ApiCall<DeleteRunQuery>,
): Promise<JsonAnswer<RunRemoval>> {
  const { at, run } = await requireRun(deps, request.params);
  const { name, registryName } = { name: run.name, registryName: at.end.registryName };
  const standing = await createRunStandings(deps.transfers)(run);
  const refuse = (why: string): RunInUseError =>
    new RunInUseError(name, registryName, why, standing.is === 'open' ? standing.transferId : undefined);
  const verdict = decideDeletion(run, standing, deps.machine.now());
  if (verdict.action === 'keep') throw refuse(verdict.why);
  const answer = (outcome: RunRemoval['outcome']): JsonAnswer<RunRemoval> => ({
    status: outcome === 'removing' ? 202 : 200,
    jsonBody: { end: at.name, name, outcome, why: verdict.why },
  });
  if (dryRun) return answer('wouldRemove');
  const removal = await removeRun(deps, at.end, run);
  if (removal.outcome === 'kept') throw refuse(removal.why);
  context.info(`${run.resourceId} was deleted for ${callerOf(request, deps.settings.trustSignIn).name}.`);
  return answer(removal.outcome);
}
