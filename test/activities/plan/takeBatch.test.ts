import { takeBatch } from '../../../src/activities/plan/takeBatch';
import { createBatch, type Batch } from '../../../src/domain/plan';
import { endedBatch } from '../../../src/domain/report/batchResult';
import { failed } from '../../../src/domain/failures/ending';
import { createFakes } from '../../helpers/fakes';
import { digestOf } from '../../helpers/fakeRegistries';

/** A transfer whose plan has so many batches. */
async function createPlan(count: number) {
  const fakes = createFakes();
  const batches: Batch[] = [];
  for (let number = 0; number < count; number += 1) {
    const artifact = {
      artifact: `app${number}:1`,
      repository: `app${number}`,
      tag: '1',
      digest: digestOf(`${number}`),
    };
    batches.push(createBatch([artifact]));
    await fakes.pages.keepPage('t1', 'batches', number, batches[number] as Batch);
  }
  const take = (lane: number, turn: number, more: { from?: number; life?: string } = {}) =>
    takeBatch(fakes.deps, { transferId: 't1', from: 0, batches: count, lane, turn, ...more });
  /** As a batch does at its end. */
  const end = async (number: number): Promise<void> => {
    const batch = batches[number] as Batch;
    const failure = { code: 'internal_error', message: 'm', nextStep: 'n' } as const;
    await fakes.transfers.writeBatchResult('t1', endedBatch(batch, {}, failed(failure)));
    await fakes.transfers.writeCleanUp('t1', batch.name, { left: [], failures: [] });
  };
  return { ...fakes, batches, take, end };
}

it('each lane gets batches that no other has, the same turn the same one', async () => {
  const { take, batches } = await createPlan(3);
  const [first, other] = await Promise.all([take(0, 0), take(1, 0)]);
  expect([first.batch?.name, other.batch?.name].sort()).toEqual([batches[0]?.name, batches[1]?.name].sort());
  expect(await take(0, 0)).toEqual(first);
  expect(await take(1, 0)).toEqual(other);
  expect(await take(0, 1, { from: first.next })).toMatchObject({ batch: { name: batches[2]?.name }, next: 3 });
  expect(await take(1, 1, { from: other.next })).toEqual({ next: 3 });
});

it('ten lanes at once take every batch once', async () => {
  const { take, batches } = await createPlan(25);
  const taken: (string | undefined)[] = [];
  await Promise.all(
    Array.from({ length: 10 }, async (_, lane) => {
      let from = 0;
      for (let turn = 0; from < 25; turn += 1) {
        const { batch, next } = await take(lane, turn, { from });
        if (batch) taken.push(batch.name);
        from = next;
      }
    }),
  );
  expect(taken.sort()).toEqual(batches.map(({ name }) => name).sort());
});

it.each(['cancel', 'stop'])('after a %s there is none any more', async (why) => {
  const { take, transfers, pages } = await createPlan(2);
  if (why === 'cancel') await transfers.requestCancel('t1');
  else await pages.keepPage('t1', 'stops', 0, { failure: { code: 'access_denied', message: 'm', nextStep: 'n' } });
  expect(await take(0, 0)).toEqual({ next: 2 });
});

it('another life takes all batches again, but those that were ended and cleaned up', async () => {
  const { take, end, batches, transfers } = await createPlan(4);
  for (const turn of [0, 1, 2]) await take(0, turn);
  await end(0);
  await end(1);
  transfers.cleanUps.clear();
  await transfers.writeCleanUp('t1', batches[1]?.name ?? '', { left: [], failures: [] });
  expect(await take(0, 0, { life: 'again' })).toMatchObject({ batch: { name: batches[0]?.name }, next: 1 });
  expect(await take(0, 1, { life: 'again', from: 1 })).toMatchObject({ batch: { name: batches[2]?.name }, next: 3 });
});

it('a life after very many batches that were ended passes over some in each call', async () => {
  const { take, end } = await createPlan(450);
  for (let number = 0; number < 449; number += 1) await end(number);
  const seen: number[] = [];
  let from = 0;
  for (let turn = 0; from < 450; turn += 1) {
    const { next, batch } = await take(0, turn, { from, life: 'again' });
    seen.push(next);
    from = next;
    expect(batch !== undefined).toBe(next === 450);
  }
  expect(seen).toEqual([200, 400, 450]);
});

it('a plan without the batch that it counts is a defect', async () => {
  const { deps } = createFakes();
  const input = { transferId: 't1', from: 0, batches: 1, lane: 0, turn: 0 };
  await expect(takeBatch(deps, input)).rejects.toThrow('no batch 0');
});
