import { createHash } from 'node:crypto';
import { digestArrival, type Digested } from '../../src/activities/arrivals/digestArrival';
import { examineArrival } from '../../src/activities/arrivals/examineArrival';
import { quarantineArrival } from '../../src/activities/arrivals/quarantineArrival';
import { repairArrival } from '../../src/activities/arrivals/repairArrival';
import { resumeMd5 } from '../../src/activities/arrivals/resumableMd5';
import type { ActivityDependencies } from '../../src/activities/dependencies';
import { arrivedBlob } from '../../src/domain/arrivals/arrivedBlob';
import type { OnDefect } from '../../src/domain/arrivals/arrivalSettings';
import { ServiceUnavailableError } from '../../src/domain/failures/errors';
import { arrivalTransferId, manifestNameFor } from '../../src/domain/names';
import { createFakes } from '../helpers/fakes';
import { contentOfFake } from '../helpers/fakeArrivedBlobs';
import { record } from '../helpers/record';
import { route, TARGET } from '../helpers/route';

const MIB = 1024 * 1024;
const NAME = 'inbox/app.tar.gz';
const ASIDE = `quarantine/t1/${NAME}`;
const STRIPPED = { defects: ['contentMd5', 'category'] as const };
const digestOfSize = (size: number) => createHash('md5').update(contentOfFake(size)).digest('base64');

async function createStripped(onDefect: OnDefect, size = 1_000) {
  const fakes = createFakes();
  const { storage, transfers } = fakes;
  const blob = storage.put(TARGET, NAME, { size, metadata: { origin: 'low' } });
  delete blob.contentMd5;
  const { source: _none, ...pinnedRoute } = route({ arrivals: { prefix: '', manifestWaitMinutes: 15, onDefect } });
  transfers.records.set('t1', record({ id: 't1', artifacts: [], pinnedRoute, arrival: arrivedBlob(NAME, blob) }));
  await storage.blobs.putJson(TARGET, manifestNameFor(NAME), {
    ...{ version: 1, blob: { size, contentMd5: digestOfSize(size) } },
    artifacts: [{ artifact: 'app:1.0', repository: 'app', tag: '1.0', digest: `sha256:${'a'.repeat(64)}` }],
  });
  return {
    ...fakes,
    etag: blob.etag,
    size,
    names: () => storage.left().map(({ uri }) => uri.slice(TARGET.containerUri.length + 1)),
  };
}

/** Lets the host die at the call of that number, before or after it did what it does; then every call works. */
function diesAt(deps: ActivityDependencies, at: number, isAfter: boolean) {
  let calls = 0;
  const mortal = <P extends object>(port: P): P =>
    new Proxy(port, {
      get(target, name: string) {
        const method = Reflect.get(target, name) as (...asked: unknown[]) => Promise<unknown>;
        if (typeof method !== 'function') return method;
        return async (...asked: unknown[]) => {
          calls += 1;
          if (calls === at && !isAfter) throw new Error('The host died.');
          const answer = await method.apply(target, asked);
          if (calls === at) throw new Error('The host died.');
          return answer;
        };
      },
    });
  const { transfers, blobs, arrivedBlobs } = deps;
  return {
    deps: { ...deps, transfers: mortal(transfers), blobs: mortal(blobs), arrivedBlobs: mortal(arrivedBlobs) },
    calls: () => calls,
  };
}

/** Does something with a host that dies at each of its calls, once before and once after it. */
async function atEachCall(act: (at: number, isAfter: boolean) => Promise<{ wasCutOff: boolean }>): Promise<number> {
  for (let at = 1; ; at += 1) {
    const cutOff = [await act(at, false), await act(at, true)].map(({ wasCutOff }) => wasCutOff);
    if (!cutOff.includes(true)) return at - 1;
  }
}

async function isCutOff(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return false;
  } catch (error) {
    expect(String(error)).toContain('The host died');
    return true;
  }
}

