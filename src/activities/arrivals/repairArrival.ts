import type { ArrivedBlob } from '../../domain/arrivals/arrivedBlob';
import { defectsOf, withCategory, type Defect } from '../../domain/arrivals/defects';
import { ServiceUnavailableError } from '../../domain/failures/errors';
import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';
import { arrivalOf, type Arrival } from './arrivalOf';
import { keepContent } from './keepContent';
import { requireStill } from './requireStill';

type Dependencies = Pick<ActivityDependencies, 'transfers' | 'arrivedBlobs'>;

/** Others may write to the blob as well, now and then. */
const MOST_TRIES = 5;

/**
 * Gives a blob that arrived what it lacks: its Content-MD5, then the metadata. Before that, it notes that the repaired blob is the same
 * arrival: whoever finds it finds this transfer. May be cut off anywhere and done again.
 *
 * Errors: ArrivedBlobGoneError, ArrivedBlobReplacedError, those of ArrivedBlobs and of the app's own store.
 *
 * @param input.defects     what examineArrival found
 * @param input.contentMd5  what was computed of the content, where it had none
 */
export async function repairArrival(
  deps: Dependencies,
  { transferId, defects, contentMd5 }: OfTransfer & { defects: Defect[]; contentMd5?: string },
): Promise<{ repaired: true }> {
  const arrival = await arrivalOf(deps, { transferId });
  await requireStill(deps, arrival, arrival.arrived);
  const { arrived } = await keepContent(deps, arrival, {
    transferId,
    defects,
    ...(contentMd5 !== undefined && { contentMd5 }),
  });
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (await isRepaired(deps, arrival, arrived)) return { repaired: true };
  }
  throw new ServiceUnavailableError(`repair ${arrival.blob}`, { words: 'somebody else writes to it all the time.' });
}

/** Does what is left to do, one request after another. @returns false where somebody else came in between */
async function isRepaired(deps: Dependencies, arrival: Arrival, arrived: ArrivedBlob): Promise<boolean> {
  const { arrivedBlobs } = deps;
  const { target } = arrival.route;
  const found = await requireStill(deps, arrival, arrived);
  if (found.contentMd5 === undefined && arrived.contentMd5 !== undefined) {
    if (!(await arrivedBlobs.setContentMd5(target, arrived.name, found, arrived.contentMd5))) return false;
  }
  const there = await requireStill(deps, arrival, arrived);
  if (defectsOf(there).length === 0) return true;
  return arrivedBlobs.setMetadata(target, arrived.name, there.etag, withCategory(there.metadata));
}
