import type { HttpHandler } from '@azure/functions';
import type { Route, RouteEnd } from '../domain/route';
import type { ApiDependencies } from './dependencies';
import { handled } from './http/handled';
import { loadRoutes } from './requireWholeRoute';

/** GET /api/routes: the routes that can be used, and every mistake in the routes file. */
export function createListRoutes({ routes }: ApiDependencies): HttpHandler {
  return handled(async () => {
    const loaded = await loadRoutes(routes);
    return { jsonBody: { routes: [...loaded.routes.values()].map(viewRoute), mistakes: loaded.mistakes } };
  });
}

function viewRoute({ name, source, target, keepBlobs, copy }: Route) {
  return {
    name,
    ...(source && { source: viewEnd(source) }),
    ...(target && { target: viewEnd(target) }),
    keepBlobs,
    copy,
  };
}

function viewEnd({ registryId, pipeline, containerUri, cloud, credential }: RouteEnd) {
  return { registryId, pipeline, containerUri, cloud: cloud.name, credential: credential.name };
}
