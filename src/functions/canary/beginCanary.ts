import type { Canary } from '../../domain/canary/canary';
import { tagOf } from '../../domain/canary/canary';
import { CANARY_REPOSITORY, createCanaryArtifact } from '../../domain/canary/canaryArtifact';
import { changeCanary } from '../../domain/canary/changeCanary';
import { FerryError, RouteIncompleteError } from '../../domain/failures/errors';
import type { Instances } from '../../domain/ports/instances';
import type { RouteBook } from '../../domain/ports/routeBook';
import type { Route, RouteEnd } from '../../domain/route';
import { requireNotDraining } from '../start/requireNotDraining';
import { requireSource } from '../start/requireRoute';
import { startTransfer } from '../start/startTransfer';
import type { Log } from '../start/takeUp';
import { cleanUpCanary } from './cleanUpCanary';
import type { CanaryDependencies } from './dependencies';
import { pushCanary } from './pushCanary';

/**
 * Pushes the artifact of a canary and starts the transfer that carries it; both again, after a crash in between, change nothing. A canary
 * that cannot begin is taken back, so that the next one can; one whose transfer is on record has begun, and is not.
 *
 * Errors: DrainingError; those of requireBothEnds, of the registry and of startTransfer.
 */
export async function beginCanary(
  deps: CanaryDependencies,
  instances: Instances,
  canary: Canary,
  log: Log,
): Promise<Canary> {
  const { transferId: id, route, startedBy } = canary;
  const repository = CANARY_REPOSITORY;
  try {
    if (!(await deps.transfers.find(id))) {
      // startTransfer would refuse it, too, but after the push.
      await requireNotDraining(deps.pauses);
      const { source } = await requireBothEnds(deps.routes, route);
      await pushCanary(deps, source, canary);
    }
    const { digest } = createCanaryArtifact(canary.id).namedReferrer;
    const artifacts = [
      { repository, tag: tagOf(canary) },
      { repository, digest },
    ];
    await startTransfer(deps, instances, { id, route, artifacts, startedBy }, log);
  } catch (error) {
    if (error instanceof FerryError && !error.transient) await takeBack(deps, canary, log);
    throw error;
  }
  const pushedAt = new Date(deps.machine.now()).toISOString();
  return (await changeCanary(deps, canary, (before) => ({ pushedAt, ...before }))) ?? canary;
}

/** The route of that name, which has both ends. Errors: those of requireSource. */
export async function requireBothEnds(
  routes: RouteBook,
  name: string,
): Promise<Route & { source: RouteEnd; target: RouteEnd }> {
  const route = await requireSource(routes, name);
  const { source, target } = route;
  if (!source || !target)
    throw new RouteIncompleteError(name, 'target', 'a canary is seen through from the one registry to the other');
  return { ...route, source, target };
}

/** Who sent it is told why it did not begin: nothing here may hide that. */
async function takeBack(deps: CanaryDependencies, canary: Canary, log: Log): Promise<void> {
  const { route: name, transferId } = canary;
  try {
    const found = await deps.canaries.read(name);
    // Another look, or this one, may have come as far as that.
    if (await deps.transfers.find(transferId)) return;
    const source = (await deps.routes.load()).routes.get(name)?.source;
    // Nothing has been carried to the target.
    const left = source ? await cleanUpCanary(deps, { source }, canary, { waits: false }) : [];
    for (const { what, why } of left)
      log.warn(`A canary of the route ${name} that did not begin left ${what} behind: ${why}`);
    // Another look that began it meanwhile carries what is no longer there; but that it began is on record, and is seen to its end.
    if (await deps.transfers.find(transferId)) return;
    if (found?.canary.id === canary.id) await deps.canaries.write(name, undefined, found.version);
  } catch {
    // It stays: whoever asks for it next tries again.
  }
}
