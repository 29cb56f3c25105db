import type { Day, Fault } from './day/day';
import { drawDay } from './day/drawDay';
import { shrink, without } from './day/shrink';

const LAG: Fault = { kind: 'lag', seconds: 100 };
const KILL: Fault = { kind: 'kill', atStep: 7, downSeconds: 40 };
const UNREADABLE: Fault = { kind: 'sourceUnreadable' };

function dayWith(faults: Fault[]): Day {
  return { ...drawDay(1), faults };
}

it('leaves faults out by their places in the list', () => {
  expect(without(dayWith([LAG, KILL, UNREADABLE]), new Set([0, 2])).faults).toEqual([KILL]);
});

it('leaves out what is not needed, and makes the rest as small as it still fails', async () => {
  const fails = async ({ faults }: Day): Promise<boolean> =>
    faults.some((fault) => fault.kind === 'lag' && fault.seconds >= 20) && faults.some(({ kind }) => kind === 'kill');
  const smallest = await shrink(dayWith([UNREADABLE, LAG, UNREADABLE, KILL]), fails);
  expect(smallest.faults).toEqual([
    { kind: 'lag', seconds: 25 },
    { kind: 'kill', atStep: 7, downSeconds: 1 },
  ]);
  expect(smallest.transfers).toHaveLength(1);
  expect(smallest.transfers[0]?.artifacts).toHaveLength(1);
});

it('keeps a day that fails in no smaller way', async () => {
  const day = dayWith([LAG]);
  expect(await shrink(day, async () => false)).toBe(day);
});

it('keeps the transfers that a fault names', async () => {
  const canceled = dayWith([{ kind: 'cancel', transfer: 1, atSecond: 1 }]);
  const day = { ...canceled, transfers: [...canceled.transfers.slice(0, 1), ...canceled.transfers.slice(0, 1)] };
  const smallest = await shrink(day, async ({ faults }) => faults.length === 1);
  expect(smallest.transfers).toHaveLength(2);
});
