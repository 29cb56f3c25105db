import { BUILT_IN_CLOUDS } from '../../src/settings/routes/clouds';
import type { CloudProfile, CopySettings, Route, RouteEnd } from '../../src/domain/route';

export const PUBLIC_CLOUD = BUILT_IN_CLOUDS[0] as CloudProfile;

const SUBSCRIPTION = '11111111-2222-3333-4444-555555555555';

/** One end of a route, as the settings give it. */
export function routeEnd(registryName: string, changes: Partial<RouteEnd> = {}): RouteEnd {
  return {
    registryId: `/subscriptions/${SUBSCRIPTION}/resourceGroups/images/providers/Microsoft.ContainerRegistry/registries/${registryName}`,
    subscriptionId: SUBSCRIPTION,
    resourceGroup: 'images',
    registryName,
    pipeline: `${registryName}pipeline`,
    containerUri: `https://${registryName}.blob.core.windows.net/transfers`,
    cloud: PUBLIC_CLOUD,
    credential: { name: 'default', type: 'managedIdentity' },
    ...changes,
  };
}

export const SOURCE = routeEnd('builds');
export const TARGET = routeEnd('production');

export const COPY: CopySettings = {
  strategy: 'auto',
  overwrite: 'ifDifferent',
  blockSizeMiB: 1,
  relayBlockSizeMiB: 1,
  blocksPerActivity: 4,
  concurrency: 2,
  relayConcurrency: 2,
  lanes: 1,
};

/** The route `prod`, from the registry `builds` to the registry `production`. */
export function route(changes: Partial<Route> = {}): Route {
  return { name: 'prod', source: SOURCE, target: TARGET, copy: COPY, keepBlobs: false, ...changes };
}

/** The same route without a target. */
export function exportOnlyRoute(changes: Partial<Route> = {}): Route {
  const { target: _target, ...rest } = route(changes);
  return rest;
}
