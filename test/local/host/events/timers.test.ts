import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FunctionApp } from '../../../../local/host/app/functionApp';
import type { InvocationData } from '../../../../local/host/app/invokeFunction';
import { createScheduleMonitor } from '../../../../local/host/events/scheduleMonitor';
import { startTimers } from '../../../../local/host/events/timers';
import { timerData } from '../../../../local/host/events/timerData';
import { withTimers } from '../../../../local/host/timedPlatform';
import { createVirtualPlatform } from '../../../../local/host/virtualPlatform';
import { realPlatform } from '../../testPlatform';
import { until } from '../../callHttp';

const appWith = (timers: Record<string, object>): FunctionApp => {
  const app = new FunctionApp();
  for (const [name, options] of Object.entries(timers)) {
    const binding = { type: 'timerTrigger', name: 'timer', direction: 'in' as const, ...options };
    app.register({ name, bindings: { timer: binding } }, () => undefined);
  }
  return app;
};

interface TimerInfo {
  ScheduleStatus: Record<'Last' | 'Next' | 'LastUpdated', string> | null;
  IsPastDue: boolean;
}

const NEVER = '0001-01-01T00:00:00+00:00';
const infoOf = ({ inputs }: InvocationData): TimerInfo => JSON.parse(inputs[0]?.data.json as string) as TimerInfo;

