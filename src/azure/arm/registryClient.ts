import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import type { RouteEnd } from '../../domain/route';
import { clientOptionsFor, scopeOf } from '../clientOptions';
import type { CredentialFor } from '../identity/credentials';
import { resourceManagerReach } from '../reach';

/** The SDK's own client of a registry's subscription, with the identity of an end. */
export function createRegistryClient(
  credentialFor: CredentialFor,
  { subscriptionId, cloud, credential }: RouteEnd,
): ContainerRegistryManagementClient {
  return new ContainerRegistryManagementClient(credentialFor(credential, cloud), subscriptionId, {
    endpoint: cloud.resourceManagerEndpoint,
    credentials: { scopes: [scopeOf(cloud.resourceManagerAudience)] },
    ...clientOptionsFor(resourceManagerReach(cloud)),
  });
}
