import { changeSlots } from '../../../src/domain/slots/changeSlots';
import { take, type Slots } from '../../../src/domain/slots/slots';
import { FakeSlotStore } from '../../helpers/fakeSlotStore';
import { SOURCE } from '../../helpers/route';

const WINDOW = { registryId: SOURCE.registryId, kind: 'export' } as const;
const OTHER = { registryId: SOURCE.registryId, kind: 'import' } as const;
const NOW = '2026-11-28T12:00:00.000Z';
const RUNS = Array.from({ length: 30 }, (_, number) => `run${number}`);

const taking = (run: string) => (slots: Slots) => take(slots, { run, instance: `of ${run}`, limit: 50 }, NOW);

/** A wait ends when it is cut off, or when the test says that its time has passed. */
function setUp() {
  const slots = new FakeSlotStore();
  const waits: { milliseconds: number; pass(): void }[] = [];
  const wait = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      waits.push({ milliseconds, pass: resolve });
      signal.addEventListener('abort', () => resolve());
    });
  return { slots, waits, deps: { slots, machine: { wait, random: () => 0.5 } } };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('thirty changes at once of one process are never in each other’s way', async () => {
  const { slots, deps } = setUp();
  let writes = 0;
  slots.onWrite = () => (writes += 1);
  const write = jest.spyOn(slots, 'write');
  await Promise.all(RUNS.map((run) => changeSlots(deps, WINDOW, taking(run))));
  expect(slots.slotsOf(WINDOW).holders.map(({ run }) => run)).toEqual(RUNS);
  expect(write).toHaveBeenCalledTimes(RUNS.length);
  expect(writes).toBe(RUNS.length);
});

it('a change that hangs holds the next one up for seconds only, and another window not at all', async () => {
  const { slots, deps, waits } = setUp();
  const { read } = slots;
  slots.read = () => new Promise(() => undefined);
  void changeSlots(deps, WINDOW, taking('a'));
  await settled();
  slots.read = read.bind(slots);
  const next = changeSlots(deps, WINDOW, taking('b'));
  await changeSlots(deps, OTHER, taking('c'));
  expect(slots.slotsOf(WINDOW).holders).toEqual([]);
  expect(waits.map(({ milliseconds }) => milliseconds)).toEqual([5_000]);
  waits[0]?.pass();
  await next;
  expect(slots.slotsOf(WINDOW).holders).toMatchObject([{ run: 'b' }]);
});

it('a change that fails does not fail the next one', async () => {
  const { slots, deps } = setUp();
  const { read } = slots;
  slots.read = () => Promise.reject(new Error('away'));
  const failing = changeSlots(deps, WINDOW, taking('a'));
  const next = changeSlots(deps, WINDOW, taking('b'));
  await expect(failing).rejects.toThrow('away');
  slots.read = read.bind(slots);
  await next;
  expect(slots.slotsOf(WINDOW).holders).toMatchObject([{ run: 'b' }]);
});
