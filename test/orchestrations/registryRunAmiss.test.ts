import { AccessDeniedError } from '../../src/domain/failures/errors';
import { TARGET } from '../helpers/route';
import { loseAt } from './loseAt';
import { APP, BASE, BLOB_NAME, runArrival, type BeforeActivity } from './runArrival';
import { away } from './runTransfer';
import { createWatched, failedRun, IMPORTED, OWN, RUN, runsOf, WARNING } from './watchedArrival';

describe('a run of the registry that fails', () => {
  it('for an artifact’s sake is told, and is not tried again', async () => {
    const arrival = createWatched();
    await arrival.putManifest();
    arrival.registryImports(2, failedRun('The layer is damaged.'));
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({
      outcome: 'failed',
      failures: [{ code: 'import_run_failed', message: expect.stringContaining('The layer is damaged.') }],
      batches: [{ importRun: { outcome: 'failed', bySourceTrigger: true } }],
    });
    expect(runsOf(arrival)).toEqual([RUN]);
  });

  it('for the service’s own trouble is told, and the app imports', async () => {
    const arrival = createWatched();
    await arrival.putManifest();
    arrival.registryImports(2, failedRun('Service request failed. Status: 503 (Server Busy)'));
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({
      outcome: 'succeeded',
      failures: [],
      warnings: [{ code: 'import_run_failed' }, WARNING],
    });
    expect(runsOf(arrival)).toEqual([RUN, expect.stringMatching(OWN)]);
  });

  const REFUSED = failedRun('Failed to access storage. Service request failed. Status: 403 (Forbidden)');

  it('by a refusal while a role of the pipeline is new is told, and the app imports once the role acts', async () => {
    const arrival = createWatched();
    await arrival.putManifest();
    arrival.registryImports(2, REFUSED);
    const actsBy = new Date(Date.parse(arrival.input.startedAt) + 8 * 60_000).toISOString();
    arrival.deps.doctor.newRoleActsBy = async () => actsBy;
    const { report } = await runArrival(arrival);
    expect(runsOf(arrival)).toEqual([RUN, expect.stringMatching(OWN)]);
    expect(report).toMatchObject({ outcome: 'succeeded', warnings: [{ code: 'import_run_failed' }, WARNING] });
    expect(arrival.minutes()).toBeGreaterThanOrEqual(8);
  });

  it('by a refusal, though no role is new, is told, and is not tried again', async () => {
    const arrival = createWatched();
    await arrival.putManifest();
    arrival.registryImports(2, REFUSED);
    const { report } = await runArrival(arrival);
    expect(runsOf(arrival)).toEqual([RUN]);
    expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'import_run_failed' }] });
  });
});

it('a pipeline that may not be read is no reason to fail: the app imports, and says so', async () => {
  const arrival = createWatched();
  await arrival.putManifest();
  arrival.deps.pipelines.importTrigger = async () => {
    throw new AccessDeniedError('read the import pipeline', 'Reader', { words: '403 denied' });
  };
  const { report } = await runArrival(arrival);
  expect(report).toMatchObject({ outcome: 'succeeded', failures: [], warnings: [{ code: 'access_denied' }] });
  expect(runsOf(arrival)).toEqual([expect.stringMatching(OWN)]);
});

it('weather at the list is waited out for as long as the registry’s run may come', async () => {
  const arrival = createWatched();
  await arrival.putManifest();
  arrival.registryImports(1);
  const until = Date.parse(arrival.input.startedAt) + 15 * 60_000;
  const before: BeforeActivity = (name) =>
    name === 'lookForRegistryRun' && arrival.platform.now() < until ? away() : undefined;
  const { report } = await runArrival(arrival, { before });
  expect(report).toMatchObject({ outcome: 'succeeded' });
  expect(runsOf(arrival)).toEqual([RUN]);
});

it('a retry imports at once by a run of the app, and warns', async () => {
  const arrival = createWatched();
  await arrival.putManifest();
  arrival.registries.startRegistryRun(TARGET, RUN, BLOB_NAME);
  const { takeOverMinutes: _none, ...input } = arrival.input;
  Object.assign(arrival, { input });
  const { report, calls } = await runArrival(arrival);
  expect(report).toMatchObject({ outcome: 'succeeded', warnings: [WARNING] });
  expect(calls).not.toContain('lookForRegistryRun');
});

it('a cancel while the registry’s run is waited for ends it without an import', async () => {
  const arrival = createWatched();
  await arrival.putManifest();
  arrival.after(4, () => arrival.transfers.requestCancel('t1'));
  const { report } = await runArrival(arrival);
  expect(report).toMatchObject({ outcome: 'canceled' });
  expect(runsOf(arrival)).toEqual([]);
  expect(arrival.minutes()).toBeLessThan(10);
});

