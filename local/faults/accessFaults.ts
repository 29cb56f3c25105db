import { registryResourceId, STACK_NAMES, storageAccountId, vaultId } from '../stackNames';
import { BUILT_IN_ROLES } from '../resourceManager/builtInRoles';
import type { BrokenStack } from './brokenStack';
import { pipelinePath } from './changePipeline';
import type { PlantedFault } from './plantedFault';
import { runFix } from './runFix';

const TRANSFERS = 'Container Registry Transfer Pipeline Contributor';
const NEW_ASSIGNMENT = `${registryResourceId('source')}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-00000000f001?api-version=2022-04-01`;

/** Roles that were not given, or not long ago. */
export const ACCESS_FAULTS: readonly PlantedFault[] = [
  {
    ...{ check: 'pipeline_role', end: 'source', status: 'failed' },
    what: 'the vault has access policies, and none of the export pipeline',
    // From then on the vault has access policies: that one lets the pipeline in is what mends it.
    plant: async (stack) => {
      const policy = (objectId: string, secrets: string[]) => ({
        ...{ tenantId: STACK_NAMES.tenantId, objectId, permissions: { secrets } },
      });
      const accessPolicies = [
        policy(STACK_NAMES.appPrincipalId, ['all']),
        // Whoever else may get secrets might be a group that the pipeline is in.
        policy(STACK_NAMES.operatorPrincipalId, ['list', 'set', 'delete']),
      ];
      const properties = { enableRbacAuthorization: false, accessPolicies };
      await stack.manage('PATCH', `${vaultId()}?api-version=2022-07-01`, { properties });
    },
    mend: runFix,
  },
  {
    ...{ check: 'pipeline_role', end: 'target', status: 'failed' },
    what: 'the identity of the import pipeline has no role on the container',
    plant: async (stack) => {
      const principalId = await principalOf(stack, 'target');
      const has = (await stack.admin('GET', 'role-assignments')) as {
        principalId: string;
        role: string;
        scope: string;
      }[];
      for (const given of has.filter((one) => one.principalId === principalId)) {
        await take(stack, principalId, given.role, given.scope);
      }
    },
    mend: runFix,
  },
  {
    ...{ check: 'app_container_rights', end: 'target', status: 'failed' },
    what: 'the app may not write into the container of the imports',
    plant: (stack) => take(stack, STACK_NAMES.appPrincipalId, 'Storage Blob Data Contributor', stack.endpoints.imports),
    mend: runFix,
  },
  {
    ...{ check: 'app_container_rights', end: 'source', status: 'warning' },
    what: 'the app may not sign the SAS with which the storage of the target reads',
    plant: (stack) => take(stack, STACK_NAMES.appPrincipalId, 'Storage Blob Delegator', storageAccountId('source')),
    mend: runFix,
  },
  {
    ...{ check: 'app_registry_rights', end: 'source', status: 'failed' },
    what: 'the app may not make pipeline runs',
    plant: (stack) => take(stack, STACK_NAMES.appPrincipalId, TRANSFERS, registryResourceId('source')),
    mend: runFix,
  },
  {
    ...{ check: 'app_registry_rights', end: 'source', status: 'warning' },
    what: 'the app was given its role a moment ago, and the cloud has not told itself',
    plant: async (stack) => {
      await take(stack, STACK_NAMES.appPrincipalId, TRANSFERS, registryResourceId('source'));
      await stack.admin('PUT', 'settings', { rolePropagationSeconds: 600 });
      const { subscriptionId } = STACK_NAMES.source;
      const definitions = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions`;
      const roleDefinitionId = `${definitions}/${BUILT_IN_ROLES[TRANSFERS]?.id}`;
      const properties = { roleDefinitionId, principalId: STACK_NAMES.appPrincipalId };
      await stack.manage('PUT', NEW_ASSIGNMENT, { properties });
    },
    /** Nobody waits ten minutes here. */
    mend: async (stack) => {
      await stack.admin('PUT', 'settings', { rolePropagationSeconds: 0 });
      await stack.manage('DELETE', NEW_ASSIGNMENT);
      const role = { principalId: STACK_NAMES.appPrincipalId, role: TRANSFERS, scope: registryResourceId('source') };
      await stack.admin('PUT', 'role-assignments', role);
    },
  },
];

async function take(stack: BrokenStack, principalId: string, role: string, scope: string): Promise<void> {
  await stack.admin('DELETE', 'role-assignments', { principalId, role, scope });
}

async function principalOf(stack: BrokenStack, side: 'source' | 'target'): Promise<string> {
  const pipeline = await stack.manage('GET', pipelinePath(side));
  return (pipeline?.['identity'] as { principalId: string }).principalId;
}
