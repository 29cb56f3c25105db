import { decideHistories } from '../../../src/activities/retention/decideHistories';
import { decideTransfers } from '../../../src/activities/retention/decideTransfers';
import { removeState } from '../../../src/activities/retention/removeState';
import { transferIdFor } from '../../../src/domain/names';
import type { Instances, ListedInstance } from '../../../src/domain/ports/instances';
import type { CleanupItem, Place } from '../../../src/domain/retention/cleanup';
import { createFakes, NO_INSTANCES } from '../../helpers/fakes';
import { record } from '../../helpers/record';
import { route } from '../../helpers/route';
import { cleanupOf, NOW } from '../../orchestrations/cleanupWorld';

const CLEANUP = cleanupOf(route());
const daysAgo = (days: number): Date => new Date(NOW - days * 86_400_000);
const ID = transferIdFor('x');

/** @param secondsPerRead  how long a look at a report takes */
function prepare(secondsPerRead = 0) {
  const fakes = createFakes();
  fakes.cleanups.records.set(CLEANUP.id, CLEANUP);
  let now = NOW;
  const readReport = fakes.transfers.readReport.bind(fakes.transfers);
  fakes.transfers.readReport = (id) => {
    now += secondsPerRead * 1_000;
    return readReport(id);
  };
  const hub = new Map<string, ListedInstance>();
  const instances: Instances = {
    ...NO_INSTANCES,
    find: async (id) => {
      const found = hub.get(id);
      return found && { ...found, runtimeStatus: '' };
    },
    list: async ({ from, to }) => [...hub.values()].filter(({ createdAt: at }) => at >= from && at < to),
    purge: async (id) => void hub.delete(id),
  };
  const put = (id: string, at: Date): void => {
    const createdAt = at.toISOString();
    const own = record({ id, createdAt });
    fakes.transfers.records.set(id, own);
    fakes.transfers.reports.set(id, { id, finishedAt: createdAt, outcome: 'succeeded' } as never);
    void fakes.transfers.index(own, 'succeeded');
    hub.set(id, { id, name: 'transfer', state: 'ended', createdAt: at, updatedAt: at });
  };
  const deps = { ...fakes.deps, instances, machine: { ...fakes.deps.machine, now: () => now } };
  async function allOf(decide: typeof decideHistories | typeof decideTransfers) {
    let place: Place | undefined = {};
    let calls = 0;
    for (; place; calls += 1) {
      const input: Parameters<typeof decide>[1] = { cleanupId: CLEANUP.id, page: `0-${calls}`, place };
      const { next }: Awaited<ReturnType<typeof decide>> = await decide(deps, input);
      expect(await decide(deps, input)).toMatchObject(next ? { next } : {});
      place = next;
    }
    const items = [...fakes.cleanups.decisions.values()].flatMap((page) => page.items);
    return { calls, names: items.map(({ name }) => name).sort() };
  }
  const remove = (items: CleanupItem[]) => {
    fakes.cleanups.decisions.set(`${CLEANUP.id} 9-0`, { items });
    return removeState(deps, { cleanupId: CLEANUP.id, page: '9-0' });
  };
  return { ...fakes, deps, hub, put, allOf, remove };
}

const THOUSANDS = 1_500;

it.each([
  ['histories', decideHistories],
  ['transfers', decideTransfers],
] as const)(
  'thousands of %s are each decided on once, in several calls, as far as the time of each reaches',
  async (_, decide) => {
    const { put, allOf } = prepare(0.5);
    const ids = Array.from({ length: THOUSANDS }, (_each, index) => transferIdFor(String(index)));
    // Some hundred of them in the same second.
    ids.forEach((id, index) => put(id, new Date(daysAgo(401).getTime() + Math.floor(index / 400) * 1_000)));
    const { calls, names } = await allOf(decide);
    expect(names).toEqual([...ids].sort());
    expect(calls).toBeGreaterThan(4);
  },
);

