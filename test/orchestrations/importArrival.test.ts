import { AccessDeniedError } from '../../src/domain/failures/errors';
import { CANCELED } from '../../src/domain/failures/ending';
import { manifestNameFor } from '../../src/domain/names';
import { createBatch } from '../../src/domain/plan';
import { digestOf } from '../helpers/fakeRegistries';
import { TARGET } from '../helpers/route';
import { APP, BASE, BLOB_NAME, createArrival, loseAt, runArrival, type Arrival } from './runArrival';
import { away, failed, refused } from './runTransfer';

const SIDECAR = manifestNameFor(BLOB_NAME);
const FAILED_RUN = { provisioningState: 'Failed', status: 'Failed', errorMessage: 'The layer is damaged.' };

/** What an activity answers so many times, before it does what it does. */
function times(count: number, name: string, answer: () => unknown) {
  let calls = 0;
  return (called: string): unknown => (called === name && (calls += 1) <= count ? answer() : undefined);
}

function runsOf({ registries }: Arrival): number {
  return [...registries.runs.keys()].filter((name) => name.startsWith('production/')).length;
}

it('manifest, import, verification, ledger, report; the blob and its manifest are removed', async () => {
  const arrival = createArrival();
  await arrival.putManifest();
  const { status, report, calls, events } = await runArrival(arrival);
  expect(status).toMatchObject({ runtimeStatus: 'Completed', output: { outcome: 'succeeded' } });
  expect(report).toMatchObject({
    outcome: 'succeeded',
    startedBy: { kind: 'trigger', name: 'blobCreated' },
    artifacts: [
      { artifact: 'app:1.0', outcome: 'delivered', sourceDigest: APP.digest, targetDigest: APP.digest },
      { artifact: BASE.artifact, outcome: 'delivered' },
    ],
    batches: [{ blob: BLOB_NAME, importRun: { outcome: 'succeeded' }, blobsDeleted: true }],
    failures: [],
  });
  expect(arrival.left()).toEqual([]);
  expect(arrival.ledger.entriesOf('prod')).toHaveLength(2);
  expect(calls).toEqual([
    ...['openTransfer', 'lookAtArrival', 'keepPlan', 'acquireSlot', 'startImportRun', 'checkRun', 'releaseSlot'],
    ...['verifyArtifacts', 'storeBatchResult', 'recordDelivered', 'removeArrival', 'writeReport'],
  ]);
  expect(events).toBeLessThan(80);
});

it('a manifest that comes late is waited for, and the wait is shown', async () => {
  const arrival = createArrival();
  arrival.after(7, () => arrival.putManifest());
  const { report, shown } = await runArrival(arrival);
  expect(report.outcome).toBe('succeeded');
  expect(arrival.minutes()).toBeLessThan(12);
  const deadline = new Date(Date.parse(arrival.input.startedAt) + 15 * 60_000).toISOString();
  expect(shown).toContainEqual({
    phase: 'planning',
    percentage: 0,
    note: `waiting until ${deadline} for the manifest ${SIDECAR}`,
  });
});

it.each([0, 15, 240])('after %i minutes without one, what was imported is unverified', async (manifestWaitMinutes) => {
  const arrival = createArrival();
  const { report, events } = await runArrival(arrival, { input: { manifestWaitMinutes } });
  expect(arrival.minutes()).toBeGreaterThanOrEqual(manifestWaitMinutes);
  expect(arrival.minutes()).toBeLessThan(manifestWaitMinutes + 2);
  expect(report).toMatchObject({
    outcome: 'unconfirmed',
    artifacts: [
      {
        artifact: 'app:1.0',
        outcome: 'unverified',
        targetDigest: APP.digest,
        failure: { code: 'source_unverified' },
      },
      { artifact: BASE.artifact, outcome: 'unverified', targetDigest: BASE.digest },
    ],
    failures: [{ code: 'source_unverified' }],
    totals: { outcomes: { unverified: 2 } },
  });
  expect(report.artifacts[0]).not.toHaveProperty('sourceDigest');
  expect(report.failures[0]?.message).toContain(`within ${manifestWaitMinutes} minutes`);
  expect(arrival.left()).toEqual([BLOB_NAME]);
  expect(report.batches[0]).toMatchObject({ blobsDeleted: false, leftBehind: [{ why: expect.any(String) }] });
  expect(arrival.ledger.entriesOf('prod')).toEqual([]);
  expect(events).toBeLessThan(4_000);
});

