import type { TransferStore } from '../../domain/ports/transferStore';
import type { TransferRecord } from '../../domain/transferRecord';

/**
 * The transfer that imports a content, by the id that follows from it; also where it was repaired, and had another id before.
 *
 * Errors: those of the app's own store.
 */
export async function findArrival(
  transfers: Pick<TransferStore, 'find' | 'findSameArrival'>,
  arrivalId: string,
): Promise<TransferRecord | undefined> {
  const own = await transfers.find(arrivalId);
  if (own) return own;
  const other = await transfers.findSameArrival(arrivalId);
  return other === undefined ? undefined : transfers.find(other);
}
