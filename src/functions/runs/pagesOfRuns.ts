import { RequestInvalidError } from '../../domain/failures/errors';
import type { PipelineRuns } from '../../domain/ports/pipelineRuns';
import type { RunDetails } from '../../domain/runs/runDetails';
import type { NamedEnd } from './endsOf';
import { isPageOfRuns, type RunPlace } from './runPlace';

/** Some of the runs of one end, in the service's order, each with the place after it. */
export interface PageOfRuns {
  at: NamedEnd;
  runs: { run: RunDetails; after: RunPlace | undefined }[];
  /** Where the list goes on; absent at its end. */
  next: RunPlace | undefined;
}

/**
 * The runs of the registries of some ends, page by page, from a place on.
 *
 * Errors: RequestInvalidError where `begin` is no place in these lists; those of the registry's management plane.
 */
export async function* pagesOfRuns(
  { pipelineRuns }: { pipelineRuns: Pick<PipelineRuns, 'list'> },
  ends: readonly NamedEnd[],
  begin?: RunPlace,
): AsyncGenerator<PageOfRuns> {
  for (let place = begin ?? startOf(ends[0]); place;) {
    const { end: name, page, from = 0 }: RunPlace = place;
    const index = ends.findIndex((one) => one.name === name);
    const at = ends[index];
    // Where the service itself leads, the port sees to.
    const isGiven = place === begin && page !== undefined;
    if (!at || (isGiven && !isPageOfRuns(at.end, page))) throw new RequestInvalidError([NOT_OF_THIS_LIST]);
    const listed = await pipelineRuns.list(at.end, page);
    const next = listed.next === undefined ? startOf(ends[index + 1]) : { end: name, page: listed.next };
    const count = listed.runs.length;
    const runs = listed.runs.slice(from).map((run, offset) => {
      const behind = from + offset + 1;
      return { run, after: behind < count ? { end: name, ...(page !== undefined && { page }), from: behind } : next };
    });
    yield { at, runs, next };
    place = next;
  }
}

function startOf(at: NamedEnd | undefined): RunPlace | undefined {
  return at && { end: at.name };
}

const NOT_OF_THIS_LIST = {
  path: 'query.cursor',
  problem: 'is no place in this list',
  expected: 'the cursor of an earlier answer\'s "next", with the same route and end',
};
