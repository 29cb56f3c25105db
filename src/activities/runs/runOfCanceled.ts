import { CANCELED, type Canceled } from '../../domain/failures/ending';
import type { RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';

/** A pipeline run that was asked for. */
export interface StartedRun {
  /** Full Azure resource id. */
  resourceId: string;
}

/** A pipeline run to create. Its name and body depend on the transfer alone: the same run again is a no-op at the service. */
export interface RunToStart extends OfTransfer {
  runName: string;
  blobName: string;
}

/**
 * What a canceled transfer does instead of creating a run: nothing, unless an earlier try created it and never got
 * the answer. That run goes on, and is polled. Undefined when the transfer goes on.
 */
export async function runOfCanceled(
  { transfers, pipelines }: Pick<ActivityDependencies, 'transfers' | 'pipelines'>,
  end: RouteEnd,
  { transferId, runName }: RunToStart,
): Promise<StartedRun | Canceled | undefined> {
  if (!(await transfers.isCancelRequested(transferId))) return undefined;
  const created = await pipelines.getRun(end, runName);
  return created ? { resourceId: created.resourceId } : CANCELED;
}
