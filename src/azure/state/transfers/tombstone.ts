import type { TransferRecord } from '../../../domain/transferRecord';

/** What stands in place of a record while what is kept of its transfer is being removed. */
export interface Tombstone extends Pick<TransferRecord, 'id' | 'createdAt'> {
  isRemoved: true;
}

export function isTombstone(found: TransferRecord | Tombstone): found is Tombstone {
  return 'isRemoved' in found;
}

/** Where the record of a transfer is kept, or what stands in its place. */
export function recordName(id: string): string {
  return `transfers/${id}.json`;
}
