import { PipelineInUseError, ServiceUnavailableError } from '../../domain/failures/errors';
import { pipelineWords } from '../../domain/pipelines/pipeline';
import type { Clock } from '../../domain/ports/machine';
import type { PipelineRuns } from '../../domain/ports/pipelineRuns';
import type { TransferStore } from '../../domain/ports/transferStore';
import { beginningOf, type RunDetails } from '../../domain/runs/runDetails';
import { isOfPipeline } from '../../domain/pipelines/pipelineId';
import type { TransferRecord } from '../../domain/transferRecord';
import type { NamedEnd } from '../runs/endsOf';
import { pagesOfRuns } from '../runs/pagesOfRuns';

const LINES_PER_PAGE = 200;
/** Whoever waits for the answer gives up at some time. */
const BUDGET_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * A pipeline is in use while a transfer of its route has not ended, or one of another route that has the same pipeline, and while a run of
 * it goes on, whoever created that.
 *
 * Errors: PipelineInUseError; ServiceUnavailableError where there are too many runs to tell; those of the app's own store and of the registry's management plane.
 */
export async function requireUnused(
  deps: {
    transfers: Pick<TransferStore, 'list' | 'find' | 'readReport'>;
    pipelineRuns: Pick<PipelineRuns, 'list'>;
    machine: Pick<Clock, 'now'>;
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
  const overAt = deps.machine.now() + BUDGET_MS;
  for await (const { runs, next } of pagesOfRuns(deps, [at])) {
    for (const { run } of runs) {
      if (!mayGoOn(run, deps.machine.now()) || !mayBeOf(run, at)) continue;
      const shown = `GET /api/routes/${route}/runs/${at.name}/${run.name} shows it.`;
      throw new PipelineInUseError(pipeline, `its pipeline run ${run.name} has not ended`, shown);
    }
    if (next && deps.machine.now() >= overAt) {
      const words = 'the registry remembers too many runs to look through them in time. Clean runs first.';
      throw new ServiceUnavailableError(`see whether ${pipeline} is in use`, { words });
    }
  }
}

/** Of one whose states do not tell, nobody knows for a day. */
function mayGoOn(run: RunDetails, now: number): boolean {
  if (run.phase === 'unclear') return run.endedAt === undefined && !(beginningOf(run) < now - DAY_MS);
  return run.phase === 'running';
}

/** A run does not always tell of which pipeline it is. */
function mayBeOf(run: RunDetails, { name, end }: NamedEnd): boolean {
  return run.pipelineId === undefined || isOfPipeline(run, name, end);
}

function isUsing({ pinnedRoute }: TransferRecord, { name, end }: NamedEnd): boolean {
  const own = pinnedRoute[name];
  return (
    own !== undefined &&
    own.registryId.toLowerCase() === end.registryId.toLowerCase() &&
    own.pipeline.toLowerCase() === end.pipeline.toLowerCase()
  );
}
