import { Cron } from 'croner';
import type { FunctionApp, RegisteredFunction } from '../app/functionApp';
import type { InvokeFunction } from '../app/invokeFunction';
import type { TimedPlatform } from '../timedPlatform';
import type { ScheduleMonitor } from './scheduleMonitor';
import { isMonitored, nextAfter, type ScheduleStatus, statusAtStart } from './scheduleStatus';
import { timerData } from './timerData';

/** The timers of an app, running. */
export interface Timers {
  /** Runs a timer function now, whatever its schedule; resolves when it has ended. Rejects with what it threw. */
  runNow(entry: RegisteredFunction): Promise<void>;
  /** Starts no more runs; resolves when none is going on. */
  stop(): Promise<void>;
}

interface TimerOptions {
  platform: TimedPlatform;
  invoke: InvokeFunction;
  monitor: ScheduleMonitor;
}

/**
 * Starts every timer function: by its NCRONTAB schedule (six fields with seconds, or five) in UTC. At once runs, with
 * `isPastDue`, what the monitor says was due while no host ran, otherwise what has `runOnStartup`.
 *
 * A due time that passes while a run is going on is made up for when that ends, once. What a monitored timer did is kept when a run has
 * ended: one that was killed is past due at the next start. Monitored are schedules of a minute and more; `useMonitor: false`
 * ends it. Source: TimerListener in github.com/Azure/azure-webjobs-sdk-extensions.
 *
 * @throws Error naming the function whose schedule cannot be read.
 */
export function startTimers(
  platform: TimedPlatform,
  app: FunctionApp,
  invoke: InvokeFunction,
  env: NodeJS.ProcessEnv,
  monitor: ScheduleMonitor,
): Timers {
  const entries = app.functions('timerTrigger').map((entry) => ({ entry, schedule: readSchedule(entry, env) }));
  const options = { platform, invoke, monitor };
  const timers = new Map(entries.map(({ entry, schedule }) => [entry.name, startTimer(entry, schedule, options)]));
  return {
    async runNow(entry) {
      const status = timers.get(entry.name)?.monitored();
      await invoke(entry, timerData(entry, { ...(status && { status }), isPastDue: false, now: platform.now() }));
    },
    async stop() {
      await Promise.all([...timers.values()].map((timer) => timer.stop()));
    },
  };
}

interface RunningTimer {
  /** Its status, if it is monitored. */
  monitored(): ScheduleStatus | undefined;
  stop(): Promise<void>;
}

function startTimer(
  entry: RegisteredFunction,
  schedule: Cron,
  { platform, invoke, monitor }: TimerOptions,
): RunningTimer {
  const { useMonitor, runOnStartup } = entry.trigger;
  const isKept = useMonitor !== false && isMonitored(schedule, platform.now());
  const begin = statusAtStart(schedule, isKept ? monitor.read(entry.name) : undefined, platform.now());
  let { status } = begin;
  let running: Promise<void> | undefined;
  let stopped = false;
  let cancel = (): void => undefined;

  const run = async (kind: 'due' | 'pastDue' | 'startup'): Promise<void> => {
    const now = platform.now();
    const data = timerData(entry, { ...(isKept && { status }), isPastDue: kind === 'pastDue', now });
    // The invocation has logged its failure; the next run is due all the same.
    await invoke(entry, data).catch(() => undefined);
    // A timer may fire a moment early: reckoned from then, the same due time would come again.
    const last = kind === 'due' ? Math.max(status.next ?? now, now) : now;
    status = { last, ...nextAfter(schedule, last), lastUpdated: last };
    if (isKept) monitor.write(entry.name, status);
  };
  const start = (kind: 'due' | 'pastDue' | 'startup'): void => {
    // A status that cannot be written does not end the schedule.
    running = run(kind)
      .catch(() => undefined)
      .finally(() => {
        running = undefined;
        arm();
      });
  };
  const arm = (): void => {
    if (stopped || status.next === undefined) return;
    cancel = platform.callAt(status.next, () => start('due'));
  };

  if (isKept && begin.isNew) monitor.write(entry.name, { lastUpdated: platform.now(), ...status });
  if (begin.isPastDue) start('pastDue');
  else if (runOnStartup === true) start('startup');
  else arm();
  return {
    monitored: () => (isKept ? status : undefined),
    async stop() {
      stopped = true;
      cancel();
      await running;
    },
  };
}

function readSchedule(entry: RegisteredFunction, env: NodeJS.ProcessEnv): Cron {
  const text = resolveSetting(String(entry.trigger['schedule'] ?? ''), env);
  try {
    return new Cron(text, { timezone: 'UTC' });
  } catch (error) {
    throw new Error(
      `Function "${entry.name}": schedule "${text}" cannot be read: ${(error as Error).message}. ` +
        'Use an NCRONTAB expression such as "0 */5 * * * *".',
      { cause: error },
    );
  }
}

/** A schedule may name an app setting: `%SCHEDULE%`. */
function resolveSetting(text: string, env: NodeJS.ProcessEnv): string {
  return text.replace(/%([^%]+)%/g, (whole, name: string) => env[name] ?? whole);
}
