import { pipelineRunName } from '../transfer/names';
import { wholeRoute, type ActivityDependencies } from './dependencies';
import type { StartedRun } from './startExportRun';

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
    if (await deps.transfers.isCancelRequested(transferId)) {
      // An earlier try may have created the run without hearing the answer: then it reads the blob, and is polled.
      const created = await deps.pipelines.getRun(target, runName);
      return created ? { runName, resourceId: created.resourceId } : { canceled: true };
    }
    const { resourceId } = await deps.pipelines.startImport(target, route, runName, blobName);
    return { runName, resourceId };
  };
}
