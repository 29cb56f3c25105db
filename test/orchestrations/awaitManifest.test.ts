import { arrivalTransferId } from '../../src/domain/names';
import { TARGET } from '../helpers/route';
import { loseAt } from './loseAt';
import { APP, BASE, BLOB_NAME, runArrival, type Arrival, type BeforeActivity } from './runArrival';
import { away, failed, refused } from './runTransfer';
import { createStripped, HEADERS, MD5, SIZE } from './strippedArrival';
import { IMPORTED, RUN } from './watchedArrival';

/** What takes the place of the blob: as long, and something else. */
const OTHER = Buffer.alloc(SIZE, 'other');

function runsOf({ registries }: Arrival): number {
  return [...registries.runs.keys()].filter((name) => name.startsWith('production/')).length;
}

/** A blob without a Content-MD5, of other content than its manifest says. */
async function createReplaced(): Promise<Arrival> {
  const arrival = await createStripped(undefined);
  const there = arrival.storage.committed(TARGET, BLOB_NAME);
  arrival.storage.contents.set(there?.etag ?? '', OTHER);
  return arrival;
}

it('a blob without a Content-MD5 is read and compared, and stays as it is', async () => {
  const arrival = await createStripped(undefined);
  let blob: object | undefined;
  const before: BeforeActivity = (name) => {
    if (name === 'startImportRun') blob = structuredClone(arrival.storage.committed(TARGET, BLOB_NAME));
    return undefined;
  };
  const { report, calls, shown } = await runArrival(arrival, { before });
  expect(report).toMatchObject({ outcome: 'succeeded', failures: [], batches: [{ blobsDeleted: true }] });
  expect(report).not.toHaveProperty('warnings');
  expect(blob).toMatchObject({ ...HEADERS, metadata: { Origin: 'low' } });
  expect(blob).not.toHaveProperty('contentMd5');
  expect(calls.slice(0, 6)).toEqual([
    ...['openTransfer', 'lookAtArrival', 'digestArrival', 'keepDigest', 'lookAtArrival', 'keepPlan'],
  ]);
  expect(shown).toContainEqual({
    ...{ phase: 'planning', percentage: 0 },
    note: 'computing the Content-MD5 of the blob: 0 of 1 MiB are read',
  });
  expect(arrival.left()).toEqual([]);
});

it('one whose place another content of the same length took is not imported under the old manifest', async () => {
  const arrival = await createReplaced();
  const { report } = await runArrival(arrival);
  expect(report).toMatchObject({ outcome: 'failed', artifacts: [], failures: [{ code: 'manifest_mismatch' }] });
  expect(report.failures[0]?.message).toContain(`its manifest says ${MD5}`);
  expect(runsOf(arrival)).toBe(0);
  expect(arrival.left()).toContain(BLOB_NAME);
});

it('is read once, however often its manifest is looked at', async () => {
  const arrival = await createReplaced();
  const { calls } = await runArrival(arrival);
  expect(calls.filter((name) => name === 'lookAtArrival').length).toBeGreaterThan(3);
  expect(calls.filter((name) => name === 'digestArrival')).toHaveLength(1);
});

it('one that has its Content-MD5, or has no manifest of its length, is not read', async () => {
  const told = await createStripped(undefined, { contentMd5: MD5 });
  expect((await runArrival(told)).calls).not.toContain('digestArrival');
  const other = await createStripped(undefined);
  await other.putManifest([], { size: SIZE + 1 });
  expect((await runArrival(other)).calls).not.toContain('digestArrival');
  const alone = await createStripped(undefined);
  await alone.storage.blobs.remove(TARGET, `${BLOB_NAME}.manifest.json`);
  expect((await runArrival(alone)).calls).not.toContain('digestArrival');
});

it('whoever finds a blob with the computed Content-MD5 finds the same arrival', async () => {
  const arrival = await createStripped(undefined);
  const before: BeforeActivity = (name) => {
    // Somebody gives it what it lacks.
    if (name !== 'keepPlan') return undefined;
    const { etag: _old, ...kept } = arrival.storage.committed(TARGET, BLOB_NAME) ?? { size: 0 };
    arrival.storage.put(TARGET, BLOB_NAME, { ...kept, contentMd5: MD5 });
    return undefined;
  };
  const { report } = await runArrival(arrival, { before });
  expect(report).toMatchObject({ outcome: 'succeeded', batches: [{ blobsDeleted: true }] });
  const id = arrivalTransferId(TARGET.containerUri, { name: BLOB_NAME, size: SIZE, contentMd5: MD5 });
  expect(arrival.transfers.sameArrivals.get(id)).toBe('t1');
  expect(arrival.transfers.repairs.get('t1')).toEqual({ defects: [], contentMd5: MD5, sameAs: id });
});

