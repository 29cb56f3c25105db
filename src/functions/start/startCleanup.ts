import { CleanupRunningError } from '../../domain/failures/errors';
import type { Cleanups } from '../../domain/ports/cleanups';
import type { Instance, Instances } from '../../domain/ports/instances';
import type { Clock } from '../../domain/ports/machine';
import type { PauseStore } from '../../domain/ports/pauseStore';
import { partsOf, type Cleanup } from '../../domain/retention/cleanup';
import { removeExpired, type RemoveExpiredInput } from '../../orchestrations/removeExpired';
import { APP_VERSION } from '../../domain/version';
import { requireNotDraining } from './requireNotDraining';
import { isCutOff, type Log } from './takeUp';

/** What it takes to bring a cleanup on its way again, beside the orchestrations. */
interface TakeUpDependencies {
  cleanups: Cleanups;
  machine: Pick<Clock, 'now'>;
}

/** What it takes to start one. */
interface StartDependencies extends TakeUpDependencies {
  pauses: PauseStore;
}

/** How a cleanup stands. */
export interface FoundCleanup {
  cleanup: Cleanup;
  /** Present only where it has not ended. */
  instance?: Instance | undefined;
}

/**
 * Starts a cleanup, or finds the one of that id. One runs at a time: another one that runs and was asked for alike is found
 * instead. Its record is written before its orchestration starts: who comes next, after a crash in between, starts what the first
 * one wrote.
 *
 * Errors: CleanupRunningError, DrainingError; those of the app's own store and of the durable client.
 */
export async function startCleanup(
  deps: StartDependencies,
  instances: Instances,
  asked: Omit<Cleanup, 'end' | 'appVersion'>,
  log: Log,
): Promise<FoundCleanup> {
  const { cleanups } = deps;
  for (;;) {
    const latest = await cleanups.readLatest();
    const running = latest && (await takeUpCleanup(deps, instances, latest.cleanup, log));
    if (running && !running.cleanup.end) {
      if (isAlike(running.cleanup, asked)) return running;
      throw new CleanupRunningError(running.cleanup.id, running.cleanup.dryRun);
    }
    const known = await cleanups.find(asked.id);
    if (known) return { cleanup: known };
    await requireNotDraining(deps.pauses);
    const cleanup = { ...asked, appVersion: APP_VERSION };
    if (!(await cleanups.writeLatest(cleanup, latest?.version))) continue;
    await cleanups.keep(cleanup);
    await instances.startOnce(removeExpired.name, cleanup.id, inputFor(cleanup));
    return { cleanup };
  }
}

/**
 * How a cleanup stands, once what was cut off goes on again: one that was never started, whose task hub is gone, or whose
 * orchestration failed or was terminated. What it decided before stays decided.
 *
 * Errors: those of the app's own store and of the durable client.
 */
export async function takeUpCleanup(
  { cleanups, machine }: TakeUpDependencies,
  instances: Instances,
  begun: Cleanup,
  log: Log,
): Promise<FoundCleanup> {
  await cleanups.keep(begun);
  const cleanup = (await cleanups.find(begun.id)) ?? begun;
  if (cleanup.end) return { cleanup };
  const instance = await instances.find(cleanup.id);
  if (instance && !isCutOff(instance, machine.now())) return { cleanup, instance };
  // Its end is written before its orchestration ends: it may have come between the two looks.
  const late = await cleanups.find(cleanup.id);
  if (late?.end) return { cleanup: late };
  log.warn(`The orchestration of ${cleanup.id} is cut off: it is started again.`);
  await instances.startAgain(removeExpired.name, cleanup.id, inputFor(cleanup));
  return { cleanup, instance: await instances.find(cleanup.id) };
}

function isAlike(one: Cleanup, other: Omit<Cleanup, 'end'>): boolean {
  const askedFor = ({ dryRun, routes, known }: Omit<Cleanup, 'end'>): string => JSON.stringify([dryRun, routes, known]);
  return askedFor(one) === askedFor(other);
}

function inputFor({ id, dryRun, routes }: Cleanup): RemoveExpiredInput {
  return { cleanupId: id, dryRun, parts: partsOf(routes) };
}
