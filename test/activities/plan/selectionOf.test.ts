import { selectionOf } from '../../../src/activities/plan/selectionOf';
import type { TransferRecord } from '../../../src/domain/transferRecord';
import { FakeTransferStore } from '../../helpers/fakeTransferStore';
import { record } from '../../helpers/record';

const SELECT = { rules: [{ repositories: ['app'] }] };
const NOTHING = { rules: [], referrers: 'none' };
const EMPTY = { batches: [], unplanned: [] };

/** Asks for the selection of the last one. */
async function askedBy(records: Partial<TransferRecord>[], planned: string[] = []) {
  const transfers = new FakeTransferStore();
  for (const each of records) await transfers.claim(record({ artifacts: [], ...each }));
  for (const id of planned) await transfers.keepPlan(id, EMPTY);
  return selectionOf({ transfers }, records.at(-1)?.id ?? '');
}

const LATER = '2026-11-22T10:00:00.000Z';
const selected = { id: 't1', select: SELECT, everything: true } as const;
const retry = { id: 't2', retryOf: 't1', createdAt: LATER };
const again = { id: 't3', retryOf: 't2', createdAt: LATER };

it('is what was asked for', async () => {
  expect(await askedBy([selected])).toMatchObject({ select: SELECT, everything: true });
});

it('of a retry is what the earlier transfer left', async () => {
  expect(await askedBy([selected, retry], ['t1'])).toMatchObject({ select: NOTHING, retryOf: 't1', everything: true });
  const named = { id: 't1', artifacts: record().artifacts };
  expect(await askedBy([named, retry])).toMatchObject({ select: NOTHING, retryOf: 't1' });
});

it('of a retry of what had no plan is what that was asked for, by its own time', async () => {
  for (const records of [
    [selected, retry],
    [selected, retry, again],
  ])
    expect(await askedBy(records)).toEqual({ select: SELECT, everything: true, now: new Date(LATER) });
});

it('of a retry of a retry that had no plan is what the first one left', async () => {
  expect(await askedBy([selected, retry, again], ['t1'])).toMatchObject({ select: NOTHING, retryOf: 't1' });
  expect(await askedBy([selected, retry, again], ['t1', 't2'])).toMatchObject({ retryOf: 't2' });
});

it('of a transfer that nobody knows any more is a failure', async () => {
  await expect(askedBy([retry])).rejects.toMatchObject({ code: 'transfer_record_gone' });
});
