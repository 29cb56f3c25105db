import type { RegisteredFunction } from '../app/functionApp';
import type { InvocationData } from '../app/invokeFunction';
import type { ScheduleStatus } from './scheduleStatus';

/** What .NET shows of a time that never was. */
const NEVER = '0001-01-01T00:00:00+00:00';

/**
 * What a timer's invocation carries.
 *
 * @param timer.status as it was before this run; absent for a timer that is not monitored
 * @param timer.now milliseconds since 1970
 */
export function timerData(
  entry: RegisteredFunction,
  timer: { status?: ScheduleStatus; isPastDue: boolean; now: number },
): InvocationData {
  const { status, isPastDue, now } = timer;
  const info = {
    Schedule: { AdjustForDST: true },
    ScheduleStatus: status
      ? { Last: offsetTime(status.last), Next: offsetTime(status.next), LastUpdated: offsetTime(status.lastUpdated) }
      : null,
    IsPastDue: isPastDue,
  };
  return {
    inputs: [{ name: entry.trigger.name, data: { json: JSON.stringify(info) } }],
    triggerMetadata: { TimerTrigger: { string: dotnetTime(new Date(now)) } },
  };
}

/** `2026-11-21T08:57:00.5+00:00`, trailing zeros dropped */
function offsetTime(time: number | undefined): string {
  if (time === undefined) return NEVER;
  return `${new Date(time).toISOString().replace(/\.?0*Z$/, '')}+00:00`;
}

/** `11/21/2026 08:58:00` */
function dotnetTime(time: Date): string {
  const [date = '', clock = ''] = time.toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${month}/${day}/${year} ${clock.slice(0, 8)}`;
}
