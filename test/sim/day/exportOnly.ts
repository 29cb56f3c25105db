import type { Day } from './day';

/** The same day, where no route has a target. */
export function exportOnly(day: Day): Day {
  return { ...day, settings: { ...day.settings, exportOnly: true } };
}
