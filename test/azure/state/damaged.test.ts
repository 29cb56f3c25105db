import type { ContainerClient } from '@azure/storage-blob';
import { createCanaries } from '../../../src/azure/state/canaries';
import { createCleanups } from '../../../src/azure/state/cleanups';
import { createLedgerRebuilds } from '../../../src/azure/state/ledger/ledgerRebuilds';
import { createManifestMemory } from '../../../src/azure/state/manifestMemory';
import { createPauseStore } from '../../../src/azure/state/pauseStore';
import { createPushes } from '../../../src/azure/state/pushes';
import { createScheduleBooks } from '../../../src/azure/state/scheduleBooks';
import { createSlotStore } from '../../../src/azure/state/slots';
import { createSweeps } from '../../../src/azure/state/sweeps';
import { createTransferStore } from '../../../src/azure/state/transfers/transferStore';
import { createJsonBlobs } from '../../../src/azure/storage/jsonBlobs';
import type { RouteEnd } from '../../../src/domain/route';
import { FakeContainer } from './fakeContainer';

const machine = { wait: () => Promise.resolve(), random: () => 0 };
const READERS: Record<string, (container: ContainerClient) => Promise<unknown>> = {
  'pauses.json': (container) => createPauseStore(container).read(),
  'schedules/prod.json': (container) => createScheduleBooks(container).read('prod'),
  'slots/routes/prod.json': (container) => createSlotStore(container).read({ kind: 'route', route: 'prod' }),
  'canaries/prod.json': (container) => createCanaries(container).read('prod'),
  'rebuilds/prod.json': (container) => createLedgerRebuilds(container).read('prod'),
  'cleanups/latest.json': (container) => createCleanups(container).readLatest(),
  'pushes/prod/claim.json': (container) => createPushes(container, machine).readClaim('prod'),
  'pushes/prod/deletions.json': (container) => createPushes(container, machine).deletions('prod'),
  'transfers/t1.json': (container) => createTransferStore(container, { now: () => 0 }).find('t1'),
};
const DAMAGED = ['', 'null', '{"pauses": [', '7', '"text"'];

const damagedBy = (name: string, text: string): ContainerClient => {
  const container = new FakeContainer();
  container.blobs.set(name, { content: Buffer.from(text), etag: '"1"' });
  return container.asClient();
};

it.each(Object.entries(READERS).flatMap(([name, read]) => DAMAGED.map((text) => ({ name, text, read }))))(
  '$name that holds $text is told by its name, with what to do, and passes when it is restored',
  async ({ name, text, read }) => {
    await expect(read(damagedBy(name, text))).rejects.toMatchObject({
      ...{ code: 'state_unreadable', transient: true },
      message: expect.stringContaining(
        `The blob ${name} in the state container is not as the app writes it: `,
      ) as string,
      remedy: expect.stringContaining(`Restore an earlier version of the blob ${name}`) as string,
    });
  },
);

it('lists are documents, too: of a transfer, many pages are', async () => {
  const blobs = createJsonBlobs(damagedBy('pages/x.json', '[null]'), 'a role');
  expect(await blobs.read('pages/x.json')).toEqual([null]);
});

const WORD = { at: '2026-11-29T09:00:00.000Z', by: { kind: 'functionKey', name: 'function key' } };

it.each([
  [{}, 'pauses'],
  [{ pauses: {} }, 'pauses'],
  [{ pauses: [null] }, 'pauses.0'],
  [{ pauses: [{ route: 'prod' }] }, 'pauses.0.paused'],
  [{ pauses: [{ route: 7, paused: WORD }] }, 'pauses.0.route'],
  [{ pauses: [{ paused: WORD, resumed: 'yes' }] }, 'pauses.0.resumed'],
  [{ pauses: [{ paused: WORD, resumed: null }] }, 'pauses.0.resumed'],
  [{ pauses: [{ paused: { ...WORD, at: 'yesterday' } }] }, 'pauses.0.paused.at'],
  [{ pauses: [], drain: true }, 'drain'],
  [{ pauses: [], drain: {} }, 'drain.begun'],
  [{ pauses: [], drain: { begun: WORD, ended: {} } }, 'drain.ended.at'],
])('pauses that are amiss are told by their place: %j', async (document, place) => {
  const store = createPauseStore(damagedBy('pauses.json', JSON.stringify(document)));
  await expect(store.read()).rejects.toThrow(`as the app writes it: ${place}: `);
});

it('what a newer app says of a pause is kept', async () => {
  const pauses = { pauses: [{ paused: { ...WORD, ticket: 'T1' }, until: 'x' }], drain: { begun: WORD }, more: 1 };
  const store = createPauseStore(damagedBy('pauses.json', JSON.stringify(pauses)));
  expect(await store.read()).toEqual({ pauses, version: '"1"' });
});

it('a sweep begins anew where its place is damaged', async () => {
  expect(await createSweeps(damagedBy('sweeps/place.json', '{"after": ')).readPlace()).toEqual({});
});

it('a damaged memory of manifests counts as none: they are read again', async () => {
  const container = new FakeContainer();
  const memory = createManifestMemory(container.asClient());
  const end = { registryId: '/subscriptions/s/registries/r' } as RouteEnd;
  const facts = { digest: `sha256:${'a'.repeat(64)}`, mediaType: 'm', size: 1, children: [], blobs: [] };
  await memory.remember(end, 'app', [facts] as never);
  const [name = ''] = container.blobs.keys();
  container.blobs.set(name, { content: Buffer.from('{"facts": ['), etag: '"2"' });
  expect(await memory.recall(end, 'app')).toEqual([]);
});
