import { TransferUnknownError } from '../../../domain/failures/errors';
import { isTransferId } from '../../../domain/names';
import type { TransferRecord } from '../../../domain/transferRecord';
import type { TransferStore } from '../../../domain/ports/transferStore';

/** The record of the transfer that a URL names. Throws TransferUnknownError. */
export async function requireTransfer(transfers: TransferStore, id: string | undefined): Promise<TransferRecord> {
  const record = id !== undefined && isTransferId(id) ? await transfers.find(id) : undefined;
  if (!record) throw new TransferUnknownError(id ?? '');
  return record;
}
