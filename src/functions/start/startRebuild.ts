import type { LedgerRebuild } from '../../domain/ledger/rebuild';
import { rebuildIdFor } from '../../domain/names';
import type { Instance, Instances } from '../../domain/ports/instances';
import type { LedgerRebuilds } from '../../domain/ports/ledgerRebuilds';
import type { Chance, Clock } from '../../domain/ports/machine';
import type { PauseStore } from '../../domain/ports/pauseStore';
import type { RouteBook } from '../../domain/ports/routeBook';
import { rebuildLedger, type RebuildLedgerInput } from '../../orchestrations/rebuildLedger';
import type { AppSettings } from '../../settings/appSettings';
import { APP_VERSION } from '../../domain/version';
import { requireNotDraining } from './requireNotDraining';
import { requireTarget } from './requireRoute';
import { isCutOff, type Log } from './takeUp';

/** What it takes to bring a rebuild on its way again, beside the orchestrations. */
interface TakeUpDependencies {
  settings: Pick<AppSettings, 'patience'>;
  rebuilds: LedgerRebuilds;
  machine: Pick<Clock, 'now'>;
}

/** What it takes to start one. */
interface StartDependencies extends TakeUpDependencies {
  routes: RouteBook;
  pauses: PauseStore;
  machine: Pick<Clock & Chance, 'now' | 'newId'>;
}

/** How a rebuild stands. */
interface FoundRebuild {
  rebuild: LedgerRebuild;
  /** Present only where it has not ended. */
  instance?: Instance | undefined;
}

/**
 * Starts a rebuild of a route's ledger, or finds the one that runs. Of several callers at once, all get the same one. Its record is
 * written before its orchestration starts: who comes next, after a crash in between, starts what the first one wrote.
 *
 * Errors: DrainingError; those of requireTarget, of the app's own store and of the durable client.
 */
export async function startRebuild(
  deps: StartDependencies,
  instances: Instances,
  asked: Pick<LedgerRebuild, 'route' | 'startedBy'>,
  log: Log,
): Promise<FoundRebuild> {
  for (;;) {
    const found = await deps.rebuilds.read(asked.route);
    const known = found && (await takeUpRebuild(deps, instances, found.rebuild, log));
    if (known && !known.rebuild.end) return known;
    const { target } = await requireTarget(deps.routes, asked.route);
    await requireNotDraining(deps.pauses);
    const startedAt = new Date(deps.machine.now()).toISOString();
    const rebuild = { id: rebuildIdFor(deps.machine.newId()), ...asked, target, startedAt, appVersion: APP_VERSION };
    if (!(await deps.rebuilds.write(rebuild, found?.version))) continue;
    await instances.startOnce(rebuildLedger.name, rebuild.id, inputFor(rebuild, deps));
    return { rebuild };
  }
}

/**
 * How a rebuild stands, once what was cut off goes on again: one that was never started, whose task hub is gone, or whose
 * orchestration failed or was terminated. It lists from the beginning; what it noted before is noted once more, which is no harm.
 *
 * Errors: those of the app's own store and of the durable client.
 */
export async function takeUpRebuild(
  deps: TakeUpDependencies,
  instances: Instances,
  rebuild: LedgerRebuild,
  log: Log,
): Promise<FoundRebuild> {
  if (rebuild.end) return { rebuild };
  const instance = await instances.find(rebuild.id);
  if (instance && !isCutOff(instance, deps.machine.now())) return { rebuild, instance };
  // Its end is written before its orchestration ends: it may have come between the two looks.
  const late = await deps.rebuilds.read(rebuild.route);
  if (late && (late.rebuild.end || late.rebuild.id !== rebuild.id)) return { rebuild: late.rebuild };
  log.warn(`The orchestration of ${rebuild.id} (route ${rebuild.route}) is cut off: it is started again.`);
  await instances.startAgain(rebuildLedger.name, rebuild.id, inputFor(rebuild, deps));
  return { rebuild, instance: await instances.find(rebuild.id) };
}

function inputFor({ id, route }: LedgerRebuild, { settings }: TakeUpDependencies): RebuildLedgerInput {
  const { stepMinutes, accessMinutes } = settings.patience;
  return { route, rebuildId: id, patience: { stepMinutes, ...(accessMinutes !== undefined && { accessMinutes }) } };
}
