import { acquireSlot, type SlotToAcquire } from '../../../src/activities/slots/acquireSlot';
import { releaseSlot } from '../../../src/activities/slots/releaseSlot';
import { CANCELED } from '../../../src/domain/failures/ending';
import { ServiceUnavailableError } from '../../../src/domain/failures/errors';
import type { Instance, Instances } from '../../../src/domain/ports/instances';
import { take, type Slots } from '../../../src/domain/slots/slots';
import { createFakes } from '../../helpers/fakes';
import { SOURCE } from '../../helpers/route';

const WINDOW = { registryId: SOURCE.registryId, kind: 'export' } as const;
const BEGUN = Date.UTC(2026, 10, 28, 9);

/** The activities, with orchestrations that run until the test ends them. */
function setUp() {
  const fakes = createFakes();
  let now = BEGUN;
  const ended = new Set<string>();
  const raised: string[] = [];
  const looks: string[] = [];
  const instances: Pick<Instances, 'find' | 'raise'> = {
    async find(id) {
      looks.push(id);
      return ended.has(id) ? undefined : ({ state: 'running' } as Instance);
    },
    raise: async (id, event) => void raised.push(`${event} for ${id}`),
  };
  const machine = { now: () => now, wait: async () => undefined, random: () => 0, newId: () => 'id' };
  const deps = { ...fakes.deps, machine, instances: instances as Instances };
  const slot = (run: string, limit = 1) =>
    ({ transferId: 't1', kind: 'export', runName: run, instance: `of ${run}`, limit, mayBeAtWork: false }) as const;
  return {
    ...fakes,
    deps,
    instances,
    ended,
    raised,
    looks,
    acquire: (run: string, changes: Partial<SlotToAcquire> = {}) => acquireSlot(deps, { ...slot(run), ...changes }),
    release: (run: string, changes: Partial<Parameters<typeof releaseSlot>[1]> = {}) =>
      releaseSlot(deps, { ...slot(run), ...changes }),
    pass: (seconds: number) => (now += seconds * 1000),
    runs: () => {
      const { holders, waiters } = fakes.slots.slotsOf(WINDOW);
      return [holders.map(({ run }) => run), waiters.map(({ run }) => run)];
    },
  };
}

it('a free slot is taken, and the next run waits for it', async () => {
  const { acquire, runs } = setUp();
  expect(await acquire('a')).toEqual({ acquired: true, registry: 'builds' });
  expect(await acquire('b')).toEqual({ acquired: false, registry: 'builds' });
  expect(await acquire('a')).toEqual({ acquired: true, registry: 'builds' });
  expect(runs()).toEqual([['a'], ['b']]);
});

it('imports have slots of their own, at the target', async () => {
  const { acquire, runs } = setUp();
  await acquire('a');
  expect(await acquire('b', { kind: 'import' })).toEqual({ acquired: true, registry: 'production' });
  expect(runs()).toEqual([['a'], []]);
});

it('a slot that is given back goes to the first in the line, who is told', async () => {
  const { acquire, release, runs, raised } = setUp();
  for (const run of ['a', 'b', 'c']) await acquire(run);
  await release('a');
  expect(runs()).toEqual([['b'], ['c']]);
  expect(raised).toEqual(['b for of b']);
});

it('what another orchestration took is given back as an inheritance only', async () => {
  const { acquire, release, runs } = setUp();
  for (const run of ['a', 'b']) await acquire(run);
  await release('a', { instance: 'a later one' });
  expect(runs()).toEqual([['a'], ['b']]);
  await release('a', { instance: 'a later one', isInherited: true });
  expect(runs()).toEqual([['b'], []]);
});

it('whoever gives a slot back looks for the first in the line alone, where that is running', async () => {
  const { acquire, release, looks, ended } = setUp();
  for (const run of ['a', 'b', 'c', 'd']) await acquire(run);
  looks.length = 0;
  await release('a');
  expect(looks).toEqual(['of b']);
  ended.add('of c');
  looks.length = 0;
  await release('b');
  expect(looks).toEqual(['of c', 'of d']);
});

it('a slot that is given back passes over whoever is not running', async () => {
  const { acquire, release, runs, raised, ended } = setUp();
  for (const run of ['a', 'b', 'c']) await acquire(run);
  ended.add('of b');
  await release('a');
  expect(runs()).toEqual([['c'], ['b']]);
  expect(raised).toEqual(['c for of c']);
});

it('a second release changes nothing, and tells the holders again: the first may have been cut off before it did', async () => {
  const { acquire, release, runs, raised, instances } = setUp();
  for (const run of ['a', 'b', 'c']) await acquire(run);
  const { raise } = instances;
  instances.raise = () => Promise.reject(new ServiceUnavailableError('wake it', { words: 'the host is down' }));
  await expect(release('a')).rejects.toThrow('the host is down');
  instances.raise = raise;
  await release('a');
  await release('a');
  expect(runs()).toEqual([['b'], ['c']]);
  expect(raised).toEqual(['b for of b', 'b for of b']);
});

it('who waits no longer leaves the line', async () => {
  const { acquire, release, runs, raised } = setUp();
  for (const run of ['a', 'b', 'c']) await acquire(run);
  await release('b');
  expect(runs()).toEqual([['a'], ['c']]);
  expect(raised).toEqual([]);
});

