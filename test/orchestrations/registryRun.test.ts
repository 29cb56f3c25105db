import { AccessDeniedError } from '../../src/domain/failures/errors';
import type { RouteEnd } from '../../src/domain/route';
import type { FakeRun } from '../helpers/fakeRegistries';
import { TARGET } from '../helpers/route';
import { APP, BASE, BLOB_NAME, createArrival, runArrival, type Arrival, type BeforeActivity } from './runArrival';
import { away } from './runTransfer';

const RUN = 'importferry_1f0c';
const SUCCEEDED = { provisioningState: 'Succeeded', status: 'Succeeded', percentage: 100 };
const IMPORTED = { ...SUCCEEDED, importedArtifacts: ['app:1.0', BASE.artifact] };
const failedRun = (errorMessage: string) => ({ provisioningState: 'Failed', status: 'Failed', errorMessage });

/** A blob whose import pipeline has its source trigger Enabled. */
function createWatched(changes: Parameters<typeof createArrival>[0] = {}) {
  const arrival = createArrival(changes);
  const { registries, after } = arrival;
  const turn = (isOn: boolean): void =>
    void registries.triggers.set(TARGET.registryName, {
      isOn,
      changedAt: new Date(arrival.platform.now()).toISOString(),
    });
  registries.triggers.set(TARGET.registryName, { isOn: true });
  /** The registry imports the blob so many minutes after it arrived. */
  const imports = (minutes: number, ends: object = IMPORTED, changes: Partial<FakeRun> = {}): void =>
    after(minutes, () => {
      registries.startRegistryRun(TARGET, RUN, BLOB_NAME, changes);
      if ('status' in ends && ends.status === 'Succeeded')
        for (const { artifact, digest } of [APP, BASE]) registries.push(TARGET, artifact, digest);
      registries.setRun(TARGET, RUN, ends);
    });
  return { ...arrival, turn, imports };
}

/** Names of all import runs of the blob, in the order in which they came. */
function runsOf({ registries }: Pick<Arrival, 'registries'>): string[] {
  return [...registries.runs].flatMap(([key, { request }]) =>
    'blobName' in request && request.blobName === BLOB_NAME ? [key.slice(key.indexOf('/') + 1)] : [],
  );
}

/** Counts the pages of lists that are read. */
function countPages({ deps }: Pick<Arrival, 'deps'>): () => number {
  const { list } = deps.budgetedRuns;
  let pages = 0;
  deps.budgetedRuns = { list: (...asked) => ((pages += 1), list(...asked)) };
  return () => pages;
}

const OWN = /^i[0-9a-f]{32}$/;
const WARNING = { code: 'double_import_possible' };