it('a cancel while the registry’s run goes on leaves it, and says so', async () => {
  const arrival = createWatched();
  await arrival.putManifest();
  arrival.registryImports(1, { provisioningState: 'Succeeded', status: 'Running' });
  arrival.after(4, () => arrival.transfers.requestCancel('t1'));
  const { report } = await runArrival(arrival);
  const importRun = { outcome: 'leftRunning', bySourceTrigger: true };
  expect(report).toMatchObject({ outcome: 'canceled', batches: [{ importRun }] });
});

describe('a blob that is gone', () => {
  it.each([2, 8])(
    'because the registry’s run removed it, is verified, with a manifest after %i minutes',
    async (minutes) => {
      const arrival = createWatched();
      arrival.registryImports(3);
      arrival.after(4, () => arrival.storage.blobs.remove(TARGET, BLOB_NAME));
      arrival.after(minutes, () => arrival.putManifest());
      const { report } = await runArrival(arrival);
      expect(report).toMatchObject({
        outcome: 'succeeded',
        batches: [{ importRun: { bySourceTrigger: true }, blobsDeleted: true }],
      });
      expect(runsOf(arrival)).toEqual([RUN]);
      expect(arrival.left()).toEqual([]);
    },
  );

  it('before the app looked, because the registry’s run removed it, is verified', async () => {
    const arrival = createWatched();
    await arrival.putManifest();
    arrival.registries.startRegistryRun(TARGET, RUN, BLOB_NAME, { createdAt: '2019-01-01T00:00:00Z' });
    for (const { artifact, digest } of [APP, BASE]) arrival.registries.push(TARGET, artifact, digest);
    arrival.registries.setRun(TARGET, RUN, IMPORTED);
    await arrival.storage.blobs.remove(TARGET, BLOB_NAME);
    expect((await runArrival(arrival)).report).toMatchObject({ outcome: 'succeeded' });
    expect(runsOf(arrival)).toEqual([RUN]);
  });

  it('and that nobody imported, is told', async () => {
    const arrival = createWatched();
    await arrival.putManifest();
    arrival.after(3, () => arrival.storage.blobs.remove(TARGET, BLOB_NAME));
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'arrived_blob_gone' }] });
    expect(runsOf(arrival)).toEqual([]);
    expect(arrival.minutes()).toBeLessThan(6);
  });

  it('or was replaced while its run was waited for, is not imported by this transfer', async () => {
    const arrival = createWatched();
    await arrival.putManifest();
    arrival.after(3, () => arrival.storage.put(TARGET, BLOB_NAME, { size: 2_000 }));
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'arrived_blob_replaced' }] });
    expect(runsOf(arrival)).toEqual([]);
  });
});

describe('an orchestration that is lost', () => {
  const START = ['openTransfer', 'lookAtArrival', 'keepPlan', 'lookForRegistryRun'];
  const END = ['verifyArtifacts', 'storeBatchResult', 'recordDelivered', 'removeArrival', 'writeReport'];
  const OWN_RUN = ['acquireSlot', 'startImportRun', 'checkRun', 'releaseSlot'];
  const moments = (names: string[]) =>
    names.flatMap((name) => [true, false].map((isAfter) => [name, isAfter] as const));

  it.each(moments([...START, 'checkRun', ...END]))(
    'at %s (after it: %s) while the registry imports, is taken up, and comes to the same end',
    async (name, isAfter) => {
      const arrival = createWatched();
      await arrival.putManifest();
      arrival.registryImports(2);
      await loseAt(arrival, name, isAfter);
      const { report } = await runArrival(arrival, { input: { life: 'r1' } });
      expect(report).toMatchObject({
        outcome: 'succeeded',
        failures: [],
        batches: [{ importRun: { bySourceTrigger: true }, blobsDeleted: true }],
      });
      expect(runsOf(arrival)).toEqual([RUN]);
      expect(arrival.ledger.entriesOf('prod')).toHaveLength(2);
    },
  );

  it.each(moments([...START, ...OWN_RUN, ...END]))(
    'at %s (after it: %s) where the app takes over, is taken up, and comes to the same end',
    async (name, isAfter) => {
      const arrival = createWatched();
      await arrival.putManifest();
      await loseAt(arrival, name, isAfter);
      const { report } = await runArrival(arrival, { input: { life: 'r1' } });
      expect(report).toMatchObject({ outcome: 'succeeded', failures: [], warnings: [WARNING] });
      expect(runsOf(arrival)).toEqual([expect.stringMatching(OWN)]);
      expect(arrival.left()).toEqual([]);
    },
  );

  it('after the app had begun its own run, stays with it, though the registry has one by then', async () => {
    const arrival = createWatched();
    await arrival.putManifest();
    await loseAt(arrival, 'startImportRun', true);
    arrival.registries.startRegistryRun(TARGET, RUN, BLOB_NAME);
    const { report } = await runArrival(arrival, { input: { life: 'r1' } });
    expect(report).toMatchObject({ outcome: 'succeeded', warnings: [WARNING] });
    expect(report.batches[0]?.importRun).not.toHaveProperty('bySourceTrigger');
  });
});
