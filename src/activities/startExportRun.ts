import { blobNameFor, pipelineRunName } from '../domain/names';
import type { Batch } from '../domain/plan';
import { wholeRoute, type ActivityDependencies } from './dependencies';
import { runOfCanceled, type StartedRun } from './runOfCanceled';

/**
 * Creates the export run of a batch, unless the transfer was canceled. Its name and body depend on the transfer alone: a
 * second call changes nothing.
 */
export function createStartExportRun(deps: ActivityDependencies) {
  return async (input: {
    transferId: string;
    route: string;
    batch: Batch;
  }): Promise<(StartedRun & { blobName: string }) | { canceled: true }> => {
    const { transferId, route, batch } = input;
    const { source } = await wholeRoute(deps, route);
    const runName = pipelineRunName('export', transferId, batch.name, 1);
    const blobName = blobNameFor(route, transferId, batch.name);
    const ofCanceled = await runOfCanceled(deps, transferId, source, runName);
    if (ofCanceled) return 'canceled' in ofCanceled ? ofCanceled : { ...ofCanceled, blobName };
    const artifacts = batch.artifacts.map(({ artifact }) => artifact);
    const { resourceId } = await deps.pipelines.startExport(source, route, runName, { blobName, artifacts });
    return { runName, resourceId, blobName };
  };
}
