import type { Canceled } from '../../domain/failures/ending';
import type { ActivityDependencies } from '../dependencies';
import { targetOf } from '../ends';
import { startRun, type RunToStart, type StartedRun } from './startRun';

/** Creates the import run of a copied blob, unless the transfer was canceled; a second call changes nothing. */
export async function startImportRun(
  deps: Pick<ActivityDependencies, 'pipelines' | 'transfers'>,
  input: RunToStart,
): Promise<StartedRun | Canceled> {
  const { runName, blobName } = input;
  const { target, name: route } = await targetOf(deps, input);
  return startRun(deps, target, input, () => deps.pipelines.startImport(target, route, runName, blobName));
}
