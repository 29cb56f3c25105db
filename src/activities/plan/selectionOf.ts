import { TransferRecordGoneError } from '../../domain/failures/errors';
import type { Selection } from '../../domain/selection/selection';
import type { ActivityDependencies } from '../dependencies';

/** What a transfer selects from. */
export interface AskedSelection {
  select: Selection;
  /** Whether what the ledger has is transferred again. */
  everything: boolean;
  /** When ages are told by: the transfer's start, so that every look selects the same. */
  now: Date;
}

/** Errors: TransferRecordGoneError, and those of the app's own store. */
export async function selectionOf(
  { transfers }: Pick<ActivityDependencies, 'transfers'>,
  transferId: string,
): Promise<AskedSelection> {
  const record = await transfers.find(transferId);
  if (!record) throw new TransferRecordGoneError(transferId);
  if (!record.select) throw new Error(`The transfer ${transferId} has no selection.`);
  return { select: record.select, everything: record.everything === true, now: new Date(record.createdAt) };
}
