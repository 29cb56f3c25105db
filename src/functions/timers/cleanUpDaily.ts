import { CleanupRunningError, FerryError } from '../../domain/failures/errors';
import { cleanupIdFor } from '../../domain/names';
import { isPaused } from '../../domain/pause/pauses';
import type { Cleanups } from '../../domain/ports/cleanups';
import type { Instances } from '../../domain/ports/instances';
import type { Clock } from '../../domain/ports/machine';
import type { PauseStore } from '../../domain/ports/pauseStore';
import type { RouteBook } from '../../domain/ports/routeBook';
import { redact } from '../../domain/redact';
import { knownRoutes } from '../start/knownRoutes';
import { requireRoutes } from '../start/requireRoute';
import { startCleanup, takeUpCleanup } from '../start/startCleanup';
import type { Log } from '../start/takeUp';

interface Dependencies {
  cleanups: Cleanups;
  pauses: PauseStore;
  routes: RouteBook;
  machine: Pick<Clock, 'now'>;
}

const DAY_MS = 86_400_000;
const DUE_MS = 2 * 3_600_000;

/**
 * Starts the cleanup of the day, which is due at 02:00 UTC, unless it was started: its id follows from that time, so that any number
 * of hosts and looks start one. It is caught up with after downtime, and leaves out paused routes. One that was cut off is taken up.
 * Never rejects: what is wrong is logged, and the next look tries again.
 */
export async function cleanUpDaily(deps: Dependencies, instances: Instances, log: Log): Promise<void> {
  try {
    const now = deps.machine.now();
    const due = Math.floor((now - DUE_MS) / DAY_MS) * DAY_MS + DUE_MS;
    const id = cleanupIdFor(due, 'daily');
    const latest = await deps.cleanups.readLatest();
    if (latest) await takeUpCleanup(deps, instances, latest.cleanup, log);
    if (await deps.cleanups.find(id)) return;
    const [loaded, { pauses }] = await Promise.all([requireRoutes(deps.routes), deps.pauses.read()]);
    const running = [...loaded.routes.values()].filter(({ name }) => !isPaused(pauses, name));
    if (running.length === 0) return;
    const startedBy = { kind: 'trigger', name: 'daily cleanup' } as const;
    const startedAt = new Date(now).toISOString();
    const asked = { id, startedBy, startedAt, dryRun: false, routes: running, ...knownRoutes(loaded) };
    await startCleanup(deps, instances, asked, log);
  } catch (error) {
    if (error instanceof CleanupRunningError) return;
    const words =
      error instanceof FerryError || !(error instanceof Error) ? String(error) : (error.stack ?? error.message);
    log.warn(redact(`The cleanup of the day could not be started; the next look tries again: ${words}`));
  }
}