it('a run that does not say what it imported leaves nothing to list, and no success', async () => {
  const arrival = createArrival();
  arrival.imports.says = undefined;
  const { report } = await runArrival(arrival, { input: { manifestWaitMinutes: 0 } });
  expect(report).toMatchObject({ outcome: 'unconfirmed', artifacts: [], failures: [{ code: 'source_unverified' }] });
});

it('names that say too little are not looked up', async () => {
  const arrival = createArrival();
  arrival.imports.says = ['app', 'not a name', 'app:9.9', 'app:1.0', 'app:1.0'];
  const { report } = await runArrival(arrival, { input: { manifestWaitMinutes: 0 } });
  const shown = report.artifacts.map(({ artifact, targetDigest }) => [artifact, targetDigest]);
  expect(shown).toEqual([
    ['app', undefined],
    ['app:1.0', APP.digest],
    ['app:9.9', undefined],
    ['not a name', undefined],
  ]);
  expect(report.outcome).toBe('unconfirmed');
});

it.each<[string, (arrival: Arrival) => Promise<void>, string]>([
  ['of another length', (arrival) => arrival.putManifest([APP], { size: 1 }), 'manifest_mismatch'],
  [
    'of another checksum',
    (arrival) => arrival.putManifest([APP], { contentMd5: 'AAAAAAAAAAAAAAAAAAAAAA==' }),
    'manifest_mismatch',
  ],
  ['that cannot be read', (arrival) => arrival.putManifest([]), 'manifest_unreadable'],
  [
    'that is too large',
    async ({ storage }) => storage.blobs.putJson(TARGET, SIDECAR, { text: 'x'.repeat(5 * 1024 * 1024) }),
    'manifest_unreadable',
  ],
])('with a manifest %s nothing is imported; the right one is waited for', async (_, putWrong, code) => {
  const arrival = createArrival();
  await putWrong(arrival);
  const { report } = await runArrival(arrival);
  expect(report).toMatchObject({ outcome: 'failed', artifacts: [], batches: [], failures: [{ code }] });
  expect(runsOf(arrival)).toBe(0);
  expect(arrival.left().sort()).toEqual([BLOB_NAME, SIDECAR]);
  expect(arrival.minutes()).toBeGreaterThanOrEqual(15);

  const mended = createArrival();
  await putWrong(mended);
  mended.after(3, () => mended.putManifest());
  expect((await runArrival(mended)).report.outcome).toBe('succeeded');
});

it('a blob that is gone, or was replaced, is not imported', async () => {
  const gone = createArrival();
  gone.after(3, () => gone.storage.blobs.remove(TARGET, BLOB_NAME));
  expect((await runArrival(gone)).report).toMatchObject({
    outcome: 'failed',
    failures: [{ code: 'arrived_blob_gone' }],
  });
  const replaced = createArrival();
  replaced.after(3, () => replaced.storage.put(TARGET, BLOB_NAME, { size: 2_000 }));
  const { report } = await runArrival(replaced);
  expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'arrived_blob_replaced' }] });
  expect(runsOf(gone) + runsOf(replaced)).toBe(0);
});

it('a blob whose metadata were mended meanwhile is the same one', async () => {
  const arrival = createArrival();
  arrival.after(1, () => arrival.storage.put(TARGET, BLOB_NAME, { ...arrival.blob, etag: '"mended"' }));
  arrival.after(2, () => arrival.putManifest());
  expect((await runArrival(arrival)).report).toMatchObject({ outcome: 'succeeded' });
  expect(arrival.left()).toEqual([]);
});

it('what took the place of the blob or of its manifest during the import is not removed', async () => {
  const arrival = createArrival();
  await arrival.putManifest();
  const before = (name: string): void => {
    if (name !== 'verifyArtifacts') return;
    arrival.storage.put(TARGET, BLOB_NAME, { size: 2_000 });
    void arrival.putManifest([APP], { size: 2_000 });
  };
  expect((await runArrival(arrival, { before })).report).toMatchObject({ outcome: 'succeeded' });
  expect(arrival.left().sort()).toEqual([BLOB_NAME, SIDECAR]);
});

it('a route that keeps blobs keeps these', async () => {
  const arrival = createArrival({ keepBlobs: true });
  await arrival.putManifest();
  const { report } = await runArrival(arrival);
  expect(arrival.left().sort()).toEqual([BLOB_NAME, SIDECAR]);
  expect(report).toMatchObject({ outcome: 'succeeded', batches: [{ blobsDeleted: false }] });
  expect(report.batches[0]?.leftBehind).toHaveLength(2);
});

