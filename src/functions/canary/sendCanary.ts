import type { Canary } from '../../domain/canary/canary';
import { CANARY_REPOSITORY } from '../../domain/canary/canaryArtifact';
import { FerryError } from '../../domain/failures/errors';
import { canaryTransferId } from '../../domain/names';
import type { Instances } from '../../domain/ports/instances';
import type { Route } from '../../domain/route';
import { END_NAMES } from '../../domain/runs/runFilter';
import { requireNotDraining } from '../start/requireNotDraining';
import type { Log } from '../start/takeUp';
import { requireBothEnds } from './beginCanary';
import type { CanaryDependencies } from './dependencies';
import { lookAfterCanary } from './lookAfterCanary';
import { watchCanary } from './watchCanary';

/**
 * Sends a canary through a route, or finds the one that is on its way. Of several callers at once, all get the same one.
 *
 * Errors: DrainingError; those of requireBothEnds and of lookAfterCanary.
 */
export async function sendCanary(
  deps: CanaryDependencies,
  instances: Instances,
  asked: Pick<Canary, 'route' | 'startedBy'>,
  log: Log,
): Promise<Canary> {
  const route = await requireBothEnds(deps.routes, asked.route);
  for (;;) {
    const found = await deps.canaries.read(asked.route);
    if (found && found.canary.endedAt === undefined) return watchCanary(deps, instances, found.canary, log);
    await requireNotDraining(deps.pauses);
    const canary = await create(deps, route, asked);
    if (!(await deps.canaries.write(asked.route, canary, found?.version))) continue;
    return lookAfterCanary(deps, instances, canary, log);
  }
}

async function create(
  { machine, routePipelines }: Pick<CanaryDependencies, 'machine' | 'routePipelines'>,
  route: Route,
  asked: Pick<Canary, 'route' | 'startedBy'>,
): Promise<Canary> {
  const key = machine.newId();
  const transferId = canaryTransferId(asked.route, key);
  const id = transferId.slice(-12);
  return {
    version: 1,
    id,
    ...asked,
    artifact: `${CANARY_REPOSITORY}:canary-${id}`,
    transferId,
    requestedAt: new Date(machine.now()).toISOString(),
    pipelines: await Promise.all(
      END_NAMES.flatMap((name) => {
        const end = route[name];
        return end ? [describePipeline(routePipelines, name, end)] : [];
      }),
    ),
    sightings: [],
    events: {},
  };
}

async function describePipeline(
  routePipelines: CanaryDependencies['routePipelines'],
  name: 'source' | 'target',
  end: NonNullable<Route['source']>,
): Promise<Canary['pipelines'][number]> {
  const { cloud } = end;
  const known = { end: name, cloud: cloud.name, apiVersion: cloud.pipelineApiVersion };
  try {
    const found = await routePipelines.find(name, end);
    if (!found) return known;
    const { storageAccessMode, options, sourceTrigger } = found;
    return { ...known, storageAccessMode, options, ...(sourceTrigger !== undefined && { sourceTrigger }) };
  } catch (error) {
    if (error instanceof FerryError) return known;
    throw error;
  }
}
