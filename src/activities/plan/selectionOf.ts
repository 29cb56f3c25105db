import type { Push } from '../../domain/pushes/push';
import type { Selection } from '../../domain/selection/selection';
import { isSelected } from '../../domain/transferRecord';
import type { ActivityDependencies } from '../dependencies';
import { requireRecord } from '../ends';

/** What a transfer selects from. */
export interface AskedSelection {
  select: Selection;
  /** Of what is selected, only this is taken; absent where all is. */
  pushed?: Push[];
  /** The transfer whose undelivered artifacts are taken instead. */
  retryOf?: string;
  /** Whether what the ledger has is transferred again. */
  everything: boolean;
  /** When ages are told by: the transfer's start, so that every look selects the same. */
  now: Date;
}

/** What an earlier transfer planned is taken as it is. */
const NAMED: Selection = { rules: [], referrers: 'none' };

/**
 * What the transfer was asked to select. A retry of one that ended before it had a plan selects what that one was asked for.
 *
 * Errors: TransferRecordGoneError, and those of the app's own store.
 */
export async function selectionOf(
  { transfers }: Pick<ActivityDependencies, 'transfers'>,
  transferId: string,
): Promise<AskedSelection> {
  const record = await requireRecord({ transfers }, transferId);
  const now = new Date(record.createdAt);
  let asked = record;
  while (asked.retryOf !== undefined) {
    const earlier = await requireRecord({ transfers }, asked.retryOf);
    if (!isSelected(earlier) || (await transfers.readPlan(earlier.id)))
      return { select: NAMED, retryOf: earlier.id, everything: true, now };
    asked = earlier;
  }
  const { select, everything = false, pushed } = asked;
  if (!select) throw new Error(`The transfer ${transferId} has no selection.`);
  return { select, everything, now, ...(pushed && { pushed }) };
}
