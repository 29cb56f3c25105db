import type { PipelineRuns } from '../../domain/ports/pipelineRuns';
import type { RouteEnd } from '../../domain/route';
import type { RunDetails } from '../../domain/runs/runDetails';

/** What became of a run. `removing`: the service has accepted that, and still shows it. */
export type Removal = { outcome: 'removed' | 'removing' } | { outcome: 'kept'; why: string };

/**
 * Deletes a run that was decided on, after another look: one that was run again stays. Twice is once.
 *
 * Errors: those of the registry's management plane.
 */
export async function removeRun(
  { pipelineRuns }: { pipelineRuns: Pick<PipelineRuns, 'find' | 'remove'> },
  end: RouteEnd,
  { name, phase, endedAt }: RunDetails,
): Promise<Removal> {
  const there = await pipelineRuns.find(end, name);
  if (!there) return { outcome: 'removed' };
  if (there.phase !== phase || there.endedAt !== endedAt)
    return { outcome: 'kept', why: 'It was run again since it was decided on.' };
  await pipelineRuns.remove(end, name);
  return { outcome: (await pipelineRuns.find(end, name)) ? 'removing' : 'removed' };
}
