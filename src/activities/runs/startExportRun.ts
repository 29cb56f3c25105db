import type { Canceled } from '../../domain/failures/ending';
import type { ActivityDependencies } from '../dependencies';
import { sourceOf } from '../ends';
import { startRun, type RunToStart, type StartedRun } from './startRun';

/** Creates the export run of a batch, unless the transfer was canceled; a second call changes nothing. */
export async function startExportRun(
  deps: Pick<ActivityDependencies, 'pipelines' | 'transfers'>,
  input: RunToStart & {
    /** `repository:tag` or `repository@digest`, 1 to 50. */
    artifacts: string[];
  },
): Promise<StartedRun | Canceled> {
  const { runName, blobName, artifacts } = input;
  const { source, name: route } = await sourceOf(deps, input);
  return startRun(deps, source, input, () =>
    deps.pipelines.startExport(source, route, runName, { blobName, artifacts }),
  );
}