it('no page holds more histories than one call can remove, however fast they are decided on', async () => {
  const { put, allOf, cleanups } = prepare();
  const ids = Array.from({ length: THOUSANDS }, (_each, index) => transferIdFor(String(index)));
  ids.forEach((id, index) => put(id, new Date(daysAgo(401).getTime() + index * 1_000)));
  expect((await allOf(decideHistories)).names).toEqual([...ids].sort());
  const sizes = [...cleanups.decisions.values()].map(({ items }) => items.length);
  expect(Math.max(...sizes)).toBeLessThan(510);
});

const HISTORY: CleanupItem = {
  ...{ route: 'prod', kind: 'history', name: ID, createdAt: daysAgo(401).toISOString() },
  ...{ action: 'remove', why: 'It is old.' },
};
const TRANSFER: CleanupItem = { ...HISTORY, kind: 'transfer' };

it.each([
  ['runs', { state: 'running' as const }],
  ['began anew', { createdAt: daysAgo(1) }],
])('a history that %s since it was decided on stays', async (_, changes) => {
  const { put, hub, remove, cleanups } = prepare();
  put(ID, daysAgo(401));
  hub.set(ID, { ...(hub.get(ID) as ListedInstance), ...changes });
  expect(await remove([HISTORY])).toEqual({ isDone: true, removed: 0 });
  expect(hub.has(ID)).toBe(true);
  expect([...cleanups.outcomes.values()][0]?.items).toMatchObject([{ outcome: 'kept' }]);
});

it('a transfer that was retried since it was decided on stays, whole and listed', async () => {
  const { put, remove, transfers, pages, deps } = prepare();
  put(ID, daysAgo(401));
  const line = { id: ID, route: 'prod', createdAt: daysAgo(401).toISOString() };
  await deps.removals.hide(line);
  const retry = transferIdFor('retry');
  await pages.keepPage(ID, 'retries', 0, { id: retry });
  transfers.records.set(retry, record({ id: retry }));
  expect(await remove([TRANSFER])).toEqual({ isDone: true, removed: 0 });
  expect((await transfers.list({}, { limit: 5 })).transfers).toEqual([{ ...line, state: 'succeeded' }]);
  expect(transfers.records.has(ID)).toBe(true);
});

it('a transfer that began anew under the same id stays; the line of the old one goes', async () => {
  const { put, remove, transfers } = prepare();
  put(ID, daysAgo(1));
  await transfers.index(record({ id: ID, createdAt: daysAgo(401).toISOString() }), 'succeeded');
  expect(await remove([TRANSFER])).toEqual({ isDone: true, removed: 1 });
  expect(transfers.records.has(ID) && transfers.reports.has(ID)).toBe(true);
  const { transfers: listed } = await transfers.list({}, { limit: 5 });
  expect(listed.map(({ createdAt }) => createdAt)).toEqual([daysAgo(1).toISOString()]);
});

it('as long as the task hub refuses to forget it, a transfer is all there, and listed', async () => {
  const { put, hub, remove, transfers } = prepare();
  put(ID, daysAgo(401));
  const { delete: forget } = hub;
  hub.delete = () => false;
  await expect(remove([TRANSFER])).rejects.toMatchObject({ code: 'service_unavailable' });
  expect([...transfers.graves.keys()]).toEqual([]);
  expect(await transfers.claim(record({ id: ID }))).toMatchObject({ createdAt: daysAgo(401).toISOString() });
  expect((await transfers.list({}, { limit: 5 })).transfers).toMatchObject([{ id: ID }]);
  hub.delete = forget;
  expect(await remove([TRANSFER])).toEqual({ isDone: true, removed: 1 });
  expect([hub.has(ID), transfers.records.has(ID), transfers.reports.has(ID)]).toEqual([false, false, false]);
});

it('the history of a transfer that began anew under the same id stays', async () => {
  const { put, hub, remove } = prepare();
  put(ID, daysAgo(1));
  await remove([TRANSFER]);
  expect(hub.has(ID)).toBe(true);
});

it('a task hub that still shows what it removed is asked again', async () => {
  const { put, hub, remove } = prepare();
  put(ID, daysAgo(401));
  const { delete: forget } = hub;
  hub.delete = () => false;
  await expect(remove([HISTORY])).rejects.toMatchObject({ code: 'service_unavailable' });
  hub.delete = forget;
  expect(await remove([HISTORY])).toEqual({ isDone: true, removed: 1 });
});
