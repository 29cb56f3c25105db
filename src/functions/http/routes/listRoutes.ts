import { FerryError } from '../../../domain/failures/errors';
import type { Pauses } from '../../../domain/pause/pauses';
import type { PauseStore } from '../../../domain/ports/pauseStore';
import type { Route, RouteEnd } from '../../../domain/route';
import { fewMistakes } from '../../../domain/validation/fewMistakes';
import { requireRoutesNow } from '../../start/requireRoute';
import type { ApiDependencies, JsonAnswer } from '../dependencies';
import type { RouteList } from '../schemas/routeList';
import { viewPause } from '../pauses/viewPause';

type RouteView = RouteList['routes'][number];

/** GET /api/routes: the routes that can be used, and the mistakes in the routes file as it is at this moment. It answers also while the state container does not. */
export async function listRoutes({
  routes,
  pauses,
}: Pick<ApiDependencies, 'routes' | 'pauses'>): Promise<JsonAnswer<RouteList>> {
  const [loaded, read] = await Promise.all([requireRoutesNow(routes), readPauses(pauses)]);
  return {
    jsonBody: {
      routes: [...loaded.routes.values()].map((route) => viewRoute(route, read.pauses)),
      mistakes: fewMistakes(loaded.mistakes, 'file'),
      ...(read.pausesFailure && { pausesFailure: read.pausesFailure }),
    },
  };
}

type ReadPauses = { pauses?: Pauses } & Pick<RouteList, 'pausesFailure'>;

async function readPauses(pauses: PauseStore): Promise<ReadPauses> {
  try {
    return await pauses.read();
  } catch (error) {
    if (error instanceof FerryError) return { pausesFailure: error.toFailure() };
    throw error;
  }
}

function viewRoute(route: Route, pauses: Pauses | undefined): RouteView {
  const { name, source, target, keepBlobs, copy, whenBusy, arrivals } = route;
  return {
    name,
    ...(source && { source: viewEnd(source) }),
    ...(target && { target: viewEnd(target) }),
    keepBlobs,
    copy,
    ...(whenBusy && { whenBusy }),
    ...(arrivals && { arrivals }),
    ...(pauses && viewPause(pauses, name)),
  };
}

function viewEnd({
  registryId,
  pipeline,
  containerUri,
  cloud,
  credential,
}: RouteEnd): NonNullable<RouteView['source']> {
  return { registryId, pipeline, containerUri, cloud: cloud.name, credential: credential.name };
}
