import { drawDay } from './day/drawDay';
import { judge } from './judge';
import { describe as describeDay, describeShrunk } from './run/describe';
import { addTo, tallyOf, type Tally } from './run/tally';

const DAYS = 300;

it(`${DAYS} bad days: what can recover does, what cannot is reported with its true cause, nothing is done twice`, async () => {
  const total: Tally = {};
  for (let seed = 1; seed <= DAYS; seed += 1) {
    const judged = await judge(drawDay(seed));
    if (judged.findings.length > 0) throw new Error(`${describeDay(judged)}\n${await describeShrunk(judged)}`);
    addTo(total, tallyOf(judged));
  }
  // The days are as bad as they are meant to be.
  expect(total['lives']).toBeGreaterThan(DAYS + 200);
  expect(total['transfers succeeded']).toBeGreaterThan(DAYS / 2);
  for (const outcome of ['partial', 'failed', 'canceled']) expect(total[`transfers ${outcome}`]).toBeGreaterThan(10);
  for (const count of ['blobs that arrived', 'claims of pushes', 'runs that expired', 'blobs that expired'])
    expect(total[count]).toBeGreaterThan(5);
}, 900_000);

it('the same seed brings the same day, step by step', async () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const [first, second] = [await judge(drawDay(seed)), await judge(drawDay(seed))];
    expect(second.day).toEqual(first.day);
    expect(second.outcome?.trace).toEqual(first.outcome?.trace);
    expect([...(second.outcome?.journals.values() ?? [])]).toEqual([...(first.outcome?.journals.values() ?? [])]);
  }
});
