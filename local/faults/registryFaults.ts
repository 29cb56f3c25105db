import { registryResourceId, STACK_NAMES } from '../stackNames';
import type { BrokenStack } from './brokenStack';
import type { PlantedFault } from './plantedFault';
import { runAz } from './runAz';
import { runFix } from './runFix';
import { expandCommand } from './shell/expandCommand';

const { source, target } = STACK_NAMES;

const WIDE_ROLE = {
  principalId: STACK_NAMES.appPrincipalId,
  role: 'Container Registry Transfer Pipeline Contributor',
  scope: `/subscriptions/${source.subscriptionId}`,
};

/** What can be wrong with the two registries. */
export const REGISTRY_FAULTS: readonly PlantedFault[] = [
  {
    check: 'registry_exists',
    end: 'source',
    status: 'failed',
    what: 'the route names a registry that does not exist',
    // Whoever may read nothing around a registry is told 403, whether it exists or not.
    plant: async (stack) => {
      await stack.admin('PUT', 'role-assignments', WIDE_ROLE);
      nameRegistry(stack, source.registry, 'nosuchregistry');
    },
    mend: async (stack) => {
      nameRegistry(stack, 'nosuchregistry', source.registry);
      await stack.admin('DELETE', 'role-assignments', WIDE_ROLE);
    },
  },
  {
    check: 'registry_premium',
    end: 'target',
    status: 'failed',
    what: 'the target registry is of the Standard tier',
    plant: (stack) => az(stack, `acr update --name ${target.registry} --sku Standard`),
    mend: runFix,
  },
  {
    check: 'registry_reachable',
    end: 'target',
    status: 'failed',
    what: 'the network rules of the target registry keep the app out',
    plant: (stack) => az(stack, `acr update --name ${target.registry} --public-network-enabled false`),
    mend: runFix,
  },
  {
    check: 'registry_readable',
    end: 'source',
    status: 'warning',
    what: 'the source registry has permissions for each repository, and the app has none',
    plant: (stack) => az(stack, `acr update --name ${source.registry} --role-assignment-mode rbac-abac`),
    mend: async (stack, fix) => {
      await runFix(stack, fix);
      // Whoever pushes to the stack has no role of that mode.
      await az(stack, `acr update --name ${source.registry} --role-assignment-mode rbac`);
    },
  },
  {
    check: 'registry_export_policy',
    end: 'source',
    status: 'failed',
    what: 'nothing may leave the source registry',
    plant: (stack) =>
      az(
        stack,
        `resource update --ids ${registryResourceId('source')} --api-version 2025-11-01 --set properties.policies.exportPolicy.status=disabled`,
      ),
    mend: runFix,
  },
  {
    check: 'registry_retention',
    end: 'target',
    status: 'warning',
    what: 'the target registry deletes what has no tag',
    plant: (stack) => az(stack, `acr config retention update --registry ${target.registry} --status enabled --days 7`),
    mend: runFix,
  },
  {
    check: 'registry_replications',
    end: 'target',
    status: 'warning',
    what: 'a region that the target registry is replicated to gets nothing',
    plant: async (stack) => {
      const path = `${registryResourceId('target')}/replications/northeurope?api-version=2025-11-01`;
      await stack.manage('PUT', path, { location: 'northeurope', properties: { provisioningState: 'Failed' } });
    },
    mend: runFix,
  },
  {
    check: 'registry_soft_delete',
    end: 'target',
    status: 'warning',
    what: 'the target registry is replicated, and deletes softly',
    plant: async (stack) => {
      await az(stack, `acr replication create --registry ${target.registry} --name northeurope --location northeurope`);
      await az(stack, `acr config soft-delete update --registry ${target.registry} --days 30 --status enabled`);
    },
    mend: async (stack, fix) => {
      await runFix(stack, fix);
      await az(stack, `acr replication delete --registry ${target.registry} --name northeurope`);
    },
  },
];

async function az(stack: BrokenStack, command: string): Promise<void> {
  const run = () => Promise.reject(new Error('Nothing is nested here.'));
  await runAz(stack, await expandCommand(command, { variables: {}, run }));
}

/** Changes the registry that the source of the route names. */
function nameRegistry(stack: BrokenStack, from: string, to: string): void {
  stack.changeRoutes(({ routes }) => {
    const end = routes[STACK_NAMES.route]?.['source'] as Record<string, string>;
    end['registryId'] = (end['registryId'] ?? '').replace(from, to);
  });
}
