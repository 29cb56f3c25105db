import { Cron } from 'croner';
import type { FunctionApp, RegisteredFunction } from '../app/functionApp';
import type { InvokeFunction } from '../app/invokeFunction';
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
export function startTimers(app: FunctionApp, invoke: InvokeFunction, env: NodeJS.ProcessEnv): Timers {
  const last = new Map<string, Date>();
  const schedules = new Map<string, Cron>();

  const runNow = async (entry: RegisteredFunction): Promise<void> => {
    const now = new Date();
    const next = schedules.get(entry.name)?.nextRun() ?? now;
    const data = timerData(entry, { last: last.get(entry.name) ?? now, next, now });
    last.set(entry.name, now);
    await invoke(entry, data);
  };
  // The invocation has logged its failure; the next run is due all the same.
  const runQuietly = (entry: RegisteredFunction): Promise<void> => runNow(entry).catch(() => undefined);

  const entries = app.functions('timerTrigger');
  for (const entry of entries) {
    schedules.set(
      entry.name,
      schedule(entry, env, () => runQuietly(entry)),
    );
  }
  for (const entry of entries) {
    if (entry.trigger['runOnStartup'] === true) void runQuietly(entry);
  }
  return { runNow, stop: () => schedules.forEach((cron) => cron.stop()) };
}

function schedule(entry: RegisteredFunction, env: NodeJS.ProcessEnv, run: () => Promise<void>): Cron {
  const text = resolveSetting(String(entry.trigger['schedule'] ?? ''), env);
  try {
    return new Cron(text, { timezone: 'UTC', protect: true, unref: true }, run);
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
