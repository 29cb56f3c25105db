import { readDueTimes } from '../../../domain/schedule/cron';
import { nextTimes } from '../../../domain/schedule/dueTimes';
import type { Schedule } from '../../../domain/schedule/schedule';
import { findState, NO_BOOK, type ScheduleRun } from '../../../domain/schedule/scheduleBook';
import { requireRoute } from '../../start/requireRoute';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import type { ScheduleList } from '../schemas/scheduleList';
import { viewPause } from '../pauses/viewPause';

const NEXT_TIMES = 5;

/** GET /api/routes/{route}/schedules: when transfers of the route start by themselves, and what became of the latest due times. */
export async function listSchedules(
  { routes, schedules, pauses, machine }: ApiDependencies,
  { request, apiUrl }: ApiCall,
): Promise<JsonAnswer<ScheduleList>> {
  const route = await requireRoute(routes, request.params['route'] ?? '');
  const [found, read] = await Promise.all([schedules.read(route.name), pauses.read()]);
  const runsOf = (name: string): ScheduleRun[] => findState(found?.book ?? NO_BOOK, name)?.runs ?? [];
  const view = (schedule: Schedule) => ({
    ...schedule,
    next: nextTimes(readDueTimes(schedule), machine.now(), NEXT_TIMES).map((due) => new Date(due).toISOString()),
    runs: runsOf(schedule.name).map((run) => viewRun(apiUrl, run)),
  });
  return {
    jsonBody: {
      route: route.name,
      ...viewPause(read.pauses, route.name),
      schedules: (route.schedules ?? []).map(view),
    },
  };
}

function viewRun(apiUrl: string, run: ScheduleRun): ScheduleList['schedules'][number]['runs'][number] {
  const { due, at, transfer, failure, missedSince } = run;
  return {
    dueAt: due,
    at,
    outcome: transfer !== undefined ? 'started' : failure ? 'refused' : 'missed',
    ...(transfer !== undefined && { transfer: { id: transfer, statusUrl: `${apiUrl}/transfers/${transfer}` } }),
    ...(failure && { failure }),
    ...(missedSince !== undefined && { missedSince }),
  };
}
