import { FerryError } from '../../domain/failures/errors';
import { blobNameFor } from '../../domain/names';
import type { NeedsOfTransfer, Traces } from '../../domain/retention/decideTransfer';
import type { RouteEnd } from '../../domain/route';
import type { TransferRecord } from '../../domain/transferRecord';
import type { ActivityDependencies } from '../dependencies';

type Dependencies = Pick<ActivityDependencies, 'transfers' | 'storedBlobs' | 'pipelineRuns'>;

/** What of a transfer the services of its route still have. */
export type TracesOf = (record: TransferRecord) => Promise<Pick<NeedsOfTransfer, 'blobs' | 'pipelineRuns'>>;

/**
 * Looks for what transfers left, at the ends that their routes had at their start. The runs of a registry are listed once, and what does
 * not answer is not asked again: others wait for it.
 */
export function createTraces(deps: Dependencies): TracesOf {
  const silent = new Set<string>();
  const listed = new Map<string, Promise<ReadonlySet<string>>>();

  return async (record) => {
    const { source, target } = record.pinnedRoute;
    const ends = [record.arrival ? undefined : source, target].flatMap((end) => end ?? []);
    const runs = await deps.transfers.runNames(record.id);
    const runsAt = async (end: RouteEnd): Promise<boolean> => {
      const there = listed.get(end.registryId) ?? namesOfRuns(deps, end);
      listed.set(end.registryId, there);
      const names = await there;
      return runs.some((name) => names.has(name));
    };
    return {
      blobs: await look(
        ends,
        ({ containerUri }) => containerUri,
        (end) => hasBlob(deps, end, record),
      ),
      pipelineRuns: await look(runs.length > 0 ? ends : [], ({ registryId }) => registryId, runsAt),
    };
  };

  async function look(
    ends: readonly RouteEnd[],
    placeOf: (end: RouteEnd) => string,
    isThere: (end: RouteEnd) => Promise<boolean>,
  ): Promise<Traces> {
    let found: Traces = 'none';
    for (const end of ends) {
      const place = placeOf(end);
      try {
        if (silent.has(place)) found = 'unasked';
        else if (await isThere(end)) return 'some';
      } catch (error) {
        if (!(error instanceof FerryError)) throw error;
        // A container, or a registry, that is gone has nothing.
        if (error.code === 'resource_not_found') continue;
        silent.add(place);
        found = 'unasked';
      }
    }
    return found;
  }
}

async function namesOfRuns({ pipelineRuns }: Pick<Dependencies, 'pipelineRuns'>, end: RouteEnd): Promise<Set<string>> {
  const names = new Set<string>();
  let page: string | undefined;
  do {
    const { runs, next } = await pipelineRuns.list(end, page);
    for (const { name } of runs) names.add(name);
    page = next;
  } while (page !== undefined);
  return names;
}

/** Names of its own blobs carry its id. An arrival is told by its size as well: what was mended has another ETag. */
async function hasBlob(
  { storedBlobs }: Pick<Dependencies, 'storedBlobs'>,
  end: RouteEnd,
  { id, route, arrival }: TransferRecord,
): Promise<boolean> {
  const { names, next } = await storedBlobs.list(end, beginningOf(route, id));
  if (names.length > 0 || next !== undefined) return true;
  return arrival !== undefined && (await storedBlobs.look(end, arrival.name))?.size === arrival.size;
}

function beginningOf(route: string, id: string): string {
  return blobNameFor(route, id, '').slice(0, -'.tar.gz'.length);
}