it('a repair that is cut off at any of its calls is the same when it is done again, and whoever looks meanwhile finds its transfer', async () => {
  const calls = await atEachCall(async (at, isAfter) => {
    const { deps, storage, transfers, size, etag } = await createStripped('repair');
    const contentMd5 = digestOfSize(size);
    const input = { transferId: 't1', defects: [...STRIPPED.defects], contentMd5 };
    const wasCutOff = await isCutOff(() => repairArrival(diesAt(deps, at, isAfter).deps, input));
    // Whoever lists the container now looks for what the blob is now: as it was, or one that is noted.
    const between = arrivedBlob(NAME, storage.committed(TARGET, NAME) ?? { size, etag: 'gone' });
    const found =
      between.etag === etag ? 't1' : transfers.sameArrivals.get(arrivalTransferId(TARGET.containerUri, between));
    expect(found).toBe('t1');
    const examined = await examineArrival(deps, { transferId: 't1' });
    expect(examined.repaired ?? examined.defects).toEqual(STRIPPED.defects);
    await repairArrival(deps, input);
    expect(storage.committed(TARGET, NAME)).toMatchObject({
      contentMd5,
      metadata: { origin: 'low', category: 'acr-transfer-blob' },
    });
    expect(await examineArrival(deps, { transferId: 't1' })).toMatchObject({ defects: [], repaired: STRIPPED.defects });
    return { wasCutOff };
  });
  expect(calls).toBeGreaterThan(8);
});

it('a quarantine that is cut off at any of its calls loses nothing, and is the same when it is done again', async () => {
  const calls = await atEachCall(async (at, isAfter) => {
    const { deps, storage, size, names } = await createStripped('quarantine');
    const input = { transferId: 't1', defects: [...STRIPPED.defects], foundAt: '2026-11-21T10:00:00.000Z' };
    const wasCutOff = await isCutOff(() => quarantineArrival(diesAt(deps, at, isAfter).deps, input));
    const copies = [NAME, ASIDE].filter((name) => storage.committed(TARGET, name)?.size === size);
    expect(copies).not.toEqual([]);
    const examined = await examineArrival(deps, { transferId: 't1' });
    expect(examined.defects).toEqual(STRIPPED.defects);
    const { failure } = (await quarantineArrival(deps, input)) as { failure: { code: string } };
    expect(failure.code).toBe('arrived_blob_defective');
    expect(names().sort()).toEqual([ASIDE, manifestNameFor(ASIDE), `${ASIDE}.reason.json`]);
    const reason = storage.documents.get(`${TARGET.containerUri}/${ASIDE}.reason.json`);
    expect(reason).toMatchObject({ blob: { size, lastModified: expect.any(String) } });
    return { wasCutOff };
  });
  expect(calls).toBeGreaterThan(12);
});

it('what took the place of the blob while it was moved is left alone, and its manifest as well', async () => {
  const { deps, storage, size, names } = await createStripped('quarantine');
  const input = { transferId: 't1', defects: [...STRIPPED.defects], foundAt: '2026-11-21T10:00:00.000Z' };
  const { removeVersion } = deps.blobs;
  deps.blobs.removeVersion = async (end, name, etag) => {
    const removed = await removeVersion(end, name, etag);
    if (name === NAME) storage.put(TARGET, NAME, { size });
    if (name === NAME) throw new Error('The host died.');
    return removed;
  };
  await isCutOff(() => quarantineArrival(deps, input));
  expect(await quarantineArrival(deps, input)).toMatchObject({ failure: { code: 'arrived_blob_defective' } });
  expect(names()).toEqual(expect.arrayContaining([NAME, manifestNameFor(NAME), ASIDE, `${ASIDE}.reason.json`]));
});

it('a blob is read in pieces of bounded size, over as many calls as its time asks for, and each goes on where the last one ended', async () => {
  const size = 50 * MIB + 5;
  const { deps, etag } = await createStripped('repair', size);
  const lengths: number[] = [];
  let now = 0;
  const slow = {
    ...deps,
    machine: { ...deps.machine, now: () => now },
    arrivedBlobs: {
      ...deps.arrivedBlobs,
      readRange: (...asked: Parameters<typeof deps.arrivedBlobs.readRange>) => {
        lengths.push(asked[3].length);
        now += 40_000;
        return deps.arrivedBlobs.readRange(...asked);
      },
    },
  };
  let from: Digested = { offset: 0 };
  let calls = 0;
  for (; from.contentMd5 === undefined; calls += 1) {
    // Through durable state.
    from = JSON.parse(JSON.stringify(await digestArrival(slow, { transferId: 't1', etag, size, from }))) as Digested;
    expect(JSON.stringify(from).length).toBeLessThan(400);
  }
  expect(from).toEqual({ offset: size, contentMd5: digestOfSize(size) });
  expect(Math.max(...lengths)).toBe(8 * MIB);
  expect(lengths).toHaveLength(7);
  expect(calls).toBe(3);
});