describe('source trigger Enabled', () => {
  it.each([0, 1, 6, 14.5])(
    'the registry’s own run after %d minutes is the only import, and is verified',
    async (minutes) => {
      const arrival = createWatched();
      await arrival.putManifest();
      arrival.imports(minutes);
      const { report, calls } = await runArrival(arrival);
      expect(report).toMatchObject({
        outcome: 'succeeded',
        batches: [
          { importRun: { resourceId: expect.stringContaining(RUN), outcome: 'succeeded', bySourceTrigger: true } },
        ],
        failures: [],
      });
      expect(report).not.toHaveProperty('warnings');
      expect(report.artifacts.map(({ outcome }) => outcome)).toEqual(['delivered', 'delivered']);
      expect(runsOf(arrival)).toEqual([RUN]);
      expect(calls).not.toContain('acquireSlot');
      expect(arrival.left()).toEqual([]);
      expect(arrival.ledger.entriesOf('prod')).toHaveLength(2);
      expect(arrival.minutes()).toBeLessThan(minutes + 3);
    },
  );

  it('the wait is shown, with its end', async () => {
    const arrival = createWatched();
    await arrival.putManifest();
    arrival.imports(5);
    const { shown } = await runArrival(arrival);
    const deadline = new Date(Date.parse(arrival.input.startedAt) + 20 * 60_000).toISOString();
    const note = `waiting until ${deadline} for the registry's own import run of ${BLOB_NAME}`;
    expect(shown).toContainEqual({ phase: 'importing', percentage: 0, note });
  });

  it.each([0, 20, 1_440])('without one, the app imports after %i minutes, and warns', async (takeOverMinutes) => {
    const arrival = createWatched();
    await arrival.putManifest();
    const { report, events } = await runArrival(arrival, { input: { takeOverMinutes } });
    expect(report).toMatchObject({ outcome: 'succeeded', failures: [], warnings: [WARNING] });
    expect(report.batches[0]?.importRun).not.toHaveProperty('bySourceTrigger');
    expect(report.warnings).toHaveLength(1);
    expect(report.warnings?.[0]?.nextStep).toContain('properties.trigger.sourceTrigger.status=Disabled');
    expect(runsOf(arrival)).toEqual([expect.stringMatching(OWN)]);
    expect(arrival.minutes()).toBeGreaterThanOrEqual(takeOverMinutes);
    expect(arrival.minutes()).toBeLessThan(takeOverMinutes + 2);
    expect(events).toBeLessThan(1_500);
  });

  it('the time counts from when the blob was written, not from when it was found', async () => {
    const arrival = createWatched();
    await arrival.putManifest();
    await arrival.platform.advance(3_600_000);
    const begun = arrival.minutes();
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({ outcome: 'succeeded', warnings: [WARNING] });
    expect(arrival.minutes() - begun).toBeLessThan(2);
  });

  it('without a manifest, what the registry’s run says that it imported is listed', async () => {
    const arrival = createWatched();
    arrival.imports(3);
    const { report } = await runArrival(arrival, { input: { manifestWaitMinutes: 10 } });
    expect(report).toMatchObject({ outcome: 'unconfirmed', batches: [{ importRun: { bySourceTrigger: true } }] });
    expect(report.artifacts.map(({ artifact }) => artifact)).toEqual(['app:1.0', BASE.artifact]);
    expect(runsOf(arrival)).toEqual([RUN]);
  });

  it('without a manifest and without a run of the registry, the warning is in the report too', async () => {
    const { report } = await runArrival(createWatched(), { input: { manifestWaitMinutes: 0 } });
    expect(report).toMatchObject({ outcome: 'unconfirmed', warnings: [WARNING] });
  });

  it.each([
    ['another blob', { request: { blobName: 'inbox/other.tar.gz' } }],
    ['another pipeline', { pipelineId: `${TARGET.registryId}/importPipelines/other` }],
    ['what was there before', { createdAt: '2019-01-01T00:00:00Z' }],
    ['an earlier version', { writtenAt: '2019-01-01T00:00:00Z' }],
  ])('a run of %s is not taken for that of the blob', async (_, changes) => {
    const arrival = createWatched();
    await arrival.putManifest();
    arrival.imports(2, SUCCEEDED, changes);
    const { report, calls } = await runArrival(arrival);
    expect(calls).toContain('startImportRun');
    expect(report.batches[0]?.importRun).not.toHaveProperty('bySourceTrigger');
  });

  it('a run that somebody created by hand is not taken for that of the registry', async () => {
    const arrival = createWatched();
    await arrival.putManifest();
    arrival.after(2, () => arrival.registries.startRegistryRun(TARGET, 'byhand', BLOB_NAME));
    expect((await runArrival(arrival)).calls).toContain('startImportRun');
  });

  it('of two runs the one that began last counts: somebody mended the metadata', async () => {
    const arrival = createWatched();
    await arrival.putManifest();
    arrival.imports(1, failedRun('The layer is damaged.'));
    arrival.imports(1, failedRun('The layer is damaged.'));
    arrival.after(1, () =>
      arrival.registries.startRegistryRun(TARGET, 'importferry_0000', BLOB_NAME, { createdAt: '2019-01-01T00:00:00Z' }),
    );
    const { report } = await runArrival(arrival, { input: { manifestWaitMinutes: 15 } });
    expect(report.batches[0]?.importRun?.resourceId).toContain(RUN);
  });
});

describe('source trigger switched', () => {
  it('Disabled: the app imports at once, and nothing is listed', async () => {
    const arrival = createArrival();
    arrival.registries.triggers.set(TARGET.registryName, { isOn: false, changedAt: '2019-01-01T00:00:00Z' });
    const pages = countPages(arrival);
    await arrival.putManifest();
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({ outcome: 'succeeded', failures: [] });
    expect(report).not.toHaveProperty('warnings');
    expect(runsOf(arrival)).toEqual([expect.stringMatching(OWN)]);
    expect(pages()).toBe(0);
    expect(arrival.minutes()).toBeLessThan(2);
  });

  it('off while its run is waited for: one import, the app’s', async () => {
    const arrival = createWatched();
    await arrival.putManifest();
    arrival.after(4, () => arrival.turn(false));
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({ outcome: 'succeeded' });
    expect(report).not.toHaveProperty('warnings');
    expect(runsOf(arrival)).toEqual([expect.stringMatching(OWN)]);
    expect(arrival.minutes()).toBeLessThan(7);
  });

  it.each([true, false])('off after the registry had begun its run: one import, the registry’s', async (tellsTime) => {
    const arrival = createWatched();
    arrival.imports(4);
    arrival.after(4, () =>
      tellsTime ? arrival.turn(false) : arrival.registries.triggers.set(TARGET.registryName, { isOn: false }),
    );
    if (tellsTime) arrival.after(6, () => arrival.putManifest());
    else await arrival.putManifest();
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({ outcome: 'succeeded', batches: [{ importRun: { bySourceTrigger: true } }] });
    expect(runsOf(arrival)).toEqual([RUN]);
  });

  it('on before the app’s own run began: one import, the registry’s', async () => {
    const arrival = createWatched();
    arrival.turn(false);
    arrival.after(2, () => arrival.turn(true));
    arrival.after(5, () => arrival.putManifest());
    arrival.imports(9);
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({ outcome: 'succeeded' });
    expect(runsOf(arrival)).toEqual([RUN]);
  });
});

