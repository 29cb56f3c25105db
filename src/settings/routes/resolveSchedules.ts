import type { RouteMistake } from '../../domain/route';
import type { Schedule } from '../../domain/schedule/schedule';
import { type Path, showPath } from '../../domain/validation/showPath';
import { DEFAULT_ON_MISSED, type ScheduleInFile } from './scheduleSchema';

/**
 * The schedules of a route, with their defaults.
 *
 * @param hasSelection  whether the route says what to transfer when nobody else does, as far as can be told
 * @param found  gets what no schema can see: that nothing could ever be transferred
 */
export function resolveSchedules(
  at: Path,
  { source, schedules = [] }: { source?: unknown; schedules?: ScheduleInFile[] },
  hasSelection: boolean,
  found: RouteMistake[],
): Schedule[] {
  if (schedules.length > 0 && source === undefined) {
    const expected = 'a source to transfer from, or no schedules';
    found.push({ path: showPath(at), problem: 'stands in a route without a source', expected });
  }
  return schedules.map(({ name, cron, timeZone, onMissed = DEFAULT_ON_MISSED, everything, ...own }, index) => {
    if (!own.select && !hasSelection) {
      const expected = 'a selection here, in the route or in defaults (docs/selection.md)';
      found.push({ path: showPath([...at, index, 'select']), problem: 'is missing', expected });
    }
    return { name, cron, timeZone, onMissed, ...(everything && { everything }), ...own };
  });
}
