import { acquireTurn } from '../../../src/activities/turns/acquireTurn';
import { releaseTurn } from '../../../src/activities/turns/releaseTurn';
import type { Instances } from '../../../src/domain/ports/instances';
import type { TransferReport } from '../../../src/domain/report/report';
import { createFakes, NO_INSTANCES } from '../../helpers/fakes';
import { record } from '../../helpers/record';

const BEGUN = Date.UTC(2026, 10, 28, 9);

/** The activities, with the transfers a, b and c on record. */
function setUp() {
  const fakes = createFakes();
  let now = BEGUN;
  const raised: string[] = [];
  const instances: Instances = { ...NO_INSTANCES, raise: async (id, event) => void raised.push(`${event} for ${id}`) };
  const machine = { now: () => now, wait: async () => undefined, random: () => 0, newId: () => 'id' };
  const deps = { ...fakes.deps, machine, instances };
  for (const id of ['a', 'b', 'c']) fakes.transfers.records.set(id, record({ id }));
  const turn = (transferId: string) => ({ transferId, route: 'prod' });
  return {
    ...fakes,
    instances,
    raised,
    acquire: (id: string, mayHaveBegun = false) => acquireTurn(deps, { ...turn(id), mayHaveBegun }),
    release: (id: string) => releaseTurn(deps, turn(id)),
    report: (id: string) => fakes.transfers.writeReport({ id, outcome: 'succeeded' } as TransferReport),
    pass: (seconds: number) => (now += seconds * 1000),
    turns: () => {
      const { holders, waiters } = fakes.slots.slotsOf({ kind: 'route', route: 'prod' });
      return [holders.map(({ run }) => run), waiters.map(({ run }) => run)];
    },
  };
}

it('one has its turn, and the others wait for it in their order', async () => {
  const { acquire, turns } = setUp();
  expect(await acquire('a')).toEqual({ acquired: true });
  expect(await acquire('b')).toEqual({ acquired: false, running: 'a' });
  expect(await acquire('c')).toEqual({ acquired: false, running: 'a' });
  expect(await acquire('b')).toEqual({ acquired: false, running: 'a' });
  expect(turns()).toEqual([['a'], ['b', 'c']]);
});

it('a turn that is given on goes to the first in the line, which is told, again at a second call', async () => {
  const { acquire, release, turns, raised } = setUp();
  for (const id of ['a', 'b', 'c']) await acquire(id);
  await release('a');
  await release('a');
  expect(turns()).toEqual([['b'], ['c']]);
  expect(raised).toEqual(['b for b', 'b for b']);
});

it('one that is over, and did not give its turn on, is found by the next that asks', async () => {
  const { acquire, report, turns, raised } = setUp();
  for (const id of ['a', 'b', 'c']) await acquire(id);
  await report('a');
  expect(await acquire('c')).toEqual({ acquired: false, running: 'b' });
  expect(turns()).toEqual([['b'], ['c']]);
  expect(raised).toEqual(['b for b']);
});

it('whoever’s record is gone loses its place, at the second look', async () => {
  const { acquire, transfers, turns, pass } = setUp();
  for (const id of ['a', 'b']) await acquire(id);
  transfers.records.delete('a');
  expect(await acquire('b')).toMatchObject({ acquired: false });
  pass(60);
  expect(await acquire('b')).toEqual({ acquired: true });
  expect(turns()).toEqual([['b'], []]);
});

it('all whose orchestrations are lost keep their places, in whatever order they come back', async () => {
  const { acquire, turns, pass } = setUp();
  for (const id of ['a', 'b', 'c']) await acquire(id);
  for (const id of ['c', 'b', 'a']) {
    pass(600);
    await acquire(id, true);
  }
  expect(turns()).toEqual([['a'], ['b', 'c']]);
});

it('one that waits and is canceled says so, and leaves the line', async () => {
  const { acquire, release, transfers, turns } = setUp();
  for (const id of ['a', 'b', 'c']) await acquire(id);
  await transfers.requestCancel('b');
  expect(await acquire('b')).toEqual({ end: 'canceled' });
  await release('b');
  expect(turns()).toEqual([['a'], ['c']]);
});

it('one that has its report is started again by mistake: it takes no turn', async () => {
  const { acquire, report, turns } = setUp();
  await acquire('a');
  await report('b');
  expect(await acquire('b')).toEqual({ acquired: true });
  expect(turns()).toEqual([['a'], []]);
});

it('one that has begun before, and lost its place, does not wait: its runs may be at work', async () => {
  const { acquire, transfers, turns } = setUp();
  await acquire('a');
  await transfers.keepPlan('b', { batches: [], unplanned: [] });
  expect(await acquire('b', true)).toEqual({ acquired: true });
  expect(await acquire('c', true)).toEqual({ acquired: false, running: 'a' });
  expect(turns()).toEqual([['a', 'b'], ['c']]);
});
