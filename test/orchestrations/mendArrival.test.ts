import { ServiceUnavailableError } from '../../src/domain/failures/errors';
import { arrivalTransferId, manifestNameFor } from '../../src/domain/names';
import { TARGET } from '../helpers/route';
import { loseAt } from './loseAt';
import { APP, BLOB_NAME, runArrival, type Arrival, type BeforeActivity } from './runArrival';
import { away, failed, refused } from './runTransfer';
import { createStripped, HEADERS, MD5, SIZE } from './strippedArrival';

const ASIDE = `quarantine/t1/${BLOB_NAME}`;

function runsOf({ registries }: Arrival): number {
  return [...registries.runs.keys()].filter((name) => name.startsWith('production/')).length;
}

/** The blob when its import run was asked for. */
function atImport(arrival: Arrival) {
  const seen: { blob?: ReturnType<Arrival['storage']['committed']> } = {};
  const before: BeforeActivity = (name) => {
    if (name === 'startImportRun') seen.blob = structuredClone(arrival.storage.committed(TARGET, BLOB_NAME));
    return undefined;
  };
  return { seen, before };
}

describe('repair', () => {
  it('computes the Content-MD5 and gives the category; other headers and metadata stay', async () => {
    const arrival = await createStripped('repair');
    const { seen, before } = atImport(arrival);
    const { report, shown } = await runArrival(arrival, { before });
    expect(seen.blob).toMatchObject({
      ...HEADERS,
      contentMd5: MD5,
      metadata: { Origin: 'low', category: 'acr-transfer-blob' },
    });
    expect(report).toMatchObject({ outcome: 'succeeded', failures: [], warnings: [{ code: 'arrived_blob_repaired' }] });
    expect(report.warnings?.[0]?.message).toContain('lacks a Content-MD5 and the metadata category=acr-transfer-blob');
    expect(arrival.left()).toEqual([]);
    expect(shown).toContainEqual({
      ...{ phase: 'planning', percentage: 0 },
      note: 'computing the Content-MD5 of the blob: 0 of 1 MiB are read',
    });
  });

  it('notes the repaired content as the same arrival before it changes anything', async () => {
    const arrival = await createStripped('repair');
    const repaired = { name: BLOB_NAME, size: SIZE, contentMd5: MD5 };
    let before: [string | undefined, string | undefined] | undefined;
    const { setContentMd5 } = arrival.deps.arrivedBlobs;
    arrival.deps.arrivedBlobs.setContentMd5 = async (...asked) => {
      const id = arrivalTransferId(TARGET.containerUri, repaired);
      before = [arrival.transfers.sameArrivals.get(id), arrival.transfers.repairs.get('t1')?.contentMd5];
      return setContentMd5(...asked);
    };
    await runArrival(arrival);
    expect(before).toEqual(['t1', MD5]);
  });

  it('one that lacks the category alone is not read', async () => {
    const arrival = await createStripped('repair', { contentMd5: MD5, metadata: { Category: 'other' } });
    const { seen, before } = atImport(arrival);
    const { report, calls } = await runArrival(arrival, { before });
    expect(seen.blob?.metadata).toEqual({ category: 'acr-transfer-blob' });
    expect(report.outcome).toBe('succeeded');
    expect(calls).not.toContain('digestArrival');
  });

  it('one that is old has its metadata written anew', async () => {
    const arrival = await createStripped('repair', { contentMd5: MD5, metadata: { category: 'acr-transfer-blob' } });
    const { storage, platform } = arrival;
    storage.now = () => platform.now() + 61 * 86_400_000;
    const first = storage.committed(TARGET, BLOB_NAME)?.etag;
    const { seen, before } = atImport(arrival);
    const { report } = await runArrival(arrival, { before });
    expect(seen.blob?.etag).not.toBe(first);
    expect(report).toMatchObject({ outcome: 'succeeded', warnings: [{ code: 'arrived_blob_repaired' }] });
    expect(report.warnings?.[0]?.message).toContain('was not written for 60 days');
  });

  it('one that lacks nothing is imported as ever', async () => {
    const arrival = await createStripped('repair', { contentMd5: MD5, metadata: { category: 'acr-transfer-blob' } });
    const { report, calls } = await runArrival(arrival);
    expect(report.outcome).toBe('succeeded');
    expect(report).not.toHaveProperty('warnings');
    expect(calls.slice(0, 3)).toEqual(['openTransfer', 'examineArrival', 'lookAtArrival']);
  });

  it('what was damaged on its way is found by the manifest before anything is imported', async () => {
    const arrival = await createStripped('repair');
    await arrival.putManifest([APP], { contentMd5: 'AAAAAAAAAAAAAAAAAAAAAA==' });
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'manifest_mismatch' }] });
    expect(runsOf(arrival)).toBe(0);
  });

  it.each([
    ['setContentMd5', 'for a while', 3],
    ['setMetadata', 'for a while', 3],
    ['setContentMd5', 'for ever', Infinity],
    ['setMetadata', 'for ever', Infinity],
  ] as const)('where %s is refused %s, nothing of the import is lost', async (method, _, count) => {
    const arrival = await createStripped('repair');
    let calls = 0;
    const { arrivedBlobs } = arrival.deps;
    const real = arrivedBlobs[method] as (...asked: unknown[]) => Promise<boolean>;
    Object.assign(arrivedBlobs, {
      [method]: async (...asked: unknown[]) => {
        if ((calls += 1) <= count)
          throw new ServiceUnavailableError('set', { words: '409 BlobImmutableDueToPolicy: It is immutable.' });
        return real(...asked);
      },
    });
    const { report } = await runArrival(arrival);
    const code = count === Infinity ? 'arrived_blob_unrepaired' : 'arrived_blob_repaired';
    expect(report).toMatchObject({ outcome: 'succeeded', failures: [], warnings: [{ code }] });
    expect(report.warnings?.[0]?.message.includes('BlobImmutableDueToPolicy')).toBe(count === Infinity);
    expect(arrival.minutes()).toBeLessThan(30);
    expect(runsOf(arrival)).toBe(1);
  });

  it.each([
    ['digestArrival', ['arrived_blob_unrepaired', 'arrived_blob_unread']],
    ['repairArrival', ['arrived_blob_unrepaired']],
  ])('a refusal at %s ends in a warning', async (name, codes) => {
    const arrival = await createStripped('repair');
    const before: BeforeActivity = (called) => (called === name ? refused() : undefined);
    const { report } = await runArrival(arrival, { before });
    expect(report.outcome).toBe('succeeded');
    expect(report.warnings?.map(({ code }) => code)).toEqual(codes);
  });

  it('what a transfer before it has computed is not computed again', async () => {
    const arrival = await createStripped('repair');
    const known = arrival.transfers.records.get('t1');
    // As a retry has it: its blob was held against its manifest, and left as it was.
    if (known?.arrival) Object.assign(known.arrival, { contentMd5: MD5 });
    const { seen, before } = atImport(arrival);
    const { report, calls } = await runArrival(arrival, { before });
    expect(seen.blob?.contentMd5).toBe(MD5);
    expect(report).toMatchObject({ outcome: 'succeeded', warnings: [{ code: 'arrived_blob_repaired' }] });
    expect(calls).not.toContain('digestArrival');
  });

  it('a warning survives where no manifest came', async () => {
    const arrival = await createStripped('repair');
    await arrival.storage.blobs.remove(TARGET, manifestNameFor(BLOB_NAME));
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({ outcome: 'unconfirmed', warnings: [{ code: 'arrived_blob_repaired' }] });
    expect(report.batches[0]).not.toHaveProperty('warnings');
  });

  it('somebody else who writes metadata at the same time loses nothing', async () => {
    const arrival = await createStripped('repair', { contentMd5: MD5 });
    const { arrivedBlobs } = arrival.deps;
    const { setMetadata } = arrivedBlobs;
    let isFirst = true;
    arrivedBlobs.setMetadata = async (end, name, etag, metadata) => {
      if (isFirst) await setMetadata(end, name, etag, { theirs: 'kept' });
      isFirst = false;
      return setMetadata(end, name, etag, metadata);
    };
    const { seen, before } = atImport(arrival);
    await runArrival(arrival, { before });
    expect(seen.blob?.metadata).toEqual({ theirs: 'kept', category: 'acr-transfer-blob' });
  });

  it.each(['examineArrival', 'digestArrival', 'repairArrival', 'lookAtArrival'])(
    'a blob that is replaced before %s is no longer this arrival',
    async (name) => {
      const arrival = await createStripped('repair');
      const before: BeforeActivity = (called) => {
        if (called === name)
          arrival.storage.put(TARGET, BLOB_NAME, { size: SIZE, contentMd5: 'AAAAAAAAAAAAAAAAAAAAAA==' });
        return undefined;
      };
      const { report } = await runArrival(arrival, { before });
      expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'arrived_blob_replaced' }] });
      expect(runsOf(arrival)).toBe(0);
    },
  );

  it('a cancel while it is read ends it', async () => {
    const arrival = await createStripped('repair');
    const before: BeforeActivity = (name) => {
      if (name !== 'digestArrival') return undefined;
      void arrival.transfers.requestCancel('t1');
      return { end: 'done', value: { offset: 8, saved: 'half' } };
    };
    const { report } = await runArrival(arrival, { before });
    expect(report).toMatchObject({ outcome: 'canceled', batches: [] });
    expect(arrival.left()).toContain(BLOB_NAME);
  });
});

