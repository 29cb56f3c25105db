import type { Instance, Instances } from '../../domain/ports/instances';
import type { TransferStore } from '../../domain/ports/transferStore';
import type { TransferReport } from '../../domain/report/report';

/** What is known of a transfer besides its record: its report once it has ended, else its orchestration. */
export interface TransferEnd {
  report?: TransferReport;
  /** Present only where there is no report. Absent as well when nothing was started, or its history was purged. */
  instance?: Instance;
}

/** How a transfer stands. */
export async function findEnd(transfers: TransferStore, instances: Instances, id: string): Promise<TransferEnd> {
  const report = await transfers.readReport(id);
  if (report) return { report };
  const instance = await instances.find(id);
  if (!instance) return {};
  // The report is written before the orchestration ends: it may have come between the two looks.
  const late = instance.state === 'ended' ? await transfers.readReport(id) : undefined;
  return late ? { report: late } : { instance };
}
