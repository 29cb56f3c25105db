import { pipelineRunName } from '../domain/names';
import { wholeRoute, type ActivityDependencies } from './dependencies';
import { runOfCanceled, type StartedRun } from './runOfCanceled';

/** Creates the import run of a copied blob, unless the transfer was canceled; a second call changes nothing. */
export function createStartImportRun(deps: ActivityDependencies) {
  return async (input: {
    transferId: string;
    route: string;
    batchName: string;
    blobName: string;
  }): Promise<StartedRun | { canceled: true }> => {
    const { transferId, route, batchName, blobName } = input;
    const { target } = await wholeRoute(deps, route);
    const runName = pipelineRunName('import', transferId, batchName, 1);
    const ofCanceled = await runOfCanceled(deps, transferId, target, runName);
    if (ofCanceled) return ofCanceled;
    const { resourceId } = await deps.pipelines.startImport(target, route, runName, blobName);
    return { runName, resourceId };
  };
}