describe('without onDefect', () => {
  it('a stripped blob is imported as it is', async () => {
    const arrival = await createStripped(undefined);
    const { seen, before } = atImport(arrival);
    const { report, calls } = await runArrival(arrival, { before });
    expect(seen.blob).not.toHaveProperty('contentMd5');
    expect(report.outcome).toBe('succeeded');
    expect(calls).not.toContain('examineArrival');
  });
});

describe('quarantine', () => {
  it('moves the blob, its manifest along with it, and says why beside it', async () => {
    const arrival = await createStripped('quarantine');
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({ outcome: 'failed', batches: [], failures: [{ code: 'arrived_blob_defective' }] });
    expect(runsOf(arrival)).toBe(0);
    expect(arrival.left().sort()).toEqual([ASIDE, manifestNameFor(ASIDE), `${ASIDE}.reason.json`]);
    expect(arrival.storage.committed(TARGET, ASIDE)).toMatchObject({
      ...HEADERS,
      size: SIZE,
      metadata: { Origin: 'low' },
    });
    const reason = arrival.storage.documents.get(`${TARGET.containerUri}/${ASIDE}.reason.json`);
    expect(reason).toMatchObject({
      version: 1,
      reason: expect.stringContaining('lacks a Content-MD5 and the metadata category=acr-transfer-blob'),
      nextStep: expect.stringContaining('bring it back'),
      transferId: 't1',
      route: 'prod',
      blob: { address: `${TARGET.containerUri}/${BLOB_NAME}`, size: SIZE },
    });
  });

  it('takes the category off what it copies: a copy is new, and the registry might import it', async () => {
    const arrival = await createStripped('quarantine', {
      contentMd5: MD5,
      metadata: { Category: 'acr-transfer-blob' },
    });
    arrival.storage.now = () => arrival.platform.now() + 61 * 86_400_000;
    await runArrival(arrival);
    expect(Object.keys(arrival.storage.committed(TARGET, ASIDE)?.metadata ?? {})).toEqual(['ferrysourceetag']);
  });

  it('waits while the service copies, and deletes nothing before', async () => {
    const arrival = await createStripped('quarantine');
    Object.assign(arrival.deps.arrivedBlobs, { looksUntilCopied: 6 });
    const seen: boolean[] = [];
    const before: BeforeActivity = (name) => {
      if (name === 'quarantineArrival') seen.push(arrival.left().includes(BLOB_NAME));
      return undefined;
    };
    const { report } = await runArrival(arrival, { before });
    expect(seen.length).toBeGreaterThan(2);
    expect(new Set(seen)).toEqual(new Set([true]));
    expect(report).toMatchObject({ failures: [{ code: 'arrived_blob_defective' }] });
    expect(arrival.left()).not.toContain(BLOB_NAME);
  });

  it('waits a minute for whoever writes the metadata after the blob', async () => {
    const arrival = await createStripped('quarantine', { contentMd5: MD5 });
    const { storage } = arrival;
    const { etag: _old, ...kept } = storage.committed(TARGET, BLOB_NAME) ?? { size: 0 };
    storage.put(TARGET, BLOB_NAME, kept);
    arrival.after(0.5, () => storage.put(TARGET, BLOB_NAME, { ...kept, metadata: { category: 'acr-transfer-blob' } }));
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({ outcome: 'succeeded', failures: [] });
  });

  it('where it cannot be moved, it is not imported either, and says so', async () => {
    const arrival = await createStripped('quarantine');
    const before: BeforeActivity = (name) => (name === 'quarantineArrival' ? failed('service_refused') : undefined);
    const { report } = await runArrival(arrival, { before });
    expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'arrived_blob_defective' }] });
    expect(report.failures[0]?.message).toContain('could not be moved into quarantine');
    expect(arrival.left()).toContain(BLOB_NAME);
    expect(runsOf(arrival)).toBe(0);
  });

  it('the manifest of another blob stays', async () => {
    const arrival = await createStripped('quarantine');
    await arrival.putManifest([APP], { size: 5 });
    await runArrival(arrival);
    expect(arrival.left().sort()).toEqual([manifestNameFor(BLOB_NAME), ASIDE, `${ASIDE}.reason.json`].sort());
  });

  it('a cancel before it is moved leaves it', async () => {
    const arrival = await createStripped('quarantine');
    await arrival.transfers.requestCancel('t1');
    const { report } = await runArrival(arrival);
    expect(report.outcome).toBe('canceled');
    expect(arrival.left()).toContain(BLOB_NAME);
  });

  it('a copy that failed is made again; the original is not lost', async () => {
    const arrival = await createStripped('quarantine');
    const copy = arrival.storage.put(TARGET, ASIDE, { size: 0, metadata: {} });
    delete copy.contentMd5;
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({ failures: [{ code: 'arrived_blob_defective' }] });
    expect(arrival.storage.committed(TARGET, ASIDE)?.size).toBe(SIZE);
  });
});