it('what the target has otherwise than the manifest says is told, and the blob stays', async () => {
  const arrival = createArrival();
  await arrival.putManifest();
  arrival.imports.brings = [{ ...APP, digest: digestOf('other') }];
  const { report } = await runArrival(arrival);
  expect(report).toMatchObject({
    outcome: 'failed',
    artifacts: [
      { artifact: 'app:1.0', outcome: 'failed', failure: { code: 'digest_mismatch' } },
      { artifact: BASE.artifact, outcome: 'missing', failure: { code: 'artifact_not_delivered' } },
    ],
  });
  expect(arrival.left().sort()).toEqual([BLOB_NAME, SIDECAR]);
});

it('a run that fails is told; what arrived all the same counts', async () => {
  const arrival = createArrival();
  await arrival.putManifest();
  arrival.imports.ends = FAILED_RUN;
  arrival.imports.brings = [APP];
  const { report } = await runArrival(arrival);
  expect(report).toMatchObject({ outcome: 'partial', failures: [{ code: 'import_run_failed' }] });
  expect(report.artifacts).toMatchObject([{ outcome: 'delivered' }, { failure: { code: 'import_run_failed' } }]);
});

it('a run that fails without a manifest has failed', async () => {
  const arrival = createArrival();
  arrival.imports.ends = FAILED_RUN;
  const { report } = await runArrival(arrival, { input: { manifestWaitMinutes: 0 } });
  expect(report.outcome).toBe('failed');
  expect(report.failures.map(({ code }) => code)).toEqual(['import_run_failed', 'source_unverified']);
});

it('a run that cannot be created is told', async () => {
  const arrival = createArrival();
  await arrival.putManifest();
  arrival.registries.removePipeline(TARGET);
  const { report } = await runArrival(arrival);
  expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'resource_not_found' }] });
  expect(report.artifacts.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
});

it.each([
  ...['openTransfer', 'lookAtArrival', 'keepPlan', 'acquireSlot', 'startImportRun', 'checkRun', 'releaseSlot'],
  ...['verifyArtifacts', 'storeBatchResult', 'recordDelivered', 'removeArrival', 'writeReport'],
])('weather at %s is waited out', async (name) => {
  const arrival = createArrival();
  await arrival.putManifest();
  const { report } = await runArrival(arrival, { before: times(3, name, () => away()) });
  expect(report).toMatchObject({ outcome: 'succeeded', failures: [] });
  expect(runsOf(arrival)).toBe(1);
  expect(arrival.left()).toEqual([]);
});

it.each(['lookAtArrival', 'keepPlan', 'acquireSlot', 'startImportRun'])(
  'a refusal at %s that lasts ends the arrival, and says so',
  async (name) => {
    const arrival = createArrival();
    await arrival.putManifest();
    const { report } = await runArrival(arrival, { before: times(Infinity, name, () => refused()) });
    expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'access_denied' }] });
    expect(arrival.minutes()).toBeGreaterThan(9);
    expect(arrival.left().sort()).toEqual([BLOB_NAME, SIDECAR]);
  },
);

it('a target that cannot be asked leaves it unconfirmed, with a manifest and without', async () => {
  for (const name of ['verifyArtifacts', 'listImported']) {
    const arrival = createArrival();
    if (name === 'verifyArtifacts') await arrival.putManifest();
    const { report } = await runArrival(arrival, {
      before: times(Infinity, name, () => failed('access_denied')),
      input: { manifestWaitMinutes: 0 },
    });
    expect(report.outcome).toBe('unconfirmed');
    expect(arrival.left()).toContain(BLOB_NAME);
  }
});

it('what may not be read of what was imported is unverified like the rest', async () => {
  const arrival = createArrival();
  arrival.registries.beforeLookup = async () => {
    throw new AccessDeniedError('read x', 'AcrPull', { words: '403 denied' });
  };
  const { report } = await runArrival(arrival, { input: { manifestWaitMinutes: 0 } });
  expect(report).toMatchObject({ outcome: 'unconfirmed', failures: [{ code: 'source_unverified' }] });
  expect(report.artifacts.map(({ outcome }) => outcome)).toEqual(['unverified', 'unverified']);
});

it('a ledger or a clean-up that fails changes nothing of the outcome', async () => {
  for (const [name, field] of [
    ['recordDelivered', 'ledgerFailures'],
    ['removeArrival', 'cleanUpFailures'],
  ] as const) {
    const arrival = createArrival();
    await arrival.putManifest();
    const { report } = await runArrival(arrival, { before: times(Infinity, name, () => failed('access_denied')) });
    expect(report).toMatchObject({ outcome: 'succeeded', [field]: [{ code: 'access_denied' }] });
  }
});

