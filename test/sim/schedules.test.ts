import { liveThroughTicks } from './clock/liveThroughTicks';

const DAYS = 60;

it(`${DAYS} bad days of ticks: one transfer for each due time, none lost, none in a pause`, async () => {
  const total = { started: 0, missed: 0, kills: 0, failures: 0 };
  for (let seed = 1; seed <= DAYS; seed += 1) {
    const { findings, ...day } = await liveThroughTicks(seed);
    if (findings.length > 0) throw new Error(`Seed ${seed}:\n- ${findings.slice(0, 10).join('\n- ')}`);
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += day[key];
  }
  // The days are as bad as they are meant to be.
  expect(total.started).toBeGreaterThan(DAYS * 50);
  for (const count of [total.missed, total.kills, total.failures]) expect(count).toBeGreaterThan(DAYS);
}, 300_000);

it('the same seed brings the same day', async () => {
  expect(await liveThroughTicks(7)).toEqual(await liveThroughTicks(7));
});
