import { CANCELED, type Canceled } from '../../domain/failures/ending';
import { FerryError } from '../../domain/failures/errors';
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
 * Creates a pipeline run, unless the transfer was canceled. A run that an earlier try created, and whose answer nobody
 * heard, goes on, and is polled; where an earlier try was begun and the registry shows no run, or does not tell, there may be
 * one all the same: the end is uncertain.
 *
 * The note comes before the look at the flag: of two tries at once, one before and one after the cancel, the later one knows
 * of the earlier one, or the earlier one sees the cancel. It goes where this try is known to have created nothing.
 */
export async function startRun(
  { transfers, pipelines }: Pick<ActivityDependencies, 'transfers' | 'pipelines'>,
  end: RouteEnd,
  { transferId, runName }: RunToStart,
  create: () => Promise<StartedRun>,
): Promise<StartedRun | Canceled> {
  const isFirstTry = await transfers.noteRun(transferId, runName);
  try {
    if (!(await transfers.isCancelRequested(transferId))) return startedBy(await create());
    const created = await pipelines.getRun(end, runName);
    if (created) return startedBy(created);
    if (!isFirstTry) return { ...CANCELED, uncertain: true };
    await transfers.forgetRun(transferId, runName);
    return CANCELED;
  } catch (error) {
    if (!(error instanceof FerryError)) throw error;
    if (!isFirstTry) error.uncertain = true;
    else if (!error.transient) await transfers.forgetRun(transferId, runName);
    throw error;
  }
}

function startedBy({ resourceId }: StartedRun): StartedRun {
  return { resourceId };
}
