import { ContainerRegistryManagementClient, type Registry } from '@azure/arm-containerregistry';
import type { RegistryDescriptions, RegistryFacts } from '../../domain/ports/registryFacts';
import { isAbsence } from '../../domain/weather';
import { clientOptionsFor, scopeOf } from '../clientOptions';
import type { CredentialFor } from '../identity/credentials';
import { resourceManagerReach } from '../reach';
import { serviceWords, toFerryError } from '../serviceError';

/** Errors: AccessDeniedError, ResourceNotFoundError, ServiceUnavailableError, ServiceRefusedError. */
export function createRegistryDescriptions(credentialFor: CredentialFor): RegistryDescriptions {
  return {
    async find({ registryId, resourceGroup, registryName, subscriptionId, cloud, credential }) {
      const client = new ContainerRegistryManagementClient(credentialFor(credential, cloud), subscriptionId, {
        endpoint: cloud.resourceManagerEndpoint,
        credentials: { scopes: [scopeOf(cloud.resourceManagerAudience)] },
        ...clientOptionsFor(resourceManagerReach(cloud)),
      });
      try {
        return factsOf(await client.registries.get(resourceGroup, registryName));
      } catch (error) {
        if (isAbsence(serviceWords(error))) return undefined;
        throw toFerryError(error, `read the registry ${registryId}`, 'Reader on the registry');
      }
    },
  };
}

function factsOf(registry: Registry): RegistryFacts {
  const { policies, networkRuleSet } = registry;
  const { status, days } = policies?.retentionPolicy ?? {};
  return {
    ...defined({
      sku: registry.sku?.name,
      location: registry.location,
      loginServer: registry.loginServer,
      publicNetworkAccess: registry.publicNetworkAccess,
      defaultAction: networkRuleSet?.defaultAction,
      exportPolicy: policies?.exportPolicy?.status,
      roleAssignmentMode: registry.roleAssignmentMode,
      zoneRedundancy: registry.zoneRedundancy,
    }),
    ...(status !== undefined && { retention: { status, ...(days !== undefined && { days }) } }),
    ipRules: (networkRuleSet?.ipRules ?? []).map(({ iPAddressOrRange }) => iPAddressOrRange),
    privateEndpoints: registry.privateEndpointConnections?.length ?? 0,
  };
}

function defined<T extends object>(facts: T): { [Name in keyof T]?: NonNullable<T[Name]> } {
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined && fact !== null)) as {
    [Name in keyof T]?: NonNullable<T[Name]>;
  };
}
