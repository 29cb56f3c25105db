import type { Canary, Sighting } from '../../domain/canary/canary';
import { isOwnRunName } from '../../domain/names';
import { redact } from '../../domain/redact';
import type { Route } from '../../domain/route';
import type { RunDetails } from '../../domain/runs/runDetails';
import type { CanaryDependencies } from './dependencies';

/** How the pipeline runs of a canary's transfer stand now. Errors: those of the management plane and of the app's own store. */
export async function observeRuns(
  { transfers, pipelineRuns, machine }: Pick<CanaryDependencies, 'transfers' | 'pipelineRuns' | 'machine'>,
  route: Pick<Route, 'source' | 'target'>,
  { transferId }: Pick<Canary, 'transferId'>,
): Promise<Sighting[]> {
  const names = await transfers.runNames(transferId);
  const sightings: Sighting[] = [];
  for (const name of names) {
    const end = isOwnRunName('export', name) ? 'source' : 'target';
    const at = route[end];
    const run = at && (await pipelineRuns.find(at, name));
    if (run) sightings.push(sightingOf(run, end, new Date(machine.now()).toISOString()));
  }
  return sightings;
}

function sightingOf(run: RunDetails, end: Sighting['end'], at: string): Sighting {
  const { provisioningState, status, percentage, errorMessage, importedArtifacts, retryAfterSeconds } = run;
  const { correlationId, startedAt, endedAt } = run;
  return {
    at,
    end,
    run: run.name,
    ...(provisioningState !== undefined && { provisioningState }),
    ...(status !== undefined && { status }),
    percentage,
    ...(errorMessage !== undefined && { errorMessage: redact(errorMessage) }),
    ...(importedArtifacts && { importedArtifacts }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    ...(correlationId !== undefined && { correlationId }),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
  };
}