it.each(['digestArrival', 'keepDigest'])('weather at %s is waited out', async (name) => {
  const arrival = await createReplaced();
  let calls = 0;
  const before: BeforeActivity = (called) => (called === name && (calls += 1) <= 3 ? away() : undefined);
  const { report } = await runArrival(arrival, { before });
  expect(report).toMatchObject({ failures: [{ code: 'manifest_mismatch' }] });
});

it('one that may not be read is compared by its length, and the report warns of it', async () => {
  const arrival = await createReplaced();
  const before: BeforeActivity = (name) => (name === 'digestArrival' ? refused() : undefined);
  const { report, calls } = await runArrival(arrival, { before });
  expect(report).toMatchObject({ outcome: 'succeeded', warnings: [{ code: 'arrived_blob_unread' }] });
  expect(report.warnings?.[0]?.message).toContain('its length alone was held against its manifest');
  expect(calls.lastIndexOf('lookAtArrival')).toBeGreaterThan(calls.lastIndexOf('digestArrival'));
  expect(arrival.transfers.plans.get('t1')).toMatchObject({ warnings: [{ code: 'arrived_blob_unread' }] });
});

it.each(['arrived_blob_replaced', 'transfer_record_gone'] as const)(
  '%s while it is read ends the arrival',
  async (code) => {
    const arrival = await createStripped(undefined);
    const before: BeforeActivity = (name) => (name === 'digestArrival' ? failed(code) : undefined);
    const { report } = await runArrival(arrival, { before });
    expect(report).toMatchObject({ outcome: 'failed', failures: [{ code }] });
    expect(runsOf(arrival)).toBe(0);
  },
);

it.each(['digestArrival', 'keepDigest', 'keepPlan'])('one that is replaced before %s is another one', async (name) => {
  const arrival = await createStripped(undefined);
  const before: BeforeActivity = (called) => {
    if (called !== name) return undefined;
    const blob = arrival.storage.put(TARGET, BLOB_NAME, { size: SIZE }, OTHER);
    delete blob.contentMd5;
    return undefined;
  };
  const { report } = await runArrival(arrival, { before });
  expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'arrived_blob_replaced' }] });
  expect(runsOf(arrival)).toBe(0);
});

it('one that is removed while it is read is gone', async () => {
  const arrival = await createStripped(undefined);
  const before: BeforeActivity = (name) => {
    if (name === 'digestArrival') void arrival.storage.blobs.remove(TARGET, BLOB_NAME);
    return undefined;
  };
  const { report } = await runArrival(arrival, { before });
  expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'arrived_blob_gone' }] });
});

it('one that the registry has imported, and removed while it was read, is told by its length', async () => {
  const arrival = await createStripped(undefined);
  const { registries, storage } = arrival;
  const before: BeforeActivity = (name) => {
    if (name !== 'digestArrival') return undefined;
    registries.triggers.set(TARGET.registryName, { isOn: true });
    registries.startRegistryRun(TARGET, RUN, BLOB_NAME, {});
    for (const { artifact, digest } of [APP, BASE]) registries.push(TARGET, artifact, digest);
    registries.setRun(TARGET, RUN, IMPORTED);
    void storage.blobs.remove(TARGET, BLOB_NAME);
    return undefined;
  };
  const { report } = await runArrival(arrival, { before });
  expect(report).toMatchObject({ outcome: 'succeeded', batches: [{ importRun: { bySourceTrigger: true } }] });
  const [warning] = report.warnings?.filter(({ code }) => code === 'arrived_blob_unread') ?? [];
  expect(warning?.message).toContain('It is not there any more.');
});

it('a cancel while it is read ends it', async () => {
  const arrival = await createStripped(undefined);
  const before: BeforeActivity = (name) => {
    if (name !== 'digestArrival') return undefined;
    void arrival.transfers.requestCancel('t1');
    return { end: 'done', value: { offset: 8, saved: 'half' } };
  };
  const { report } = await runArrival(arrival, { before });
  expect(report).toMatchObject({ outcome: 'canceled', batches: [] });
  expect(arrival.left()).toContain(BLOB_NAME);
});

it.each(['lookAtArrival', 'digestArrival', 'keepDigest', 'keepPlan', 'startImportRun', 'removeArrival', 'writeReport'])(
  'one that is lost before or after %s comes to the same end, and what was computed is not computed again',
  async (name) => {
    for (const isAfter of [false, true]) {
      const arrival = await createStripped(undefined);
      await loseAt(arrival, name, isAfter);
      const wasKept = arrival.transfers.repairs.has('t1');
      const { report, calls } = await runArrival(arrival, { input: { life: 'r1' } });
      expect(report).toMatchObject({ outcome: 'succeeded', failures: [] });
      expect(report).not.toHaveProperty('warnings');
      expect(calls.includes('digestArrival')).toBe(!wasKept);
      expect(runsOf(arrival)).toBe(1);
    }
  },
);
