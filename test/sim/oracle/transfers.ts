import type { TransferReport } from '../../../src/domain/report/report';
import type { RouteEnd } from '../../../src/domain/route';
import type { AskedOfDay } from '../day/day';
import type { Outcome } from '../simulate';

/** One transfer of a day, at its end. */
export interface EndedTransfer {
  index: number;
  id: string;
  asked: AskedOfDay;
  target: RouteEnd;
  report: TransferReport;
  /** When a caller canceled it; undefined when nobody did. */
  canceledAt: number | undefined;
  finishedAt: number;
}

/** The transfers that have a report. */
export function endedTransfers({ day, azure }: Outcome): EndedTransfer[] {
  return day.transfers.flatMap((asked, index) => {
    const id = azure.ids[index] ?? '';
    const report = azure.transfers.reports.get(id);
    if (!report) return [];
    const target = azure.targets[asked.route];
    const finishedAt = Date.parse(report.finishedAt);
    return [{ index, id, asked, target, report, canceledAt: azure.cancels.get(id), finishedAt }];
  });
}

/** What is wrong with the transfers, with the number of each. */
export function eachTransfer(outcome: Outcome, check: (transfer: EndedTransfer) => string[]): string[] {
  return endedTransfers(outcome).flatMap((transfer) =>
    check(transfer).map((finding) => `transfer ${transfer.index} (${transfer.report.outcome}): ${finding}`),
  );
}

/** A finding when something does not hold. */
export function unless(holds: boolean, finding: () => string): string[] {
  return holds ? [] : [finding()];
}