it('a cancel while the manifest is waited for ends it without an import', async () => {
  const arrival = createArrival();
  arrival.after(4, () => arrival.transfers.requestCancel('t1'));
  const { report } = await runArrival(arrival);
  expect(report).toMatchObject({ outcome: 'canceled', batches: [], artifacts: [] });
  expect(arrival.minutes()).toBeLessThan(10);
  expect(runsOf(arrival)).toBe(0);
  expect(arrival.left()).toEqual([BLOB_NAME]);
});

it('a cancel before the run is created starts none; the blob stays', async () => {
  const arrival = createArrival();
  await arrival.putManifest();
  await arrival.transfers.requestCancel('t1');
  const { report } = await runArrival(arrival);
  expect(report).toMatchObject({ outcome: 'canceled' });
  expect(report.artifacts[0]).toMatchObject({ failure: { code: 'transfer_canceled' } });
  expect(runsOf(arrival)).toBe(0);
  expect(arrival.left().sort()).toEqual([BLOB_NAME, SIDECAR]);
});

it('a cancel while the run goes on leaves the run, and says so', async () => {
  const arrival = createArrival();
  await arrival.putManifest();
  arrival.imports.ends = { provisioningState: 'Succeeded', status: 'Running' };
  arrival.after(2, () => arrival.transfers.requestCancel('t1'));
  const { report } = await runArrival(arrival);
  expect(report).toMatchObject({ outcome: 'canceled', batches: [{ importRun: { outcome: 'leftRunning' } }] });
  expect(arrival.left().sort()).toEqual([BLOB_NAME, SIDECAR]);
});

it('on a route that takes one at a time it waits for its turn, and gives it on', async () => {
  const arrival = createArrival();
  await arrival.putManifest();
  let asked = 0;
  const before = (name: string): unknown => {
    if (name === 'acquireTurn')
      return { end: 'done', value: (asked += 1) > 2 ? { acquired: true } : { acquired: false } };
    return name === 'releaseTurn' ? { end: 'done', value: { released: true } } : undefined;
  };
  const { report, calls } = await runArrival(arrival, { before, input: { takesTurn: true } });
  expect(report.outcome).toBe('succeeded');
  expect([calls[0], calls[3], calls.at(-2), calls.at(-1)]).toEqual([
    ...['acquireTurn', 'openTransfer', 'writeReport', 'releaseTurn'],
  ]);
});

it('one that is canceled while it waits for its turn has a report', async () => {
  const arrival = createArrival();
  const before = (name: string): unknown => {
    if (name === 'acquireTurn') return CANCELED;
    return name === 'releaseTurn' ? { end: 'done', value: { released: true } } : undefined;
  };
  const { report } = await runArrival(arrival, { before, input: { takesTurn: true } });
  expect(report).toMatchObject({ outcome: 'canceled', batches: [] });
});

it('a finished one that is started again does nothing', async () => {
  const arrival = createArrival();
  await arrival.putManifest();
  await runArrival(arrival);
  const { calls, status } = await runArrival(arrival);
  expect(status.output).toEqual({ outcome: 'succeeded' });
  expect(calls).toEqual(['openTransfer']);
});

it.each([
  ...['openTransfer', 'lookAtArrival', 'keepPlan', 'acquireSlot', 'startImportRun', 'checkRun', 'releaseSlot'],
  ...['verifyArtifacts', 'storeBatchResult', 'recordDelivered', 'removeArrival', 'writeReport'],
])('an orchestration that is lost before or after %s is taken up, and comes to the same end', async (name) => {
  for (const isAfter of [false, true]) {
    const arrival = createArrival();
    await arrival.putManifest();
    await loseAt(arrival, name, isAfter);
    const { report } = await runArrival(arrival, { input: { life: 'r1' } });
    expect(report).toMatchObject({ outcome: 'succeeded', batches: [{ blobsDeleted: true }], failures: [] });
    expect(report.artifacts.map(({ outcome }) => outcome)).toEqual(['delivered', 'delivered']);
    expect(runsOf(arrival)).toBe(1);
    expect(arrival.left()).toEqual([]);
    expect(arrival.ledger.entriesOf('prod')).toHaveLength(2);
  }
});

it('one that had begun without a manifest does not begin again with one that came meanwhile', async () => {
  const arrival = createArrival();
  await loseAt(arrival, 'checkRun', false, { manifestWaitMinutes: 0 });
  await arrival.putManifest();
  const { report } = await runArrival(arrival, { input: { life: 'r1', manifestWaitMinutes: 0 } });
  expect(report.outcome).toBe('unconfirmed');
  expect(runsOf(arrival)).toBe(1);
  expect([...arrival.transfers.plans.values()]).toEqual([{ batches: [createBatch([])], unplanned: [] }]);
});
