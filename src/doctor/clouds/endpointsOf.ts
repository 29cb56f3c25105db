import type { RouteEnd } from '../../domain/route';

/** What the app calls in the cloud of an end, by its profile alone: with a managed identity it never calls the login endpoint. */
export function endpointsOf({ cloud, credential }: RouteEnd): string[] {
  const { resourceManagerEndpoint, loginEndpoint } = cloud;
  return credential.type === 'managedIdentity' ? [resourceManagerEndpoint] : [resourceManagerEndpoint, loginEndpoint];
}
