import type { ActivityDependencies } from '../dependencies';
import { startTimeBudget } from '../timeBudget';

const DAY_MS = 86_400_000;
/** What was removed, and why, can be asked for as long. */
const KEPT_DAYS = 90;

/** Forgets cleanups that ended long ago, with all their pages, as far as its time reaches: the next cleanup does the rest. Errors: those of the app's own store. */
export async function forgetCleanups(
  { cleanups, machine }: Pick<ActivityDependencies, 'cleanups' | 'machine'>,
  _input: object,
): Promise<{ forgotten: number }> {
  const isOver = startTimeBudget(machine);
  // Whoever looks at the latest one would take it for one that was never begun.
  const latest = (await cleanups.readLatest())?.cleanup.id;
  let forgotten = 0;
  for (const id of await cleanups.endedBefore(machine.now() - KEPT_DAYS * DAY_MS)) {
    if (isOver()) break;
    if (id === latest) continue;
    await cleanups.forget(id);
    forgotten += 1;
  }
  return { forgotten };
}