const STEPS = ['examineArrival', 'digestArrival', 'repairArrival', 'lookAtArrival', 'keepPlan', 'startImportRun'];

it.each(STEPS)('weather at %s is waited out', async (name) => {
  const arrival = await createStripped('repair');
  let calls = 0;
  const before: BeforeActivity = (called) => (called === name && (calls += 1) <= 3 ? away() : undefined);
  const { report } = await runArrival(arrival, { before });
  expect(report).toMatchObject({ outcome: 'succeeded', warnings: [{ code: 'arrived_blob_repaired' }] });
});

it.each([...STEPS, 'storeBatchResult', 'removeArrival', 'writeReport'])(
  'a repair that is lost before or after %s comes to the same end',
  async (name) => {
    for (const isAfter of [false, true]) {
      const arrival = await createStripped('repair');
      await loseAt(arrival, name, isAfter);
      const { report } = await runArrival(arrival, { input: { life: 'r1' } });
      expect(report).toMatchObject({
        outcome: 'succeeded',
        failures: [],
        warnings: [{ code: 'arrived_blob_repaired' }],
      });
      expect(report.warnings?.[0]?.message).toContain('lacks a Content-MD5 and the metadata');
      expect(runsOf(arrival)).toBe(1);
      expect(arrival.left()).toEqual([]);
    }
  },
);

it.each(['examineArrival', 'quarantineArrival'])('a quarantine that is lost before or after %s, too', async (name) => {
  for (const isAfter of [false, true]) {
    const arrival = await createStripped('quarantine');
    await loseAt(arrival, name, isAfter);
    const { report } = await runArrival(arrival, { input: { life: 'r1' } });
    expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'arrived_blob_defective' }] });
    expect(arrival.left().sort()).toEqual([ASIDE, manifestNameFor(ASIDE), `${ASIDE}.reason.json`]);
  }
});
