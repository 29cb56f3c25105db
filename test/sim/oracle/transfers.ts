import type { TransferReport } from '../../../src/domain/report/report';
import type { RouteEnd } from '../../../src/domain/route';
import type { AskedOfDay, RouteName } from '../day/day';
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
  const triggered = azure.triggered();
  const all = [...day.transfers, ...triggered.map((id) => askedByPushes(azure, id))];
  const ids = [...azure.ids, ...triggered];
  return all.flatMap((asked, index) => {
    const id = ids[index] ?? '';
    const report = azure.transfers.reports.get(id);
    if (!report) return [];
    const target = azure.targets[asked.route];
    const finishedAt = Date.parse(report.finishedAt);
    return [{ index, id, asked, target, report, canceledAt: azure.cancels.get(id), finishedAt }];
  });
}

/** What a transfer is about that pushes have started, as if somebody had asked for it. */
function askedByPushes({ transfers }: Outcome['azure'], id: string): AskedOfDay {
  const { route, pushed = [] } = transfers.records.get(id) ?? { route: '' };
  const artifacts = [...new Set(pushed.map(({ repository, tag }) => `${repository}:${tag}`))];
  return { route: route as RouteName, artifacts, atSecond: 0, callers: 0, isTriggered: true };
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