it('where storage goes away, what is read is kept; where nothing is read, it says so', async () => {
  const size = 20 * MIB;
  const { deps, etag } = await createStripped('repair', size);
  const { readRange } = deps.arrivedBlobs;
  let isAway = false;
  deps.arrivedBlobs.readRange = (...asked) => {
    if (isAway) return Promise.reject(new ServiceUnavailableError('read x', { words: '503.' }));
    isAway = true;
    return readRange(...asked);
  };
  const first = await digestArrival(deps, { transferId: 't1', etag, size, from: { offset: 0 } });
  expect(first).toMatchObject({ offset: 8 * MIB, saved: expect.any(String) });
  await expect(digestArrival(deps, { transferId: 't1', etag, size, from: first })).rejects.toThrow('503');
  deps.arrivedBlobs.readRange = readRange;
  const last = await digestArrival(deps, { transferId: 't1', etag, size, from: first });
  expect(last.contentMd5).toBe(digestOfSize(size));
});

it('what another version of the library saved is not gone on from: all is read again', async () => {
  const { deps, etag, size } = await createStripped('repair');
  const saved = Buffer.from((await resumeMd5())?.save() ?? '', 'base64');
  saved[0] = (saved[0] ?? 0) ^ 1;
  const from = { offset: 500, saved: saved.toString('base64') };
  const { contentMd5 } = await digestArrival(deps, { transferId: 't1', etag, size, from });
  expect(contentMd5).toBe(digestOfSize(size));
});

it('a blob that was replaced while it was read is another one; one of which only the metadata changed is read again', async () => {
  const replaced = await createStripped('repair');
  const { etag, size } = replaced;
  replaced.storage.put(TARGET, NAME, { size });
  const asked = { transferId: 't1', etag, size, from: { offset: 0 } };
  await expect(digestArrival(replaced.deps, asked)).rejects.toMatchObject({ code: 'arrived_blob_replaced' });

  const { deps, storage, transfers } = await createStripped('repair');
  const there = storage.committed(TARGET, NAME);
  const known = transfers.records.get('t1');
  if (!there || !known) throw new Error('Nothing is there.');
  // As a retry finds it, which knows what an earlier transfer computed.
  known.arrival = { name: NAME, size, contentMd5: digestOfSize(size) };
  there.contentMd5 = digestOfSize(size);
  expect(await digestArrival(deps, { ...asked, etag: '"old"' })).toEqual({ offset: 0, isChanged: true });
});

it('a blob whose name is too long to be set aside is not touched, and says so', async () => {
  const { deps, storage, transfers, names } = await createStripped('quarantine');
  const long = 'x'.repeat(1_000);
  const kept = transfers.records.get('t1');
  if (!kept) throw new Error('There is no record.');
  transfers.records.set('t1', { ...kept, arrival: arrivedBlob(long, storage.put(TARGET, long, { size: 9 })) });
  const before = names();
  const input = { transferId: 't1', defects: [...STRIPPED.defects], foundAt: '2026-01-01T00:00:00.000Z' };
  expect(await quarantineArrival(deps, input)).toMatchObject({
    failure: { code: 'arrived_blob_defective', message: expect.stringContaining('Its name is too long') as string },
  });
  expect(names()).toEqual(before);
});

it('where the original cannot be removed, the reason beside the copy does not say that it was moved', async () => {
  const { deps, storage } = await createStripped('quarantine');
  deps.blobs.removeVersion = () =>
    Promise.reject(new ServiceUnavailableError('remove it', { words: '409 UnderLegalHold' }));
  const input = { transferId: 't1', defects: [...STRIPPED.defects], foundAt: '2026-11-21T10:00:00.000Z' };
  await expect(quarantineArrival(deps, input)).rejects.toThrow('UnderLegalHold');
  const { reason } = storage.documents.get(`${TARGET.containerUri}/${ASIDE}.reason.json`) as { reason: string };
  expect(reason).toContain(
    `a copy of it was set aside as ${TARGET.containerUri}/${ASIDE}. The original is removed after that`,
  );
  expect(reason).not.toContain('was moved');
});
