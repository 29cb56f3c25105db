import { TARGET } from '../helpers/route';
import { BASE, BLOB_NAME, createArrival, runArrival } from './runArrival';
import { countPages, createWatched, failedRun, OWN, RUN, runsOf, SUCCEEDED, WARNING } from './watchedArrival';

describe('source trigger Enabled', () => {
  it.each([0, 1, 6, 14.5])(
    'the registry’s own run after %d minutes is the only import, and is verified',
    async (minutes) => {
      const arrival = createWatched();
      await arrival.putManifest();
      arrival.registryImports(minutes);
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
    arrival.registryImports(5);
    const { shown } = await runArrival(arrival);
    const deadline = new Date(Date.parse(arrival.input.startedAt) + 20 * 60_000).toISOString();
    const note = `waiting until ${deadline} for the registry's own import run of ${BLOB_NAME}`;
    expect(shown).toContainEqual({ phase: 'importing', percentage: 0, note });
  });

  it.each([0, 20, 240])('without one, the app imports after %i minutes, and warns', async (takeOverMinutes) => {
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
    arrival.registryImports(3);
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
    arrival.registryImports(2, SUCCEEDED, changes);
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
    arrival.registryImports(1, failedRun('The layer is damaged.'));
    arrival.registryImports(1, failedRun('The layer is damaged.'));
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
    arrival.registryImports(4);
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
    arrival.registryImports(9);
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({ outcome: 'succeeded' });
    expect(runsOf(arrival)).toEqual([RUN]);
  });
});