it('who waits finds a holder whose orchestration is gone, at the second look', async () => {
  const { acquire, runs, ended, pass, raised } = setUp();
  for (const run of ['a', 'b', 'c']) await acquire(run);
  ended.add('of a');
  expect(await acquire('c')).toMatchObject({ acquired: false });
  pass(59);
  expect(await acquire('c')).toMatchObject({ acquired: false });
  pass(1);
  expect(await acquire('c')).toMatchObject({ acquired: false });
  expect(runs()).toEqual([['b'], ['c']]);
  expect(raised).toEqual(['b for of b']);
});

it('who takes the slot of a holder that is gone needs not be told', async () => {
  const { acquire, ended, pass, raised } = setUp();
  for (const run of ['a', 'b']) await acquire(run);
  ended.add('of a');
  await acquire('b');
  pass(60);
  expect(await acquire('b')).toEqual({ acquired: true, registry: 'builds' });
  expect(raised).toEqual([]);
});

it('a holder that a lagging hub does not show once keeps its slot', async () => {
  const { acquire, runs, ended, pass } = setUp();
  for (const run of ['a', 'b']) await acquire(run);
  ended.add('of a');
  await acquire('b');
  ended.delete('of a');
  pass(60);
  await acquire('b');
  ended.add('of a');
  await acquire('b');
  expect(runs()).toEqual([['a'], ['b']]);
});

it('a look that is not answered is no news', async () => {
  const { acquire, runs, pass, instances } = setUp();
  for (const run of ['a', 'b']) await acquire(run);
  instances.find = () => Promise.reject(new ServiceUnavailableError('look', { words: 'the host is down' }));
  await acquire('b');
  pass(3_600);
  await acquire('b');
  expect(runs()).toEqual([['a'], ['b']]);
});

it('looks are few, however many hold a slot or wait, and those who were missed come first', async () => {
  const { acquire, ended, looks } = setUp();
  const names = Array.from({ length: 40 }, (_, index) => `run${index}`);
  for (const name of names) await acquire(name, { limit: 20 });
  ended.add('of run0');
  await acquire('run39');
  looks.length = 0;
  await acquire('run38');
  expect(looks).toHaveLength(5);
  expect(looks[0]).toBe('of run0');
});

it('a canceled transfer waits no longer; one that has its slot goes on to its end', async () => {
  const { acquire, transfers } = setUp();
  await acquire('a');
  transfers.cancels.add('t1');
  expect(await acquire('b')).toEqual(CANCELED);
  expect(await acquire('a')).toMatchObject({ acquired: true });
});

it('a run that an earlier orchestration has created gets a slot beyond the limit, one that nobody created waits', async () => {
  const { acquire, release, runs, deps } = setUp();
  for (const run of ['a', 'b', 'c']) await acquire(run);
  expect(await acquire('c', { mayBeAtWork: true })).toMatchObject({ acquired: false });
  await deps.pipelines.startExport(SOURCE, 'prod', 'c', { blobName: 'blob', artifacts: ['app:1.0'] });
  expect(await acquire('c')).toMatchObject({ acquired: false });
  expect(await acquire('c', { mayBeAtWork: true })).toMatchObject({ acquired: true });
  await release('a');
  expect(runs()).toEqual([['c'], ['b']]);
  await release('c');
  expect(runs()).toEqual([['b'], []]);
});

it('of many who ask at once none is forgotten', async () => {
  const { acquire, release, runs } = setUp();
  const names = Array.from({ length: 12 }, (_, index) => `run${index}`);
  await Promise.all(names.map((run) => acquire(run, { limit: 3 })));
  expect(runs().map((list) => list?.length)).toEqual([3, 9]);
  expect(runs().flat().sort()).toEqual([...names].sort());
  await Promise.all(names.map((run) => release(run)));
  expect(runs()).toEqual([[], []]);
});

it('an answer that got lost costs nothing: the next try finds what was written', async () => {
  const { acquire, runs, slots } = setUp();
  const { write } = slots;
  slots.write = async (...written) => {
    await write.apply(slots, written);
    throw new ServiceUnavailableError('write', { words: 'cut off' });
  };
  await expect(acquire('a')).rejects.toThrow('cut off');
  slots.write = write;
  expect(await acquire('a')).toMatchObject({ acquired: true });
  expect(runs()).toEqual([['a'], []]);
});

it('a write that is still under way when its run has given up comes too late', async () => {
  const { acquire, release, runs, slots } = setUp();
  await acquire('a');
  const { slots: before, version } = await slots.read(WINDOW);
  const late: Slots = take(before, { run: 'b', instance: 'of b', limit: 1 }, new Date(BEGUN).toISOString());
  await release('b');
  expect(await slots.write(WINDOW, late, version)).toBe(false);
  expect(runs()).toEqual([['a'], []]);
});

it('where others are faster again and again, it is worth another try', async () => {
  const { acquire, slots } = setUp();
  slots.write = async () => false;
  await expect(acquire('a')).rejects.toMatchObject({ code: 'service_unavailable', transient: true });
});
