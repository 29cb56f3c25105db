import { drawDayOf } from './day/exportOnly';
import { judge } from './judge';
import { describe as describeDay, describeShrunk } from './run/describe';
import { addTo, tallyOf, type Tally } from './run/tally';

const DAYS = 100;

it(`${DAYS} bad days without a target: what is called exported is in a blob, with a manifest`, async () => {
  const total: Tally = {};
  for (let seed = 1; seed <= DAYS; seed += 1) {
    const judged = await judge(drawDayOf(seed, { exportOnly: true }));
    if (judged.findings.length > 0) throw new Error(`${describeDay(judged)}\n${await describeShrunk(judged)}`);
    addTo(total, tallyOf(judged));
  }
  expect(total['transfers exported']).toBeGreaterThan(DAYS / 2);
  for (const outcome of ['partial', 'failed', 'canceled']) expect(total[`transfers ${outcome}`]).toBeGreaterThan(2);
  expect(total['transfers succeeded']).toBeUndefined();
}, 600_000);