describe('startTimers', () => {
  /** Hosts that start one after the other, at a time that the test sets, and remember in one folder. */
  const hosts = (folder: string, timer: object, start: string) => {
    const platform = createVirtualPlatform({ start: Date.parse(start), jump: 'manual' });
    const runs: { at: string; info: TimerInfo; end(): void }[] = [];
    const invoke = (_entry: unknown, data: InvocationData) =>
      new Promise<{ invocationId: string }>((resolve) => {
        const at = new Date(platform.now()).toISOString();
        runs.push({ at, info: infoOf(data), end: () => resolve({ invocationId: 'i' }) });
      });
    return {
      platform,
      runs,
      start: (changed: object = {}) =>
        startTimers(platform, appWith({ tick: { ...timer, ...changed } }), invoke, {}, createScheduleMonitor(folder)),
      /** Lets the latest run end, and what follows from it happen. */
      async end() {
        runs.at(-1)!.end();
        await new Promise((resolve) => setImmediate(resolve));
      },
    };
  };
  const HOURLY = { schedule: '0 0 * * * *' };
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'timers '));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('runs by schedule, again after a failure, until stopped, with the status from before the run', async () => {
    const runs: TimerInfo[] = [];
    const platform = createVirtualPlatform({ start: Date.parse('2026-01-01T00:00:30Z'), jump: 'manual' });
    const timers = startTimers(
      platform,
      appWith({ tick: { schedule: '%EVERY%' } }),
      async (_entry, data) => {
        runs.push(infoOf(data));
        throw new Error('this run fails');
      },
      { EVERY: '0 * * * * *' },
      createScheduleMonitor(folder),
    );
    for (let minute = 0; minute < 2; minute++) {
      platform.advanceToNext();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await timers.stop();
    expect(platform.advanceToNext()).toBe(false);
    const [first, second] = ['2026-01-01T00:01:00+00:00', '2026-01-01T00:02:00+00:00'] as [string, string];
    expect(runs).toMatchObject([
      { ScheduleStatus: { Last: NEVER, Next: first, LastUpdated: NEVER }, IsPastDue: false },
      { ScheduleStatus: { Last: first, Next: second, LastUpdated: first }, IsPastDue: false },
    ]);
  });

  it('makes up once, when a run ends, for what fell due meanwhile', async () => {
    // Prepare
    const { platform, runs, start, end } = hosts(folder, { schedule: '0 * * * * *' }, '2026-01-01T00:00:30Z');
    const timers = start();
    platform.advanceToNext();

    // Act
    platform.advance(3.5 * 60_000);
    expect(runs).toHaveLength(1);
    await end();
    await until(() => runs.length === 2);
    await end();
    platform.advanceToNext();
    await end();
    await timers.stop();

    // Assess
    expect(runs.map(({ at }) => at)).toEqual([
      '2026-01-01T00:01:00.000Z',
      '2026-01-01T00:04:30.000Z',
      '2026-01-01T00:05:00.000Z',
    ]);
    expect(runs.map(({ info }) => info.IsPastDue)).toEqual([false, false, false]);
  });

  it('runs at once, past due, what was due while no host ran: once', async () => {
    // Prepare
    const { platform, runs, start, end } = hosts(folder, HOURLY, '2026-01-01T00:30:00Z');
    const first = start();
    platform.advanceToNext();
    await end();
    await first.stop();

    // Act
    platform.advance(5.25 * 3_600_000);
    const second = start({ runOnStartup: true });
    await end();
    platform.advanceToNext();
    await end();
    await second.stop();

    // Assess
    expect(runs.map(({ at, info }) => [at, info.IsPastDue, info.ScheduleStatus?.Next])).toEqual([
      ['2026-01-01T01:00:00.000Z', false, '2026-01-01T01:00:00+00:00'],
      ['2026-01-01T06:15:00.000Z', true, '2026-01-01T02:00:00+00:00'],
      ['2026-01-01T07:00:00.000Z', false, '2026-01-01T07:00:00+00:00'],
    ]);
  });

  it('is past due although it never ran, if its first due time was missed', async () => {
    const { platform, runs, start } = hosts(folder, HOURLY, '2026-01-01T00:30:00Z');
    await start().stop();
    platform.advance(3_600_000);
    start();
    expect(runs).toMatchObject([{ info: { IsPastDue: true, ScheduleStatus: { Last: NEVER } } }]);
  });

  it('is past due when its host was killed during the run', () => {
    const { platform, runs, start } = hosts(folder, HOURLY, '2026-01-01T00:30:00Z');
    start();
    platform.advanceToNext();
    platform.advance(60_000);
    start();
    expect(runs.map(({ info }) => info.IsPastDue)).toEqual([false, true]);
  });

  it('is not past due on time, nor with a schedule that was changed', async () => {
    const { platform, runs, start } = hosts(folder, HOURLY, '2026-01-01T00:30:00Z');
    await start().stop();
    platform.advance(60_000);
    await start().stop();
    platform.advance(3 * 3_600_000);
    await start({ schedule: '0 15 * * * *' }).stop();
    expect(runs).toEqual([]);
  });

  it.each([{ useMonitor: false }, { schedule: '*/30 * * * * *' }])('remembers nothing of %j', async (timer) => {
    const { platform, runs, start } = hosts(folder, { ...HOURLY, ...timer }, '2026-01-01T00:30:10Z');
    await start().stop();
    platform.advance(2 * 3_600_000);
    start();
    expect(runs).toEqual([]);
    platform.advanceToNext();
    expect(runs).toMatchObject([{ info: { ScheduleStatus: null, IsPastDue: false } }]);
  });

  it('runs at once where runOnStartup is set, and only there', async () => {
    const { platform, runs, start, end } = hosts(folder, { ...HOURLY, runOnStartup: true }, '2026-01-01T00:30:00Z');
    const timers = start();
    expect(runs).toMatchObject([{ info: { IsPastDue: false, ScheduleStatus: { Last: NEVER } } }]);
    await end();
    platform.advanceToNext();
    await end();
    await timers.stop();
    expect(runs.map(({ at }) => at)).toEqual(['2026-01-01T00:30:00.000Z', '2026-01-01T01:00:00.000Z']);
    await start({ runOnStartup: false }).stop();
    expect(runs).toHaveLength(2);
  });

  it('runs by hand, and the schedule stays', async () => {
    const { platform, runs, start } = hosts(folder, HOURLY, '2026-01-01T00:30:00Z');
    const timers = start();
    const [entry] = appWith({ tick: HOURLY }).functions();
    void timers.runNow(entry!);
    expect(runs).toMatchObject([{ info: { IsPastDue: false, ScheduleStatus: { Next: '2026-01-01T01:00:00+00:00' } } }]);
    platform.advanceToNext();
    expect(runs[1]?.at).toBe('2026-01-01T01:00:00.000Z');
  });

  it('stops when its run has ended', async () => {
    const { platform, start, end } = hosts(folder, HOURLY, '2026-01-01T00:30:00Z');
    const timers = start();
    platform.advanceToNext();
    let stopped = false;
    const stopping = timers.stop().then(() => (stopped = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(stopped).toBe(false);
    await end();
    await stopping;
    expect(platform.advanceToNext()).toBe(false);
  });

  it('runs on the clock of this machine', async () => {
    let runs = 0;
    const count = async () => ({ invocationId: String((runs += 1)) });
    const app = appWith({ tick: { schedule: '* * * * * *' } });
    const timers = startTimers(withTimers(realPlatform), app, count, {}, createScheduleMonitor(folder));
    await until(() => runs >= 2);
    await timers.stop();
    expect(runs).toBeGreaterThanOrEqual(2);
  });

  it.each(['', 'every day', '%MISSING%', '61 * * * * *'])(
    'refuses the schedule "%s" and names the function',
    (schedule) => {
      const invoke = async () => ({ invocationId: 'i' });
      const app = appWith({ bad: { schedule } });
      const start = () => startTimers(withTimers(realPlatform), app, invoke, {}, createScheduleMonitor(folder));
      expect(start).toThrow(/Function "bad": schedule/);
    },
  );
});

describe('timerData', () => {
  it('has the recorded shape', () => {
    // Prepare
    const [entry] = appWith({ tick: {} }).functions();
    const [last, next, now] = ['2026-11-21T08:57:00.500Z', '2026-11-21T08:58:00Z', '2026-11-21T08:57:33Z'].map((text) =>
      Date.parse(text),
    ) as [number, number, number];

    // Act
    const data = timerData(entry!, { status: { last, next, lastUpdated: last }, isPastDue: false, now });

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
