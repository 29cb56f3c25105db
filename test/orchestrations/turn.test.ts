import { CANCELED, done } from '../../src/domain/failures/ending';
import { away, failed, runTransfer, type Stubs } from './runTransfer';

const RELEASED: Pick<Stubs, 'releaseTurn'> = { releaseTurn: () => done({ released: true }) };

/** Turns that come after so many asks. */
const after = (asks: number): Pick<Stubs, 'acquireTurn' | 'releaseTurn'> => {
  let asked = 0;
  return {
    ...RELEASED,
    acquireTurn: () => done((asked += 1) > asks ? { acquired: true } : { acquired: false, running: 't9' }),
  };
};

it('a route without turns asks for none', async () => {
  const { calls } = await runTransfer();
  expect(calls).not.toContain('acquireTurn');
  expect(calls).not.toContain('releaseTurn');
});

it('a transfer has its turn from before its plan until after its report', async () => {
  const { calls, report, inputs } = await runTransfer(after(0), { takesTurn: true });
  expect(report.outcome).toBe('succeeded');
  expect([calls[0], calls[1], calls.at(-2), calls.at(-1)]).toEqual([
    'acquireTurn',
    'openTransfer',
    'writeReport',
    'releaseTurn',
  ]);
  expect(inputs['acquireTurn']).toEqual([{ transferId: 't0', route: 'prod', mayHaveBegun: false }]);
});

it('one that waits says for which, asks again by itself, and does nothing else', async () => {
  const { calls, progress, report } = await runTransfer(after(3), { takesTurn: true });
  expect(calls.slice(0, 5)).toEqual([...Array.from({ length: 4 }, () => 'acquireTurn'), 'openTransfer']);
  expect(progress).toContainEqual({
    phase: 'planning',
    percentage: 0,
    isQueued: true,
    note: 'waiting for the transfer t9 of the same route',
  });
  expect(report.outcome).toBe('succeeded');
});

it('one that is canceled while it waits has never run, and has a report', async () => {
  let asked = 0;
  const acquireTurn = () => ((asked += 1) > 2 ? CANCELED : done({ acquired: false, running: 't9' }));
  const { calls, report } = await runTransfer({ ...RELEASED, acquireTurn }, { takesTurn: true });
  expect(report).toMatchObject({ outcome: 'canceled', artifacts: [{ artifact: 'app:1.0' }], batches: [] });
  expect(calls).toEqual(['acquireTurn', 'acquireTurn', 'acquireTurn', 'writeReport', 'releaseTurn']);
});

it('one whose turns cannot be looked at says so in its report', async () => {
  const { report } = await runTransfer(
    { ...RELEASED, acquireTurn: () => failed('access_denied') },
    { takesTurn: true },
  );
  expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'access_denied' }] });
});

it('a store that is away is waited for', async () => {
  let asked = 0;
  const acquireTurn = () => ((asked += 1) > 5 ? done({ acquired: true }) : away());
  expect((await runTransfer({ ...RELEASED, acquireTurn }, { takesTurn: true })).report.outcome).toBe('succeeded');
});

it('a turn that cannot be given on fails nothing, and is not tried without end', async () => {
  const { status, elapsed } = await runTransfer({ ...after(0), releaseTurn: () => away() }, { takesTurn: true });
  expect(status.runtimeStatus).toBe('Completed');
  expect(elapsed).toBeLessThan(30 * 60_000);
});
