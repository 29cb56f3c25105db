import { createHash } from 'node:crypto';
import { examineArrival } from '../../src/activities/arrivals/examineArrival';
import { keepDigest } from '../../src/activities/arrivals/keepDigest';
import { lookAtArrival } from '../../src/activities/arrivals/lookAtArrival';
import { arrivedBlob } from '../../src/domain/arrivals/arrivedBlob';
import type { OnDefect } from '../../src/domain/arrivals/arrivalSettings';
import { arrivalTransferId, manifestNameFor } from '../../src/domain/names';
import { createFakes } from '../helpers/fakes';
import { record } from '../helpers/record';
import { route, TARGET } from '../helpers/route';

const NAME = 'inbox/app.tar.gz';
const CONTENT = Buffer.from('what a courier carries');
const md5Of = (content: Buffer): string => createHash('md5').update(content).digest('base64');
const OF_T1 = { transferId: 't1' };

/** A blob without a Content-MD5, and the manifest of a content that is as long. */
async function createBare({ manifestOf = CONTENT, onDefect = undefined as OnDefect | undefined } = {}) {
  const fakes = createFakes();
  const { storage, transfers } = fakes;
  const blob = storage.put(TARGET, NAME, { size: CONTENT.length }, CONTENT);
  delete blob.contentMd5;
  const arrivals = { prefix: '', manifestWaitMinutes: 15, ...(onDefect && { onDefect }) };
  const { source: _none, ...pinnedRoute } = route({ arrivals });
  transfers.records.set('t1', record({ id: 't1', artifacts: [], pinnedRoute, arrival: arrivedBlob(NAME, blob) }));
  await storage.blobs.putJson(TARGET, manifestNameFor(NAME), {
    ...{ version: 1, blob: { size: CONTENT.length, contentMd5: md5Of(manifestOf) } },
    artifacts: [{ artifact: 'app:1.0', repository: 'app', tag: '1.0', digest: `sha256:${'a'.repeat(64)}` }],
  });
  return { ...fakes, blob };
}

const LENGTH_ALONE = { blob: `${TARGET.containerUri}/${NAME}`, size: CONTENT.length };

it('a manifest of the same length is one of which the length alone tells, until the Content-MD5 was computed', async () => {
  const { deps, blob } = await createBare();
  const lengthAlone = { ...LENGTH_ALONE, etag: blob.etag };
  expect(await lookAtArrival(deps, OF_T1)).toMatchObject({
    batch: { artifacts: [{ artifact: 'app:1.0' }] },
    lengthAlone,
  });
  await keepDigest(deps, { ...OF_T1, contentMd5: md5Of(CONTENT) });
  const looked = await lookAtArrival(deps, OF_T1);
  expect(looked).toMatchObject({ batch: { artifacts: [{ artifact: 'app:1.0' }] } });
  expect(looked).not.toHaveProperty('lengthAlone');
});

it('that of another content is a mistake as soon as it was computed', async () => {
  const { deps } = await createBare({ manifestOf: Buffer.alloc(CONTENT.length, 'other') });
  expect(await lookAtArrival(deps, OF_T1)).toHaveProperty('lengthAlone');
  await keepDigest(deps, { ...OF_T1, contentMd5: md5Of(CONTENT) });
  const looked = await lookAtArrival(deps, OF_T1);
  expect(looked).toMatchObject({ mistake: { code: 'manifest_mismatch' } });
  expect(looked).not.toHaveProperty('batch');
});

it('what was computed is kept with the other id of the arrival; twice is like once, and the first stays', async () => {
  const { deps, transfers } = await createBare();
  const contentMd5 = md5Of(CONTENT);
  const sameAs = arrivalTransferId(TARGET.containerUri, { name: NAME, size: CONTENT.length, contentMd5 });
  for (const said of [contentMd5, contentMd5]) {
    expect(await keepDigest(deps, { ...OF_T1, contentMd5: said })).toEqual({ contentMd5 });
  }
  expect(transfers.repairs.get('t1')).toEqual({ defects: [], contentMd5, sameAs });
  expect(transfers.sameArrivals.get(sameAs)).toBe('t1');
});

it('what was computed is no repair, and whoever examines the blob need not read it again', async () => {
  for (const onDefect of ['repair', 'quarantine'] as const) {
    const { deps } = await createBare({ onDefect });
    const contentMd5 = md5Of(CONTENT);
    await keepDigest(deps, { ...OF_T1, contentMd5 });
    const examined = await examineArrival(deps, OF_T1);
    expect(examined).toMatchObject({ defects: ['contentMd5'], contentMd5 });
    expect(examined).not.toHaveProperty('repaired');
    expect(examined).not.toHaveProperty('isBeingMoved');
  }
});

it('how long a blob was just written, its route says; a minute where an earlier version pinned the route', async () => {
  const { deps, transfers, storage } = await createBare({ onDefect: 'quarantine' });
  storage.now = () => 20_000;
  expect(await examineArrival(deps, OF_T1)).toMatchObject({ youngSeconds: 40 });
  const known = transfers.records.get('t1');
  const settles = (settleSeconds: number) =>
    Object.assign(known?.pinnedRoute ?? {}, { arrivals: { ...known?.pinnedRoute.arrivals, settleSeconds } });
  settles(25);
  expect(await examineArrival(deps, OF_T1)).toMatchObject({ youngSeconds: 5 });
  settles(20);
  expect(await examineArrival(deps, OF_T1)).not.toHaveProperty('youngSeconds');
});

it('a repair that was kept without a Content-MD5 is a defect, not one more reading', async () => {
  const { deps, transfers } = await createBare();
  await transfers.keepRepair('t1', { defects: ['category'] });
  await expect(keepDigest(deps, { ...OF_T1, contentMd5: md5Of(CONTENT) })).rejects.toThrow('without a Content-MD5');
});

it('a blob that says its Content-MD5 needs nothing computed', async () => {
  const { deps, transfers, storage } = await createBare();
  const blob = storage.put(TARGET, NAME, { size: CONTENT.length }, CONTENT);
  const known = transfers.records.get('t1');
  if (known) known.arrival = arrivedBlob(NAME, blob);
  const looked = await lookAtArrival(deps, OF_T1);
  expect(looked).toHaveProperty('batch');
  expect(looked).not.toHaveProperty('lengthAlone');
});
