import { PipelineInUseError } from '../../domain/failures/errors';
import { pipelineWords } from '../../domain/pipelines/pipeline';
import type { PipelineRuns } from '../../domain/ports/pipelineRuns';
import type { TransferStore } from '../../domain/ports/transferStore';
import { isOfPipeline } from '../../domain/runs/runFilter';
import type { TransferRecord } from '../../domain/transferRecord';
import type { NamedEnd } from '../runs/endsOf';
import { pagesOfRuns } from '../runs/pagesOfRuns';

const LINES_PER_PAGE = 200;

/**
 * A pipeline is in use while a transfer of its route has not ended, or one of another route that has the same pipeline, and while a run of
 * it goes on, whoever created that.
 *
 * Errors: PipelineInUseError; those of the app's own store and of the registry's management plane.
 */
export async function requireUnused(
  deps: {
    transfers: Pick<TransferStore, 'list' | 'find' | 'readReport'>;
    pipelineRuns: Pick<PipelineRuns, 'list'>;
  },
  route: string,
  at: NamedEnd,
): Promise<void> {
  const pipeline = pipelineWords(at.name, at.end);
  let cursor: string | undefined;
  do {
    const page = { limit: LINES_PER_PAGE, ...(cursor !== undefined && { cursor }) };
    const listed = await deps.transfers.list({ states: ['accepted', 'running'] }, page);
    for (const { id } of listed.transfers) {
      const record = await deps.transfers.find(id);
      if (!record || !(record.route === route || isUsing(record, at)) || (await deps.transfers.readReport(id)))
        continue;
      const why = `the transfer ${id} of the route "${record.route}" has no report`;
      throw new PipelineInUseError(pipeline, why, `GET /api/transfers/${id} shows it.`);
    }
    cursor = listed.cursor;
  } while (cursor !== undefined);
  for await (const { runs } of pagesOfRuns(deps, [at])) {
    for (const { run } of runs) {
      if (!isOfPipeline(run, at.name, at.end) || run.phase !== 'running') continue;
      const next = `GET /api/routes/${route}/runs/${at.name}/${run.name} shows it.`;
      throw new PipelineInUseError(pipeline, `its pipeline run ${run.name} has not ended`, next);
    }
  }
}

function isUsing({ pinnedRoute }: TransferRecord, { name, end }: NamedEnd): boolean {
  const own = pinnedRoute[name];
  return (
    own !== undefined &&
    own.registryId.toLowerCase() === end.registryId.toLowerCase() &&
    own.pipeline.toLowerCase() === end.pipeline.toLowerCase()
  );
}
