import { IdempotencyKeyReusedError, RouteBusyError } from '../../domain/failures/errors';
import { pushTransferId } from '../../domain/names';
import { isPaused } from '../../domain/pause/pauses';
import type { Instances } from '../../domain/ports/instances';
import type { Chance } from '../../domain/ports/machine';
import type { PauseStore } from '../../domain/ports/pauseStore';
import type { Pushes } from '../../domain/ports/pushes';
import { byFirstPush, pushesDueAt, type PushClaim } from '../../domain/pushes/push';
import type { Route } from '../../domain/route';
import { requireRoutes } from '../start/requireRoute';
import { startTransfer, type StartDependencies } from '../start/startTransfer';
import { isRefusal, tellTrouble, type TickLog } from './trouble';

/** What it takes to start transfers of what was pushed, beside the orchestrations. */
export interface TickPushesDependencies extends StartDependencies {
  pushes: Pushes;
  pauses: PauseStore;
  machine: StartDependencies['machine'] & Pick<Chance, 'newId'>;
}

/** More would be too large a record; the others make the next transfer. */
const MOST_PUSHES = 1_000;

const STARTED_BY = { kind: 'trigger', name: 'imagePushed' } as const;

/** Takes what was pushed, whatever the tags: it is what was pushed that selects. */
const EVERYTHING = { rules: [{ repositories: ['**'] }] };

/**
 * Starts, for each route with `onPush`, one transfer of what was pushed, when it is due. What it takes is written down first, then it
 * is started, then the notes of what it takes are forgotten: whoever dies in between, or is second, starts none twice and loses
 * nothing. What is pushed meanwhile makes the next one. Never rejects: what is wrong is logged, and the next tick tries again.
 */
export async function tickPushes(deps: TickPushesDependencies, instances: Instances, log: TickLog): Promise<void> {
  try {
    const { routes } = await requireRoutes(deps.routes);
    for (const route of routes.values()) {
      if (!route.onPush) continue;
      await tickRoute(deps, instances, { ...route, onPush: route.onPush }, log).catch((error: unknown) =>
        tellTrouble(log, `What was pushed to the source of the route ${route.name} could not be transferred`, error),
      );
    }
  } catch (error) {
    tellTrouble(log, 'Nothing that was pushed could be looked at', error);
  }
}

type PushRoute = Route & Required<Pick<Route, 'onPush'>>;

async function tickRoute(
  deps: TickPushesDependencies,
  instances: Instances,
  route: PushRoute,
  log: TickLog,
): Promise<void> {
  const { pushes, pauses, machine } = deps;
  const { name, onPush } = route;
  const found = await pushes.readClaim(name);
  if (found) return finish(deps, instances, route, found, log);
  const noted = await pushes.noted(name);
  if (noted.length === 0 || pushesDueAt(noted, onPush) > machine.now()) return;
  if (isPaused((await pauses.read()).pauses, name)) return;
  const claim: PushClaim = {
    transfer: pushTransferId(name, machine.newId()),
    at: new Date(machine.now()).toISOString(),
    pushes: noted.sort(byFirstPush).slice(0, MOST_PUSHES),
  };
  if (!(await pushes.writeClaim(name, claim, undefined))) return;
  const claimed = await pushes.readClaim(name);
  if (claimed) await finish(deps, instances, route, claimed, log);
}

/** A route that is busy takes what was claimed later; so does one whose last push transfer still runs. */
async function finish(
  deps: TickPushesDependencies,
  instances: Instances,
  { name, onPush, select, whenBusy }: PushRoute,
  { claim, version }: { claim: PushClaim; version: string },
  log: TickLog,
): Promise<void> {
  const { pushes, pauses, transfers } = deps;
  const isStarted = (await transfers.find(claim.transfer)) !== undefined;
  if (!isStarted && isPaused((await pauses.read()).pauses, name)) return;
  const pushed = claim.pushes.map(({ repository, tag, digest }) => ({
    repository,
    ...(tag !== undefined && { tag }),
    digest,
  }));
  const asked = { id: claim.transfer, route: name, artifacts: [], select: onPush.select ?? select ?? EVERYTHING };
  try {
    await startTransfer(deps, instances, { ...asked, pushed, startedBy: STARTED_BY }, log);
  } catch (error) {
    if (error instanceof RouteBusyError && whenBusy === undefined) return;
    if (isRefusal(error)) {
      log.warn(`What was pushed to the source of the route ${name} waits: ${error.message}`);
      return;
    }
    // Started by a tick that died, before the route was edited.
    if (!(error instanceof IdempotencyKeyReusedError)) throw error;
  }
  await pushes.forget(name, claim.pushes);
  await pushes.writeClaim(name, undefined, version);
}
