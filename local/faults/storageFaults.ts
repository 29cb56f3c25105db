import { STACK_NAMES, storageAccountId } from '../stackNames';
import type { BrokenStack } from './brokenStack';
import type { PlantedFault } from './plantedFault';
import { runFix } from './runFix';
import { withVaultNamed } from './withVaultNamed';

type Side = 'source' | 'target';

let refusal: string | undefined;

const QUERY = '?api-version=2023-05-01';
const SERVICE = '/blobServices/default';

/** What can be wrong with the containers and their storage accounts. */
export const STORAGE_FAULTS: readonly PlantedFault[] = [
  {
    ...{ check: 'container_exists', end: 'source', status: 'failed' },
    what: 'the container of the exports is not there',
    plant: async (stack) => void (await stack.storage('DELETE', `${stack.endpoints.exports}?restype=container`)),
    mend: runFix,
  },
  accountFault('storage_network', 'target', 'failed', 'the account has private endpoints alone', {
    publicNetworkAccess: 'Disabled',
  }),
  accountFault('storage_network', 'source', 'failed', 'the account lets selected networks in', {
    networkAcls: { bypass: 'AzureServices', defaultAction: 'Deny' },
  }),
  withVaultNamed(
    accountFault('storage_shared_key', 'source', 'failed', 'a policy has forbidden keys of the account', {
      allowSharedKeyAccess: false,
    }),
  ),
  accountFault('storage_transport', 'source', 'warning', 'the account takes http', { supportsHttpsTrafficOnly: false }),
  lifecycleFault('failed', 'a rule archives blobs after a day', 'tierToArchive', 1),
  lifecycleFault('warning', 'a rule deletes blobs after three days', 'delete', 3),
  {
    ...{ check: 'storage_immutability', end: 'target', status: 'warning' },
    what: 'the container is under legal hold',
    plant: (stack) => change(stack, 'POST', 'target', `${container('target')}/setLegalHold`, { tags: ['audit'] }),
    mend: runFix,
  },
  {
    ...{ check: 'storage_immutability', end: 'source', status: 'warning' },
    what: 'the container has an immutability policy',
    plant: (stack) =>
      change(stack, 'PUT', 'source', `${container('source')}/immutabilityPolicies/default`, {
        properties: { immutabilityPeriodSinceCreationInDays: 7 },
      }),
    mend: runFix,
  },
  serviceFault('storage_versions', 'the account keeps versions', { isVersioningEnabled: true }),
  serviceFault('storage_soft_delete', 'the account keeps deleted blobs for a year', {
    deleteRetentionPolicy: { enabled: true, days: 365 },
  }),
  {
    ...{ check: 'probe_blob', status: 'failed' },
    what: 'nobody may write blobs into the target container',
    async plant(stack) {
      const { account, container } = STACK_NAMES.target;
      const path = `^/${account}/${container}/doctor`;
      const action = { type: 'answer', status: 403, headers: { 'x-ms-error-code': 'AuthorizationFailure' } };
      const rule = { step: 'storage.PutBlock*', path, times: 0, action };
      ({ id: refusal } = (await stack.admin('POST', 'faults', rule)) as { id: string });
    },
    mend: async (stack) => void (await stack.admin('DELETE', `faults/${refusal}`)),
  },
];

function accountFault(
  check: string,
  end: Side,
  status: PlantedFault['status'],
  what: string,
  properties: object,
): PlantedFault {
  return { check, end, status, what, plant: (stack) => change(stack, 'PATCH', end, '', { properties }), mend: runFix };
}

function serviceFault(check: string, what: string, properties: object): PlantedFault {
  const plant = (stack: BrokenStack) => change(stack, 'PUT', 'source', SERVICE, { properties });
  return { check, end: 'source', status: 'warning', what, plant, mend: runFix };
}

function lifecycleFault(
  status: PlantedFault['status'],
  what: string,
  action: 'tierToArchive' | 'delete',
  days: number,
): PlantedFault {
  const definition = {
    filters: { blobTypes: ['blockBlob'], prefixMatch: [`${STACK_NAMES.source.container}/`] },
    actions: { baseBlob: { [action]: { daysAfterModificationGreaterThan: days } } },
  };
  const rules = [{ name: 'tidy', enabled: true, type: 'Lifecycle', definition }];
  const plant = (stack: BrokenStack) =>
    change(stack, 'PUT', 'source', '/managementPolicies/default', { properties: { policy: { rules } } });
  return { check: 'storage_lifecycle', end: 'source', status, what, plant, mend: runFix };
}

function container(side: Side): string {
  return `${SERVICE}/containers/${STACK_NAMES[side].container}`;
}

async function change(
  stack: BrokenStack,
  method: 'PUT' | 'PATCH' | 'POST',
  side: Side,
  below: string,
  body: object,
): Promise<void> {
  await stack.manage(method, `${storageAccountId(side)}${below}${QUERY}`, body);
}
