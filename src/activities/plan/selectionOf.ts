import { TransferRecordGoneError } from '../../domain/failures/errors';
import type { Selection } from '../../domain/selection/selection';
import type { ActivityDependencies } from '../dependencies';

/** What a transfer selects from. */
export interface AskedSelection {
  select: Selection;
  /** The transfer whose undelivered artifacts are taken instead. */
  retryOf?: string;
  /** Whether what the ledger has is transferred again. */
  everything: boolean;
  /** When ages are told by: the transfer's start, so that every look selects the same. */
  now: Date;
}

/** What an earlier transfer planned is taken as it is. */
const NAMED: Selection = { rules: [], referrers: 'none' };

/** Errors: TransferRecordGoneError, and those of the app's own store. */
export async function selectionOf(
  { transfers }: Pick<ActivityDependencies, 'transfers'>,
  transferId: string,
): Promise<AskedSelection> {
  const record = await transfers.find(transferId);
  if (!record) throw new TransferRecordGoneError(transferId);
  const { select, retryOf, everything = false, createdAt } = record;
  if (retryOf !== undefined) return { select: NAMED, retryOf, everything: true, now: new Date(createdAt) };
  if (!select) throw new Error(`The transfer ${transferId} has no selection.`);
  return { select, everything, now: new Date(createdAt) };
}
