import type { ArrivedBlob } from '../../domain/arrivals/arrivedBlob';
import type { Repair } from '../../domain/arrivals/repair';
import { arrivalTransferId } from '../../domain/names';
import { primaryAddress } from '../../domain/primaryAddress';
import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';
import type { Arrival } from './arrivalOf';

/**
 * Keeps what is repaired of a blob, or what was computed of its content; before that, it notes that a blob with the Content-MD5 is the same
 * arrival: whoever finds it finds this transfer. May be cut off anywhere and done again; what was kept first stays.
 *
 * Errors: those of the app's own store.
 *
 * @returns what is kept, and the blob with its Content-MD5
 */
export async function keepContent(
  { transfers }: Pick<ActivityDependencies, 'transfers'>,
  { route, arrived: known }: Arrival,
  { transferId, defects, contentMd5 }: OfTransfer & Pick<Repair, 'defects' | 'contentMd5'>,
): Promise<{ kept: Repair; arrived: ArrivedBlob }> {
  const arrived: ArrivedBlob = { ...known, ...(contentMd5 !== undefined && { contentMd5 }) };
  const container = primaryAddress(route.target.containerUri);
  const content = contentMd5 === undefined ? {} : { contentMd5, sameAs: arrivalTransferId(container, arrived) };
  if (content.sameAs !== undefined) await transfers.noteSameArrival(content.sameAs, transferId);
  return { kept: await transfers.keepRepair(transferId, { defects, ...content }), arrived };
}
