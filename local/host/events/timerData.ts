import type { RegisteredFunction } from '../app/functionApp';
import type { InvocationData } from '../app/invokeFunction';

/** What a timer's invocation carries. `last` is the previous run, `next` the one after this. */
export function timerData(entry: RegisteredFunction, times: { last: Date; next: Date; now: Date }): InvocationData {
  const last = offsetTime(times.last);
  const timer = {
    Schedule: { AdjustForDST: true },
    ScheduleStatus: { Last: last, Next: offsetTime(times.next), LastUpdated: last },
    IsPastDue: false,
  };
  return {
    inputs: [{ name: entry.trigger.name, data: { json: JSON.stringify(timer) } }],
    triggerMetadata: { TimerTrigger: { string: dotnetTime(times.now) } },
  };
}

/** `2026-11-21T08:57:00.5+00:00`, trailing zeros dropped */
function offsetTime(time: Date): string {
  return `${time.toISOString().replace(/\.?0*Z$/, '')}+00:00`;
}

/** `11/21/2026 08:58:00` */
function dotnetTime(time: Date): string {
  const [date = '', clock = ''] = time.toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${month}/${day}/${year} ${clock.slice(0, 8)}`;
}
