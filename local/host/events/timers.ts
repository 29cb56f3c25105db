import { Cron } from 'croner';
import type { FunctionApp, RegisteredFunction } from '../app/functionApp';
import type { InvokeFunction } from '../app/invokeFunction';
import type { TimedPlatform } from '../timedPlatform';
import { timerData } from './timerData';

/** The timers of an app, running. */
export interface Timers {
  /** Runs a timer function now; resolves when it has ended. Rejects with what it threw. */
  runNow(entry: RegisteredFunction): Promise<void>;
  stop(): void;
}

/**
 * Starts every timer function: by its NCRONTAB schedule (six fields with seconds, or five) in UTC, at once where
 * `runOnStartup` is set. A run that is still going on when the next is due is left alone, and the next one skipped.
 *
 * Nothing is remembered between starts: what was due while the host was down is not made up for.
 *
 * @throws Error naming the function whose schedule cannot be read.
 */
export function startTimers(
  platform: TimedPlatform,
  app: FunctionApp,
  invoke: InvokeFunction,
  env: NodeJS.ProcessEnv,
): Timers {
  const last = new Map<string, Date>();
  const schedules = new Map<string, Cron>();

  const runNow = async (entry: RegisteredFunction): Promise<void> => {
    const now = new Date(platform.now());
    const next = schedules.get(entry.name)?.nextRun(now) ?? now;
    const data = timerData(entry, { last: last.get(entry.name) ?? now, next, now });
    last.set(entry.name, now);
    await invoke(entry, data);
  };
  // The invocation has logged its failure; the next run is due all the same.
  const runQuietly = (entry: RegisteredFunction): Promise<void> => runNow(entry).catch(() => undefined);

  const entries = app.functions('timerTrigger');
  for (const entry of entries) schedules.set(entry.name, readSchedule(entry, env));
  const stops = entries.map((entry) => runBySchedule(platform, schedules.get(entry.name)!, () => runQuietly(entry)));
  for (const entry of entries) {
    if (entry.trigger['runOnStartup'] === true) void runQuietly(entry);
  }
  return { runNow, stop: () => stops.forEach((stop) => stop()) };
}

/** Answers how to stop. */
function runBySchedule(platform: TimedPlatform, schedule: Cron, run: () => Promise<void>): () => void {
  let running = false;
  let cancel = (): void => undefined;
  const arm = (after: number): void => {
    const next = schedule.nextRun(new Date(after))?.getTime();
    if (next === undefined) return;
    cancel = platform.callAt(next, () => {
      // A timer may fire a moment early: without the maximum it would be armed for the same time again.
      arm(Math.max(next, platform.now()));
      if (running) return;
      running = true;
      void run().finally(() => (running = false));
    });
  };
  arm(platform.now());
  return () => cancel();
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
