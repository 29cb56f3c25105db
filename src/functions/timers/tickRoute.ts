import { IdempotencyKeyReusedError } from '../../domain/failures/errors';
import { scheduledTransferId } from '../../domain/names';
import { isPaused, resumedAt } from '../../domain/pause/pauses';
import type { Instances } from '../../domain/ports/instances';
import type { PauseStore } from '../../domain/ports/pauseStore';
import { changeBook, type BookChanging } from '../../domain/schedule/changeBook';
import type { Schedule } from '../../domain/schedule/schedule';
import {
  findState,
  heldTimes,
  lookAt,
  NO_BOOK,
  noteRun,
  type Moment,
  type ScheduleRun,
} from '../../domain/schedule/scheduleBook';
import { startTransfer, type StartDependencies } from '../start/startTransfer';
import { isRefusal, type TickLog } from './trouble';

/** What it takes to look at schedules, beside the orchestrations. */
export interface TickDependencies extends StartDependencies, Omit<BookChanging, 'machine'> {
  pauses: PauseStore;
}

/** A route as far as its schedules go. */
interface ScheduledRoute {
  name: string;
  schedules: readonly Schedule[];
}

/**
 * Decides what the due times of a route since the last look are to start, writes that down, and starts it: a transfer whose id
 * follows from route, schedule and due time, so that whoever dies, or is second, starts none twice.
 *
 * Errors: those of the app's own store and of the durable client.
 *
 * @param isOver  whether to leave the rest to the next tick
 */
export async function tickRoute(
  deps: TickDependencies,
  instances: Instances,
  route: ScheduledRoute,
  log: TickLog,
  isOver: () => boolean,
): Promise<void> {
  for (;;) {
    const moment = await momentOf(deps, route.name);
    const book = await changeBook(deps, route.name, (before) => lookAt(before, route.schedules, moment));
    const open = route.schedules.flatMap((schedule) => {
      const due = findState(book, schedule.name)?.open ?? [];
      return due.length === 0 ? [] : [{ schedule, due }];
    });
    if (open.length === 0) return;
    const ends: PromiseSettledResult<boolean>[] = [];
    for (const { schedule, due } of open) {
      const all = startAll(deps, instances, { route: route.name, schedule, due, moment, log, isOver });
      ends.push(...(await Promise.allSettled([all])));
    }
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
    if (ends.some((end) => end.status === 'fulfilled' && !end.value)) return;
  }
}

async function momentOf(deps: TickDependencies, route: string): Promise<Moment> {
  const { pauses } = await deps.pauses.read();
  const end = resumedAt(pauses, route);
  const isClaimed = await claimedBefore(deps, route, end);
  return { now: deps.machine.now(), isPaused: isPaused(pauses, route), resumedAt: end, isClaimed };
}

/** What was claimed before a pause, by a tick that died, is no missed due time. */
async function claimedBefore(
  { schedules, transfers }: TickDependencies,
  route: string,
  pauseEnd: number | undefined,
): Promise<NonNullable<Moment['isClaimed']>> {
  const claimed = new Set<string>();
  const read = pauseEnd === undefined ? undefined : await schedules.read(route);
  for (const { name, due } of heldTimes(read?.book ?? NO_BOOK, pauseEnd)) {
    const id = scheduledTransferId(route, name, due);
    if (await transfers.find(id)) claimed.add(id);
  }
  return (name, due) => claimed.has(scheduledTransferId(route, name, due));
}

/** Due times of a schedule that are to start transfers. */
interface OpenTimes {
  route: string;
  schedule: Schedule;
  due: readonly string[];
  /** When they were decided, or found to be. */
  moment: Moment;
  log: TickLog;
  isOver: () => boolean;
}

/** One after another: the order of the due times is that of the transfers. @returns whether none was left for later */
async function startAll(deps: TickDependencies, instances: Instances, times: OpenTimes): Promise<boolean> {
  const { route, schedule, moment, log, isOver } = times;
  for (const due of times.due) {
    const id = scheduledTransferId(route, schedule.name, due);
    if (isOver() || !(await mayStart(deps, route, id, moment))) return false;
    const end = await startDue(deps, instances, { id, route, schedule }, log);
    const run: ScheduleRun = { due, at: new Date(deps.machine.now()).toISOString(), ...end };
    await changeBook(deps, route, (book) => noteRun(book, schedule.name, run));
  }
  return true;
}

/** A pause may have begun since, or begun and ended. What was claimed before it is no new start. */
async function mayStart(
  { pauses, transfers }: TickDependencies,
  route: string,
  id: string,
  moment: Moment,
): Promise<boolean> {
  const now = (await pauses.read()).pauses;
  const isAsBefore = !isPaused(now, route) && resumedAt(now, route) === moment.resumedAt;
  return isAsBefore || (await transfers.find(id)) !== undefined;
}

/** What came of a due time for good. Rejects with what the next tick may do better with. */
async function startDue(
  deps: TickDependencies,
  instances: Instances,
  { id, route, schedule }: { id: string; route: string; schedule: Schedule },
  log: TickLog,
): Promise<Pick<ScheduleRun, 'transfer' | 'failure'>> {
  const { name, select, everything } = schedule;
  const asked = { id, route, artifacts: [], ...(select && { select }), ...(everything && { everything }) };
  const startedBy = { kind: 'trigger', name: `schedule ${name}` } as const;
  try {
    await startTransfer(deps, instances, { ...asked, startedBy }, log);
    return { transfer: id };
  } catch (error) {
    // Started by a tick that died, before the schedule was edited.
    if (error instanceof IdempotencyKeyReusedError) return { transfer: id };
    if (!isRefusal(error)) throw error;
    log.warn(`The schedule ${name} of the route ${route} started nothing: ${error.message}`);
    return { failure: error.toFailure() };
  }
}
