import type { ContainerClient } from '@azure/storage-blob';
import { createTransferPages } from '../../../../src/azure/state/transfers/transferPages';
import { createTransferRemovals } from '../../../../src/azure/state/transfers/transferRemovals';
import { createTransferStore } from '../../../../src/azure/state/transfers/transferStore';
import { MACHINE } from '../../../../src/services/machine';
import { recordOf } from '../../../contract/transferStoreContract';
import {
  isSound,
  keepWhole,
  NOTHING,
  removeWhole,
  whatIsLeft,
  type RemovalsUnderTest,
} from '../../../contract/transferRemovalsContract';
import { startCopyCloud, type CopyCloud } from '../../copy/copyCloud';

let cloud: CopyCloud;
beforeAll(async () => void (cloud = await startCopyCloud()));
afterAll(() => cloud.close());

const RECORD = recordOf(1);
const LINE = { id: RECORD.id, route: RECORD.route, createdAt: RECORD.createdAt };

let containers = 0;
async function newContainer(): Promise<ContainerClient> {
  return (await cloud.owner.createContainer(`removals${(containers += 1)}`)).containerClient;
}

function underTest(container: ContainerClient): RemovalsUnderTest {
  const [transfers, pages] = [createTransferStore(container, MACHINE), createTransferPages(container)];
  return { transfers, pages, removals: createTransferRemovals(container) };
}

/** A client that sends so many requests; of the next one the answer is not heard, and no other is sent. */
function dyingAfter(container: ContainerClient, requests: number): { client: ContainerClient; isDead(): boolean } {
  let sent = 0;
  const mortal = <Client extends object>(client: Client): Client =>
    new Proxy(client, {
      get(of, key) {
        const member = Reflect.get(of, key, of) as unknown;
        if (typeof member !== 'function') return member;
        const call = (...input: unknown[]): unknown => Reflect.apply(member, of, input);
        if (/^get\w*Client$/.test(String(key))) return (...input: unknown[]) => mortal(call(...input) as object);
        sent += 1;
        const end = (answer: unknown): unknown => {
          if (sent > requests) throw new Error('dead');
          return answer;
        };
        if (key === 'listBlobsFlat') return (...input: unknown[]) => end(call(...input));
        return async (...input: unknown[]) => end(sent > requests + 1 ? undefined : await call(...input));
      },
    });
  return { client: mortal(container), isDead: () => sent > requests };
}

it('cut off at any request to the storage, it is a whole or gone, and the next one goes on', async () => {
  let hasEnded = false;
  for (let requests = 0; !hasEnded; requests += 1) {
    // Prepare
    const container = await newContainer();
    const whole = underTest(container);
    await keepWhole(whole, RECORD);
    const dying = dyingAfter(container, requests);

    // Act
    await removeWhole(underTest(dying.client), LINE).catch(() => undefined);
    hasEnded = !dying.isDead();

    // Assess
    const left = await whatIsLeft(underTest(container), RECORD);
    const { lines } = await whole.removals.lines(Infinity, { limit: 5 });
    expect(isSound(left)).toBe(true);
    expect(lines.length > 0 || !Object.values(left).includes(true)).toBe(true);
    await removeWhole(underTest(container), LINE);
    expect(await whatIsLeft(underTest(container), RECORD)).toEqual(NOTHING);
    expect(await whole.removals.lines(Infinity, { limit: 5 })).toEqual({ lines: [] });
    expect(await whole.transfers.claim(RECORD)).toEqual(RECORD);
    expect(requests).toBeLessThan(100);
  }
});

it('what another host removed does not come back from the memory of this one', async () => {
  const container = await newContainer();
  const [here, there] = [underTest(container), underTest(container)];
  await keepWhole(here, RECORD);
  expect(await here.transfers.recall(RECORD.id)).toEqual(RECORD);
  await removeWhole(there, LINE);
  expect(await here.transfers.find(RECORD.id)).toBeUndefined();
  const again = { ...RECORD, createdAt: '2027-12-01T00:00:00.000Z' };
  expect(await here.transfers.claim(again)).toEqual(again);
});

it('what is written after the burial stays until the next one', async () => {
  const under = underTest(await newContainer());
  await keepWhole(under, RECORD);
  const buried = await under.removals.bury(LINE);
  if (!buried) throw new Error('It is not there.');
  const earlier = { ...buried, at: new Date(buried.at.getTime() - 60_000) };
  expect(await under.removals.clear(earlier, () => false)).toBe('newer');
  expect(await whatIsLeft(under, RECORD)).toMatchObject({ record: false, plan: true, batch: true, report: true });
  await removeWhole(under, LINE);
  expect(await whatIsLeft(under, RECORD)).toEqual(NOTHING);
});

it('removes thousands of pages', async () => {
  const under = underTest(await newContainer());
  await keepWhole(under, RECORD);
  const pages = 510;
  for (let from = 0; from < pages; from += 50) {
    const numbers = Array.from({ length: 50 }, (_, index) => from + index);
    await Promise.all(numbers.map((number) => under.pages.keepPage(RECORD.id, 'skipped', number, [])));
  }
  await removeWhole(under, LINE);
  expect(await whatIsLeft(under, RECORD)).toEqual(NOTHING);
  expect(await under.pages.readPage(RECORD.id, 'skipped', pages - 1)).toBeUndefined();
});
