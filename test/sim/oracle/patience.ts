import type { FailureCode } from '../../../src/domain/failures/codes';
import { faultsOf, type Day } from '../day/day';
import { lagOf } from '../azure/pipelineRuns';

/** What a last try that hangs, and waits between tries, may cost. */
const SLACK_SECONDS = 400;

/** Seconds for which some service, or the app itself, was of no use, or asked to be left alone: at most so long did any step wait. */
export function badSeconds(day: Day): number {
  const spells = faultsOf(day, 'spell')
    .filter(({ weather }) => weather !== 'twice' && weather !== 'slow')
    .map(({ seconds, retryAfterSeconds = 0 }) => seconds + retryAfterSeconds);
  const downs = faultsOf(day, 'kill').map(({ downSeconds }) => downSeconds);
  const unreadable = faultsOf(day, 'routesUnreadable').map(({ seconds }) => seconds);
  return [...spells, ...downs, ...unreadable].reduce((sum, seconds) => sum + seconds, 0);
}

/** What the weather of a day may be blamed for: nothing, when it cleared before every deadline. */
export function codesOfWeather(day: Day): FailureCode[] {
  const bad = badSeconds(day) + SLACK_SECONDS;
  const { stepMinutes, deadlineMinutes, exportSeconds, importSeconds } = day.settings;
  const slow = faultsOf(day, 'spell').some(({ weather }) => weather === 'slow') ? SLACK_SECONDS : 0;
  const longestRun = Math.max(exportSeconds, importSeconds) + lagOf(day) + slow;
  return [
    ...(bad > stepMinutes * 60 ? OUT_OF_PATIENCE : []),
    ...(bad + longestRun > deadlineMinutes * 60 ? OVERDUE : []),
  ];
}

const OUT_OF_PATIENCE: FailureCode[] = [
  'service_unavailable',
  'read_budget_spent',
  'copy_source_unavailable',
  'not_verified',
  'export_unconfirmed',
];
const OVERDUE: FailureCode[] = ['export_run_overdue', 'import_run_overdue'];
