import { drawDayOf } from '../day/exportOnly';
import { judge } from '../judge';
import { describe, describeShrunk } from './describe';
import { addTo, tallyOf, type Tally } from './tally';

/** What a worker tells of the seeds that it was given. */
export interface DaysReport {
  tally: Tally;
  /** The first day that failed; `shrunk` comes later, when the day was cut down. */
  failed?: { seed: number; found: string; shrunk?: string };
}

/** Seeds to live through, whether without targets, and whether a failing day is to be cut down. */
export interface DaysOrder {
  seeds: number[];
  shrinks: boolean;
  exportOnly: boolean;
}

async function liveThrough({ seeds, shrinks, exportOnly }: DaysOrder): Promise<DaysReport> {
  const report: DaysReport = { tally: {} };
  for (const seed of seeds) {
    const judged = await judge(drawDayOf(seed, { exportOnly }));
    addTo(report.tally, tallyOf(judged));
    if (judged.findings.length === 0) continue;
    const found = describe(judged);
    process.send?.({ tally: {}, failed: { seed, found } } satisfies DaysReport);
    return { ...report, failed: { seed, found, shrunk: shrinks ? await describeShrunk(judged) : '' } };
  }
  return report;
}

/** Answers each order. */
process.on('message', (order: DaysOrder) => void liveThrough(order).then((report) => process.send?.(report)));
