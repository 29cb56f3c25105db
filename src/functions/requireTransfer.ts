import { TransferUnknownError } from '../transfer/errors';
import { isTransferId } from '../transfer/names';
import type { TransferRecord, TransferStore } from '../transfer/transferRecord';

/** The record of the transfer that a URL names. Throws TransferUnknownError. */
export async function requireTransfer(transfers: TransferStore, id: string | undefined): Promise<TransferRecord> {
  const record = id !== undefined && isTransferId(id) ? await transfers.find(id) : undefined;
  if (!record) throw new TransferUnknownError(id ?? '');
  return record;
}
