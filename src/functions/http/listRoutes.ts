import type { Route, RouteEnd } from '../../domain/route';
import { fewMistakes } from '../../domain/validation/fewMistakes';
import { requireRoutes } from '../start/requireWholeRoute';
import type { ApiDependencies, JsonAnswer } from './dependencies';
import type { RouteList } from './schemas/routeList';

type RouteView = RouteList['routes'][number];

/** GET /api/routes: the routes that can be used, and the mistakes in the routes file. */
export async function listRoutes({ routes }: Pick<ApiDependencies, 'routes'>): Promise<JsonAnswer<RouteList>> {
  const loaded = await requireRoutes(routes);
  return {
    jsonBody: { routes: [...loaded.routes.values()].map(viewRoute), mistakes: fewMistakes(loaded.mistakes, 'file') },
  };
}

function viewRoute({ name, source, target, keepBlobs, copy, whenBusy }: Route): RouteView {
  return {
    name,
    ...(source && { source: viewEnd(source) }),
    ...(target && { target: viewEnd(target) }),
    keepBlobs,
    copy,
    ...(whenBusy && { whenBusy }),
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
