import { CANCELED, type Canceled } from '../../domain/failures/ending';
import type { Failure } from '../../domain/failures/failure';
import { endOf, type RebuildFindings } from '../../domain/ledger/rebuild';
import type { ActivityDependencies } from '../dependencies';
import { findRunning, type OfRebuild } from './runningRebuild';

/**
 * Writes how a rebuild has ended. The first end stays.
 *
 * @returns CANCELED where this is not the rebuild of the route any more
 * Errors: those of the app's own store.
 */
export async function endRebuild(
  deps: Pick<ActivityDependencies, 'rebuilds' | 'machine'>,
  input: OfRebuild & { found: RebuildFindings; failure?: Failure },
): Promise<{ ended: true } | Canceled> {
  for (;;) {
    const running = await findRunning(deps, input);
    if (!running) return CANCELED;
    const end = endOf(input.found, input.failure, new Date(deps.machine.now()).toISOString());
    if (await deps.rebuilds.write({ ...running.rebuild, end }, running.version)) return { ended: true };
  }
}
