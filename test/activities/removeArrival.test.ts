import { removeArrival } from '../../src/activities/arrivals/removeArrival';
import { ServiceRefusedError } from '../../src/domain/failures/errors';
import { manifestNameFor } from '../../src/domain/names';
import { createBatch } from '../../src/domain/plan';
import type { TransferOutcome } from '../../src/domain/report/report';
import { unavailable } from '../helpers/fakeStorage';
import { TARGET } from '../helpers/route';
import { APP, BLOB_NAME, createArrival } from '../orchestrations/runArrival';

const BATCH = createBatch([APP]);
const INPUT = { transferId: 't1', batch: BATCH.name };
const SIDECAR = manifestNameFor(BLOB_NAME);
const BOTH = [`${TARGET.containerUri}/${BLOB_NAME}`, `${TARGET.containerUri}/${SIDECAR}`];

/** A blob whose import ended like that, with its manifest. */
async function imported(outcome: TransferOutcome, changes = {}) {
  const arrival = createArrival(changes);
  await arrival.putManifest([APP]);
  const report = { batch: BATCH.name, outcome, artifacts: ['app:1.0'] };
  await arrival.transfers.writeBatchResult('t1', { report, artifacts: [], failures: [] });
  return { ...arrival, found: () => arrival.transfers.cleanUps.get(`t1 ${BATCH.name}`) };
}

it('removes both once all is verified; twice is once', async () => {
  const { deps, left, found } = await imported('succeeded');
  expect(await removeArrival(deps, INPUT)).toEqual({ left: 0 });
  expect(await removeArrival(deps, INPUT)).toEqual({ left: 0 });
  expect(left()).toEqual([]);
  expect(found()).toEqual({ left: [], failures: [] });
});

it.each<[TransferOutcome, object, string]>([
  ['partial', {}, 'Not all that it holds is verified.'],
  ['unconfirmed', {}, 'Not all that it holds is verified.'],
  ['canceled', {}, 'Not all that it holds is verified.'],
  ['failed', { keepBlobs: true }, 'Not all that it holds is verified.'],
  ['succeeded', { keepBlobs: true }, 'The route says keepBlobs.'],
])('of one that ended as %s (%j) both stay, and that is said', async (outcome, changes, why) => {
  const { deps, left, found } = await imported(outcome, changes);
  await removeArrival(deps, INPUT);
  expect(left().sort()).toEqual([BLOB_NAME, SIDECAR]);
  expect(found()).toEqual({ left: BOTH.map((blob) => ({ blob, why })), failures: [] });
});

it('what was removed between two of its steps is removed in the end', async () => {
  const { deps, storage, left } = await imported('succeeded');
  await storage.blobs.remove(TARGET, BLOB_NAME);
  await removeArrival(deps, INPUT);
  expect(left()).toEqual([]);
});

it('the manifest of what replaced the blob stays with it, and so does one that nobody can read', async () => {
  const { deps, storage, putManifest, left } = await imported('succeeded');
  storage.put(TARGET, BLOB_NAME, { size: 7 });
  await putManifest([APP], { size: 7 });
  await removeArrival(deps, INPUT);
  expect(left().sort()).toEqual([BLOB_NAME, SIDECAR]);
  const other = await imported('succeeded');
  await other.putManifest([]);
  await removeArrival(other.deps, INPUT);
  expect(other.left()).toEqual([SIDECAR]);
});

it.each([
  ['away', unavailable('delete x'), true],
  ['final', new ServiceRefusedError('delete x', { words: '409 LeaseIdMissing' }), false],
])('an error that is %s is stored with what may be left', async (_, error, isThrown) => {
  const { deps, found } = await imported('succeeded');
  const failing = { ...deps, blobs: { ...deps.blobs, removeVersion: () => Promise.reject(error) } };
  const ended = await removeArrival(failing, INPUT).catch((thrown: unknown) => thrown);
  expect(ended).toEqual(isThrown ? error : { left: 2 });
  expect(found()).toEqual({
    left: BOTH.map((blob) => ({ blob, why: error.message })),
    failures: [error.toFailure()],
  });
});
