import { nearnessOf } from '../../../bench/model/describeModel';
import { ModelledTraffic } from '../../../bench/model/modelledTraffic';
import { PUBLISHED, type ModelSettings } from '../../../bench/model/modelSettings';
import { RateLog } from '../../../bench/model/rateLog';
import { stageBlocks } from '../../../src/activities/copy/stageBlocks';
import { blocksBetween, type Block } from '../../../src/domain/copy/blockPlan';
import { createCopyPlan, rangesOfLane } from '../../../src/domain/copy/copyPlan';
import { ServiceUnavailableError } from '../../../src/domain/failures/errors';
import { DEFAULT_COPY } from '../../../src/settings/routes/routesSchema';
import { createVirtualClock } from '../../activities/copy/virtualClock';

const SIZE = 50 * 1024 ** 3;
const GBIT = 1e9 / 8;
const BETWEEN_ACTIVITIES_MS = 150;

/** Copies 50 GiB with the app's defaults, lanes and ranges included, in virtual time. */
async function copyWithin(settings: ModelSettings) {
  const time = createVirtualClock();
  const machine = { ...time.clock, random: chance() };
  const traffic = new ModelledTraffic(settings, machine, 1);
  const plan = createCopyPlan(SIZE, DEFAULT_COPY, 'server');
  const { concurrency } = DEFAULT_COPY;
  const stage = async ({ length }: Block): Promise<void> => {
    if (await traffic.copyBlock(length)) return;
    const { retryAfterSeconds } = settings;
    throw new ServiceUnavailableError('copy a block', { words: '503 ServerBusy', retryAfterSeconds });
  };
  const lane = async (index: number): Promise<void> => {
    for (const { first, last } of rangesOfLane(plan, index)) {
      await machine.wait(BETWEEN_ACTIVITIES_MS, new AbortController().signal);
      const options = { concurrency, budgetMs: 90_000, shouldStop: async () => false };
      const { complete } = await stageBlocks(machine, blocksBetween(plan, '"1"', first, last), stage, options);
      if (!complete) throw new Error('The range was not copied in one activity.');
    }
  };
  await time.run(Promise.all(Array.from({ length: plan.lanes }, (_, index) => lane(index))));
  return traffic.read();
}

/** The same numbers in each run. */
function chance(): () => number {
  let seed = 1;
  return () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
}

it.each([
  ['the default limits, without a single 503', PUBLISHED, 0],
  ['a smaller account', { ...PUBLISHED, ingressBytesPerSecond: 10 * GBIT }, 200],
  ['faster streams', { ...PUBLISHED, streamBytesPerSecond: 2 * PUBLISHED.streamBytesPerSecond }, 100],
])('50 GiB stay near the ceiling of %s', async (_, settings, mostRefused) => {
  const traffic = await copyWithin(settings);
  const { ofCeiling, secondsToCeiling } = nearnessOf({ traffic }, { settings, size: SIZE });
  expect(ofCeiling).toBeGreaterThanOrEqual(0.95);
  expect(secondsToCeiling).toBeLessThanOrEqual(2);
  expect(traffic.refused).toBeLessThanOrEqual(mostRefused);
  expect(traffic.bytesPerSecond.reduce((sum, bytes) => sum + bytes, 0)).toBeCloseTo(SIZE, -6);
});

it('the rate of a second is what flowed in it', () => {
  const log = new RateLog();
  log.add(30, 0.5, 2);
  log.add(5, 3.5, 3.75);
  expect(log.perSecond).toEqual([10, 20, 0, 5]);
});
