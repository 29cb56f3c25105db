import { faultsOf, type Spell } from '../day/day';
import { artifactsOf } from '../day/selected';
import type { Outcome } from '../simulate';
import { codesOfWeather } from './patience';
import { eachTransfer, unless } from './transfers';

const LONGEST_HISTORY = 5_000;
/** A cancel is noticed at a look at a run, before a block, and within five minutes of a wait; then the copy is cleaned up. */
const HEARD_SECONDS = 1_800;
const NEEDED = new Set(['transfers', 'catalog', 'ledger']);
const MOST_CALLS_OF_A_TRANSFER = 1_200;
const MOST_CALLS_AN_HOUR = 500;
/** Where batches are tried again in parts, their number is bounded by the runs that a batch may take. */
const MOST_CALLS_OF_A_RUN = 60;
const MOST_CALLS_OF_AN_ARTIFACT = 40;
const MOST_CALLS_OF_A_LOOK = 20;
const HOUR_MS = 3_600_000;

/** However long a service is away, a canceled transfer ends soon: only where the flag is, and what arrived, it must ask, and note what did. */
export function cancelIsHeard(outcome: Outcome): string[] {
  const isNeeded = ({ port, weather }: Spell): boolean => NEEDED.has(port) || weather === 'hangs' || weather === 'late';
  const needed = faultsOf(outcome.day, 'spell').filter(isNeeded);
  const held = [
    ...needed.map(
      ({ seconds, lateSeconds = 0, retryAfterSeconds = 0 }) => seconds + lateSeconds + retryAfterSeconds + 600,
    ),
    ...faultsOf(outcome.day, 'kill').map(({ downSeconds }) => downSeconds),
  ];
  const longest = HEARD_SECONDS + held.reduce((sum, seconds) => sum + seconds, 0);
  return eachTransfer(outcome, ({ canceledAt, finishedAt }) => {
    const seconds = (finishedAt - (canceledAt ?? finishedAt)) / 1000;
    return unless(seconds <= longest, () => `it ended ${seconds} s after the cancel`);
  });
}

/** A step whose patience ends tries once more at its deadline; a wait is lost with the orchestration that waits. */
export function retryAfterIsHonoured({ calls, day, azure }: Outcome): string[] {
  const meet = day.transfers.length > 1 || day.courier !== undefined || day.pusher !== undefined;
  const lost = faultsOf(day, 'terminated').length + faultsOf(day, 'hubLost').length;
  if (codesOfWeather(day).length > 0 || azure.cancels.size > 0 || lost > 0) return [];
  return (
    calls.hurries
      .filter(({ call }) => !(meet && call.startsWith('catalog')))
      // Durable timers know whole milliseconds.
      .filter(({ at, notBefore }) => notBefore - at >= 1)
      .map(({ call, at, notBefore }) => `${call} came ${(notBefore - at) / 1000} s too early`)
  );
}

export function requestsAreBounded({ calls, day, azure, begunAt, endedAt, looks }: Outcome): string[] {
  const hours = (endedAt - begunAt) / HOUR_MS;
  const artifacts = day.transfers.flatMap((asked) => artifactsOf(day, asked)).length;
  const most =
    (day.transfers.length + azure.carried.contents.length + azure.triggered().length + azure.cleanups.records.size) *
      (MOST_CALLS_OF_A_TRANSFER + hours * MOST_CALLS_AN_HOUR) +
    artifacts * MOST_CALLS_OF_AN_ARTIFACT +
    azure.runs.length * MOST_CALLS_OF_A_RUN +
    looks * MOST_CALLS_OF_A_LOOK;
  return unless(calls.count <= most, () => `${calls.count} calls in ${hours.toFixed(1)} hours`);
}

export function historyIsBounded({ instances }: Outcome): string[] {
  return instances
    .filter(({ historyEvents }) => historyEvents >= LONGEST_HISTORY)
    .map(({ id, historyEvents }) => `${id} has ${historyEvents} events`);
}

export function nothingGoesOn({ instances }: Outcome): string[] {
  return instances
    .filter(({ runtimeStatus }) => !['Completed', 'Terminated'].includes(runtimeStatus))
    .map(({ id, runtimeStatus }) => `${id} is ${runtimeStatus}`);
}
