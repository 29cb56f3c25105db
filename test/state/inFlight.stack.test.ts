import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ContainerClient } from '@azure/storage-blob';
import { startCopyCloud, type CopyCloud } from '../azure/copy/copyCloud';
import { FLAGS, IN_FLIGHT, readInFlight, writeInFlight } from './inFlight';
import { blobsOf, restoreBlobs, type RecordedBlob } from './recordedState';

/**
 * What 0.2.0 left of work that was on its way: the state that its release recorded is of work that had ended. Written by its code; a later
 * layout has a file of its own beside it, with the migration in between.
 */
const FILE = path.join(__dirname, '../fixtures/inFlight/0.2.0.json');

const released = JSON.parse(readFileSync(FILE, 'utf8')) as RecordedBlob[];

let cloud: CopyCloud;
beforeAll(async () => void (cloud = await startCopyCloud()));
afterAll(() => cloud.close());

const container = async (name: string): Promise<ContainerClient> =>
  (await cloud.owner.createContainer(name)).containerClient;

it('what 0.2.0 left of work on its way is read', async () => {
  const left = await container('left');
  await restoreBlobs(released, left);
  expect(await readInFlight(left)).toEqual({ ...IN_FLIGHT, flags: FLAGS });
});

it('a host of 0.2.0 beside this one reads what this one leaves: its blobs are the same', async () => {
  const own = await container('own');
  await writeInFlight(own);
  expect(await blobsOf(own)).toEqual(released);
});
