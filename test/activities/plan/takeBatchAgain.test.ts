import { takeBatch } from '../../../src/activities/plan/takeBatch';
import { pipelineRunName } from '../../../src/domain/names';
import { createBatch } from '../../../src/domain/plan';
import { verifiedBatch } from '../../../src/domain/report/batchResult';
import { createFakes } from '../../helpers/fakes';
import { digestOf } from '../../helpers/fakeRegistries';

const BATCHES = ['v1', 'v2', 'v3'].map((tag) =>
  createBatch([{ artifact: `app:${tag}`, repository: 'app', tag, digest: digestOf(tag) }]),
);
const STOPPED = { failure: { code: 'access_denied', message: 'No.', nextStep: 'Look.' } } as const;

/** A transfer of three batches; an earlier life has begun the second and the third, and has ended the third. */
async function setUp() {
  const fakes = createFakes();
  const { transfers, deps } = fakes;
  for (const [number, batch] of BATCHES.entries()) await deps.pages.keepPage('t1', 'batches', number, batch);
  for (const { name } of BATCHES.slice(1)) await transfers.noteRun('t1', pipelineRunName('export', 't1', name, 1));
  await transfers.writeBatchResult(
    't1',
    verifiedBatch(BATCHES[2]!, {}, [{ artifact: 'app:v3', outcome: 'delivered' }]),
  );
  await transfers.writeCleanUp('t1', BATCHES[2]!.name, { left: [], failures: [] });
  const take = (place: { from: number; turn: number; life?: string }) =>
    takeBatch(deps, { transferId: 't1', batches: BATCHES.length, lane: 0, ...place });
  return { ...fakes, take };
}

it('a later life takes what an earlier one has not ended', async () => {
  const { take } = await setUp();
  expect(await take({ from: 0, turn: 0, life: 'two' })).toEqual({ batch: BATCHES[0], next: 1 });
  expect(await take({ from: 1, turn: 1, life: 'two' })).toEqual({ batch: BATCHES[1], next: 2 });
  expect(await take({ from: 2, turn: 2, life: 'two' })).toEqual({ next: 3 });
});

describe.each([
  ['was canceled', ({ transfers }: Awaited<ReturnType<typeof setUp>>) => transfers.requestCancel('t1')],
  ['stops', ({ deps }: Awaited<ReturnType<typeof setUp>>) => deps.pages.keepPage('t1', 'stops', 0, STOPPED)],
])('where the transfer %s', (_, end) => {
  it('no batch is begun', async () => {
    const transfer = await setUp();
    await end(transfer);
    expect(await transfer.take({ from: 0, turn: 0 })).toEqual({ next: 3 });
  });

  it('a later life goes on with what an earlier one has begun, and with nothing else', async () => {
    const transfer = await setUp();
    await end(transfer);
    expect(await transfer.take({ from: 0, turn: 0, life: 'two' })).toEqual({ batch: BATCHES[1], next: 2 });
    expect(await transfer.take({ from: 2, turn: 1, life: 'two' })).toEqual({ next: 3 });
  });
});
