import type { TransferReport } from '../domain/report';
import type { ActivityDependencies } from './dependencies';

/**
 * Marks a transfer as running. Answers its report when it has ended before: an orchestration of a finished id can be
 * started again by mistake, and must then do nothing.
 */
export function createOpenTransfer({ transfers }: ActivityDependencies) {
  return async ({ transferId }: { transferId: string }): Promise<{ report?: TransferReport }> => {
    const report = await transfers.readReport(transferId);
    if (report) return { report };
    const record = await transfers.find(transferId);
    if (record) await transfers.index(record, 'running');
    return {};
  };
}
