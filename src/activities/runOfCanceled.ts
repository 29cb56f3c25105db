import type { RouteEnd } from '../domain/route';
import type { ActivityDependencies } from './dependencies';

/** A pipeline run that was asked for. */
export interface StartedRun {
  runName: string;
  resourceId: string;
}

/**
 * What a canceled transfer does instead of creating a run: nothing, unless an earlier try created it without hearing the
 * answer. That one is at work, and is polled. Undefined when the transfer goes on.
 */
export async function runOfCanceled(
  { transfers, pipelines }: ActivityDependencies,
  transferId: string,
  end: RouteEnd,
  runName: string,
): Promise<StartedRun | { canceled: true } | undefined> {
  if (!(await transfers.isCancelRequested(transferId))) return undefined;
  const created = await pipelines.getRun(end, runName);
  return created ? { runName, resourceId: created.resourceId } : { canceled: true };
}
