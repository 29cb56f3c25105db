import { createHash } from 'node:crypto';
import { arrivedBlob } from '../../src/domain/arrivals/arrivedBlob';
import type { OnDefect } from '../../src/domain/arrivals/arrivalSettings';
import { contentOfFake } from '../helpers/fakeArrivedBlobs';
import { route, TARGET } from '../helpers/route';
import { APP, BASE, BLOB_NAME, createArrival } from './runArrival';

export const SIZE = 1_000;
export const MD5 = createHash('md5').update(contentOfFake(SIZE)).digest('base64');
export const HEADERS = { contentType: 'application/x-tar', contentEncoding: 'gzip', cacheControl: 'no-cache' };

/** A blob as a courier leaves it who lost what belongs to it, and its manifest. */
export async function createStripped(
  onDefect: OnDefect | undefined,
  { metadata = { Origin: 'low' } as Record<string, string>, contentMd5 = undefined as string | undefined } = {},
) {
  const arrivals = { prefix: '', manifestWaitMinutes: 15, ...(onDefect && { onDefect }) };
  const arrival = createArrival({ arrivals });
  const { storage, transfers, input, platform } = arrival;
  storage.now = () => platform.now() + 3_600_000;
  const blob = storage.put(TARGET, BLOB_NAME, { size: SIZE, metadata, ...HEADERS });
  delete blob.contentMd5;
  if (contentMd5 !== undefined) blob.contentMd5 = contentMd5;
  const { source: _none, ...pinnedRoute } = route({ arrivals });
  const record = transfers.records.get('t1');
  if (!record) throw new Error('There is no record.');
  transfers.records.set('t1', { ...record, pinnedRoute, arrival: arrivedBlob(BLOB_NAME, blob) });
  if (onDefect) Object.assign(input, { onDefect });
  await arrival.putManifest([APP, BASE], { contentMd5: MD5 });
  /** An hour passes: nobody takes the blob for one that is still being written. */
  storage.now = () => platform.now();
  return arrival;
}