describe('a run of the registry that fails', () => {
  it('for an artifact’s sake is told, and is not tried again', async () => {
    const arrival = createWatched();
    await arrival.putManifest();
    arrival.imports(2, failedRun('The layer is damaged.'));
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
    arrival.imports(2, failedRun('Service request failed. Status: 503 (Server Busy)'));
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({
      outcome: 'succeeded',
      failures: [],
      warnings: [{ code: 'import_run_failed' }, WARNING],
    });
    expect(runsOf(arrival)).toEqual([RUN, expect.stringMatching(OWN)]);
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
  arrival.imports(1);
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
  arrival.imports(1, { provisioningState: 'Succeeded', status: 'Running' });
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
      arrival.imports(3);
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

describe('a long list', () => {
  const OTHERS = 400;
  function filled(isNewestFirst: boolean) {
    const arrival = createWatched();
    arrival.registries.runsPerPage = 10;
    const { list } = arrival.registries.pipelineRuns;
    for (let index = 0; index < OTHERS; index += 1) {
      arrival.registries.startRegistryRun(TARGET, `importferry_${index}`, 'inbox/other.tar.gz');
    }
    const turned = async (end: RouteEnd, page?: string) => {
      const runs = (await all(end)).reverse();
      const from = Number(page ?? 0);
      const next = from + 10;
      return { runs: runs.slice(from, next), ...(next < runs.length && { next: String(next) }) };
    };
    const all = async (end: RouteEnd) => {
      arrival.registries.runsPerPage = 10_000;
      const { runs } = await list(end);
      arrival.registries.runsPerPage = 10;
      return runs;
    };
    arrival.deps.budgetedRuns = { list: isNewestFirst ? turned : list };
    return { ...arrival, pages: countPages(arrival) };
  }

  it.each([true, false])('is read whole once, then where new runs stand, newest first: %s', async (isNewestFirst) => {
    const arrival = filled(isNewestFirst);
    await arrival.putManifest();
    arrival.imports(8);
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({ outcome: 'succeeded', batches: [{ importRun: { bySourceTrigger: true } }] });
    expect(arrival.minutes()).toBeLessThan(11);
    expect(arrival.pages()).toBeLessThan(OTHERS / 10 + 45);
  });

  it('in any other order, the last look finds the run', async () => {
    const arrival = filled(false);
    await arrival.putManifest();
    const { list } = arrival.deps.budgetedRuns;
    const middle = OTHERS / 2;
    let late: Awaited<ReturnType<typeof list>>['runs'] = [];
    arrival.deps.budgetedRuns.list = async (end, page) => {
      const found = await list(end, page);
      const own = found.runs.filter(({ name }) => name === RUN);
      late = own.length > 0 ? own : late;
      const others = found.runs.filter(({ name }) => name !== RUN);
      return { ...found, runs: Number(page) === middle ? [...others, ...late] : others };
    };
    arrival.imports(8);
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({ outcome: 'succeeded', batches: [{ importRun: { bySourceTrigger: true } }] });
    expect(runsOf(arrival)).toEqual([RUN]);
  });

  it('is read in several calls, where the time of one does not reach; a page that went is no trouble', async () => {
    const arrival = filled(false);
    await arrival.putManifest();
    const { list } = arrival.deps.budgetedRuns;
    arrival.deps.budgetedRuns.list = async (end, page) => {
      await arrival.platform.advance(5_000);
      if (page === String(OTHERS - 10) && arrival.minutes() > 6) {
        throw new AccessDeniedError('list the runs', 'Reader', { words: '400 the token has expired' });
      }
      return list(end, page);
    };
    arrival.imports(8);
    const { report, calls } = await runArrival(arrival, {
      input: { patience: { ...arrival.input.patience, accessMinutes: 0 } },
    });
    expect(calls.filter((name) => name === 'lookForRegistryRun').length).toBeGreaterThan(2);
    expect(report).toMatchObject({ outcome: 'succeeded' });
  });
});
