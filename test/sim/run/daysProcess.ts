import { drawDay } from '../day/drawDay';
import { judge } from '../judge';
import { describe, describeShrunk } from './describe';
import { addTo, tallyOf, type Tally } from './tally';

/** What a worker tells of the seeds that it was given. */
export interface DaysReport {
  tally: Tally;
  /** The first day that failed: what was found, in two parts. */
  failed?: { seed: number; found: string; shrunk: string };
}

/** Lives through the seeds that it is sent, one list after the other, and answers each list. */
process.on('message', (seeds: number[]) => {
  void (async () => {
    const report: DaysReport = { tally: {} };
    for (const seed of seeds) {
      const judged = await judge(drawDay(seed));
      addTo(report.tally, tallyOf(judged));
      if (judged.findings.length === 0) continue;
      process.send?.({ tally: {}, failed: { seed, found: describe(judged), shrunk: '' } } satisfies DaysReport);
      report.failed = { seed, found: describe(judged), shrunk: await describeShrunk(judged) };
      break;
    }
    process.send?.(report);
  })();
});
