import { randomInt } from 'node:crypto';
import { createVirtualPlatform } from '../../local/host/virtualPlatform';
import { NO_SLOTS } from '../../src/domain/slots/slots';
import { dice } from '../sim/day/dice';
import { fillRegistry } from './helpers/fillRegistry';
import { imageOf } from './helpers/images';
import type { RunResource } from './helpers/inspectRuns';
import { type Ferry, startFerry } from './helpers/startFerry';
import { until } from './helpers/until';

const BATCHES = 40;
const KILLS = 20;
const WINDOWS = { exports: 3, imports: 2 };
/** More than half of what a batch takes: no two images share one. */
const TAGS = 26;
/** A host is killed after at most as many requests: during its start, as often as in the middle of everything. */
const MOST_REQUESTS = 200;
const IMPORTED = 'run.import.finish';
const WITHIN_MS = 600_000;

describe('SIGKILL of the host at random moments', () => {
  const seed = Number(process.env['FERRY_TEST_SEED'] ?? randomInt(2 ** 31));
  let ferry: Ferry;
  beforeAll(async () => {
    process.stdout.write(`FERRY_TEST_SEED=${seed} draws these kills again\n`);
    ferry = await startFerry({
      storageGate: true,
      env: {
        FERRY_REGISTRY_READS_PER_MINUTE: '100000',
        FERRY_EXPORTS_AT_ONCE: String(WINDOWS.exports),
        FERRY_IMPORTS_AT_ONCE: String(WINDOWS.imports),
      },
    });
  });
  afterAll(() => ferry?.stop());

  it(
    'twenty times during forty batches: each is exported once and imported once, in its turn',
    async () => {
      // Prepare
      const { api, stack, runs, storage, target, host, startHost, hold, release, push } = ferry;
      const { log, chance } = dice(createVirtualPlatform({ seed }).random);
      const images = Array.from({ length: BATCHES }, (_, number) => ({
        ...imageOf(`kills/r${number}:0`, Buffer.from(`layer ${number}`)),
        tags: Array.from({ length: TAGS }, (__, tag) => `1.${tag}`),
      }));
      await fillRegistry(stack, images);
      // The service itself lets all of them begin.
      await stack.admin('PUT', 'settings', { slots: 100 });
      // Imports end only now and then, so that there is work for all twenty.
      await hold(IMPORTED);
      const { id } = await api.select({ select: { rules: [{ repositories: ['kills/**'] }] } });

      // Act
      for (let kills = 0; kills < KILLS; kills += 1) {
        const most = log(MOST_REQUESTS);
        await stack.admin('DELETE', 'requests');
        const isDue = async () => (await stack.admin<{ total: number }>('GET', 'requests')).total >= most;
        await until(isDue, { what: `${most} requests`, timeoutMs: 60_000 });
        await host().kill();
        if (chance(1 / 2)) {
          await release(IMPORTED);
          await hold(IMPORTED);
        }
        await startHost();
      }
      const isOverTooSoon = (await storage.blobs('state')).includes(`reports/${id}.json`);
      await release(IMPORTED);
      const report = await api.reportOf(id, WITHIN_MS);
      const [exports, imports] = [await runs.list('source'), await runs.list('target')];

      // Assess
      expect(isOverTooSoon).toBe(false);
      expect(report).toMatchObject({ outcome: 'succeeded', failures: [] });
      expect(report.totals).toMatchObject({ batches: BATCHES, outcomes: { delivered: BATCHES * TAGS } });
      expect(report).not.toHaveProperty('ledgerFailures');
      for (const image of images) expect(await target.digestOf(`${image.repository}:1.0`)).toBe(image.manifest.digest);
      const blobOf = ({ properties: { request } }: RunResource) => (request.target ?? request.source)?.name;
      for (const all of [exports, imports]) {
        expect(all).toHaveLength(BATCHES);
        expect(new Set(all.map(blobOf)).size).toBe(BATCHES);
      }
      expect(mostAtOnce(exports)).toBeLessThanOrEqual(WINDOWS.exports);
      expect(mostAtOnce(imports)).toBeLessThanOrEqual(WINDOWS.imports);
      const slots = (await storage.blobs('state')).filter((name) => name.startsWith('slots/'));
      expect(slots).toHaveLength(2);
      for (const name of slots) expect(JSON.parse(await storage.readState(name))).toEqual(NO_SLOTS);
      expect(await api.reportOf((await api.start([await push('kills/next:1.0')])).id)).toMatchObject({
        outcome: 'succeeded',
      });
    },
    WITHIN_MS,
  );
});

/** The most runs that the service had at a time, from the request for a run until its end. */
function mostAtOnce(runs: readonly RunResource[]): number {
  const changes = runs.flatMap(({ systemData, properties }) => [
    { at: Date.parse(systemData.createdAt), by: 1 },
    { at: Date.parse(properties.response?.finishTime ?? ''), by: -1 },
  ]);
  changes.sort((one, other) => one.at - other.at || one.by - other.by);
  let now = 0;
  return Math.max(...changes.map(({ by }) => (now += by)));
}
