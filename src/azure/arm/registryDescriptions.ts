import type { Registry, Replication } from '@azure/arm-containerregistry';
import type { RegistryDescriptions, RegistryFacts, RegistryReplication } from '../../domain/ports/registryFacts';
import { isAbsence } from '../../domain/weather';
import type { CredentialFor } from '../identity/credentials';
import { serviceWords, toFerryError } from '../serviceError';
import { createRegistryClient } from './registryClient';

const ROLE = 'Reader on the registry';
/** A registry has at most one replication a region: more are no list that ends. */
const MOST_REPLICATIONS = 200;

/** Errors: AccessDeniedError, ResourceNotFoundError, ServiceUnavailableError, ServiceRefusedError. */
export function createRegistryDescriptions(credentialFor: CredentialFor): RegistryDescriptions {
  return {
    async find(end) {
      try {
        return factsOf(
          await createRegistryClient(credentialFor, end).registries.get(end.resourceGroup, end.registryName),
        );
      } catch (error) {
        if (isAbsence(serviceWords(error))) return undefined;
        throw toFerryError(error, `read the registry ${end.registryId}`, ROLE);
      }
    },
    async replications(end) {
      const found: RegistryReplication[] = [];
      try {
        for await (const replication of createRegistryClient(credentialFor, end).replications.list(
          end.resourceGroup,
          end.registryName,
        )) {
          if (found.length === MOST_REPLICATIONS) break;
          found.push(replicationOf(replication));
        }
        return found;
      } catch (error) {
        if (isAbsence(serviceWords(error))) return [];
        throw toFerryError(error, `list the replications of the registry ${end.registryId}`, ROLE);
      }
    },
  };
}

function replicationOf({ name = '', location, provisioningState, status }: Replication): RegistryReplication {
  const words = [status?.displayStatus, status?.message].filter(Boolean).join(': ');
  return { name, location, state: provisioningState ?? 'not told', words };
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
