import { FunctionApp } from '../../../../local/host/app/functionApp';
import type { InvocationData } from '../../../../local/host/app/invokeFunction';
import { startTimers } from '../../../../local/host/events/timers';
import { timerData } from '../../../../local/host/events/timerData';
import { withTimers } from '../../../../local/host/timedPlatform';
import { createVirtualPlatform } from '../../../../local/host/virtualPlatform';
import { realPlatform } from '../../testPlatform';
import { waitFor } from '../hostFixture';

const appWith = (timers: Record<string, object>): FunctionApp => {
  const app = new FunctionApp();
  for (const [name, options] of Object.entries(timers)) {
    const binding = { type: 'timerTrigger', name: 'timer', direction: 'in' as const, ...options };
    app.register({ name, bindings: { timer: binding } }, () => undefined);
  }
  return app;
};

describe('startTimers', () => {
  it('runs by schedule, again after a failure, until stopped', async () => {
    const runs: InvocationData[] = [];
    const timers = startTimers(
      withTimers(realPlatform),
      appWith({ tick: { schedule: '%EVERY%' } }),
      async (_entry, data) => {
        runs.push(data);
        throw new Error('this run fails');
      },
      { EVERY: '* * * * * *' },
    );
    await waitFor(() => (runs.length >= 2 ? true : undefined));
    timers.stop();
    const [first, second] = runs.map(
      ({ inputs }) =>
        JSON.parse(inputs[0]?.data.json as string) as {
          ScheduleStatus: Record<'Last' | 'Next' | 'LastUpdated', string>;
        },
    );
    expect(new Date(second!.ScheduleStatus.Last).getTime()).toBeGreaterThanOrEqual(
      new Date(first!.ScheduleStatus.Last).getTime(),
    );
    expect(second!.ScheduleStatus.Next > second!.ScheduleStatus.Last).toBe(true);
  });

  it('skips what falls due while a run is going on', async () => {
    // Prepare
    const platform = createVirtualPlatform({ start: Date.parse('2026-01-01T00:00:30Z'), jump: 'manual' });
    const runs: { at: number; end: () => void }[] = [];
    const run = () => new Promise<void>((end) => runs.push({ at: platform.now(), end }));
    const invoke = () => run().then(() => ({ invocationId: 'i' }));
    const timers = startTimers(platform, appWith({ tick: { schedule: '0 * * * * *' } }), invoke, {});
    const minutes = (count: number): void => {
      for (let minute = 0; minute < count; minute++) platform.advanceToNext();
    };

    // Act
    minutes(3);
    runs[0]!.end();
    await new Promise((resolve) => setImmediate(resolve));
    minutes(1);
    timers.stop();

    // Assess
    expect(platform.advanceToNext()).toBe(false);
    expect(runs.map(({ at }) => new Date(at).toISOString())).toEqual([
      '2026-01-01T00:01:00.000Z',
      '2026-01-01T00:04:00.000Z',
    ]);
  });

  it('runs at once where runOnStartup is set, and only there', () => {
    // Prepare
    const started: string[] = [];
    const run = async ({ name }: { name: string }) => {
      started.push(name);
      return { invocationId: 'i' };
    };
    const yearly = { schedule: '0 0 0 1 1 *' };

    // Act
    startTimers(
      withTimers(realPlatform),
      appWith({ later: yearly, now: { ...yearly, runOnStartup: true } }),
      run,
      {},
    ).stop();

    // Assess
    expect(started).toEqual(['now']);
  });

  it.each(['', 'every day', '%MISSING%', '61 * * * * *'])(
    'refuses the schedule "%s" and names the function',
    (schedule) => {
      const start = () =>
        startTimers(withTimers(realPlatform), appWith({ bad: { schedule } }), async () => ({ invocationId: 'i' }), {});
      expect(start).toThrow(/Function "bad": schedule/);
    },
  );
});

describe('timerData', () => {
  it('has the recorded shape', () => {
    // Prepare
    const [entry] = appWith({ tick: {} }).functions();
    const [last, next, now] = ['2026-11-21T08:57:00.500Z', '2026-11-21T08:58:00Z', '2026-11-21T08:57:33Z'].map(
      (text) => new Date(text),
    ) as [Date, Date, Date];

    // Act
    const data = timerData(entry!, { last, next, now });

    // Assess
    expect(data).toEqual({
      inputs: [
        {
          name: 'timer',
          data: {
            json: JSON.stringify({
              Schedule: { AdjustForDST: true },
              ScheduleStatus: {
                Last: '2026-11-21T08:57:00.5+00:00',
                Next: '2026-11-21T08:58:00+00:00',
                LastUpdated: '2026-11-21T08:57:00.5+00:00',
              },
              IsPastDue: false,
            }),
          },
        },
      ],
      triggerMetadata: { TimerTrigger: { string: '11/21/2026 08:57:33' } },
    });
  });
});
