import type { Registry, Replication } from '@azure/arm-containerregistry';
import type {
  RegistryDescriptions,
  RegistryFacts,
  RegistryReplication,
  SoftDelete,
} from '../../domain/ports/registryFacts';
import { isAbsence } from '../../domain/weather';
import type { CredentialFor } from '../identity/credentials';
import { ferryErrorFor, serviceWords, toFerryError } from '../serviceError';
import { createPipelineClients, REGISTRY_PATH, registryPathOf, send, wordsOf } from './pipelineClient';
import { createRegistryClient } from './registryClient';

const ROLE = 'Reader on the registry';
/** A registry has at most one replication a region: more are no list that ends. */
const MOST_REPLICATIONS = 200;

/** No stable version has it: learn.microsoft.com/azure/templates/microsoft.containerregistry/2025-06-01-preview/registries#softdeletepolicy */
interface PreviewDocument {
  properties?: { policies?: { softDeletePolicy?: { status?: string; retentionDays?: number } | null } | null };
}

/** Errors: AccessDeniedError, ResourceNotFoundError, ServiceUnavailableError, ServiceRefusedError. */
export function createRegistryDescriptions(credentialFor: CredentialFor): RegistryDescriptions {
  const previewClientFor = createPipelineClients(credentialFor);
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
    async softDelete(end) {
      const doing = `read the soft delete policy of the registry ${end.registryId}`;
      const path = previewClientFor(end).path(REGISTRY_PATH, ...registryPathOf(end));
      const answer = await send<PreviewDocument>(() => path.get(), doing, ROLE);
      if (answer.status === 200) return softDeleteIn(answer.body);
      const said = wordsOf(answer);
      if (isAbsence(said)) return undefined;
      throw ferryErrorFor(said, doing, ROLE);
    },
  };
}

function softDeleteIn({ properties }: PreviewDocument): SoftDelete | undefined {
  const { status, retentionDays: days } = properties?.policies?.softDeletePolicy ?? {};
  return status === undefined ? undefined : { status, ...(days !== undefined && { days }) };
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
