import type { TransferReport } from '../domain/report';
import type { ActivityDependencies } from './dependencies';

/** Writes the report, which ends the transfer for every reader, then its line of the index. */
export function createWriteReport({ transfers }: ActivityDependencies) {
  return async ({ report }: { report: TransferReport }): Promise<{ written: true }> => {
    await transfers.writeReport(report);
    const record = await transfers.find(report.id);
    if (record) await transfers.index(record, report.outcome);
    return { written: true };
  };
}
