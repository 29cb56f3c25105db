import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Admin, createAdmin } from '../../local/admin/createAdmin';
import type { RunningServer } from '../../local/http/startServer';
import { createToken } from '../../local/identity/createToken';
import { MACHINE } from '../../local/machine';
import { startResourceManager } from '../../local/registry/resourceManager/startResourceManager';
import { addressesOf, resourcesOf } from '../../local/stack/stackResources';
import { registryResourceId, STACK_NAMES, storageAccountId, vaultId } from '../../local/stackNames';
import { createPermissions } from '../../src/azure/arm/permissions';
import { createResources } from '../../src/azure/arm/resources';
import { createRoleAssignments } from '../../src/azure/arm/roleAssignments';
import type { RouteEnd } from '../../src/domain/route';
import { PUBLIC_CLOUD, routeEnd } from '../helpers/route';
import { trustCertificate } from '../helpers/trustCertificate';
import { testTls } from '../local/testTls';
import { describePermissionsContract } from './permissionsContract';
import { describeResourcesContract } from './resourcesContract';
import { describeRoleAssignmentsContract } from './roleAssignmentsContract';

const NAME = 'the emulated Resource Manager';
const SUBSCRIPTION = `/subscriptions/${STACK_NAMES.source.subscriptionId}`;
const ADMINISTRATOR = 'Role Based Access Control Administrator';
const URIS = {
  exports: 'https://127.0.0.1:1/ferrysource/exports',
  imports: 'https://127.0.0.1:1/ferrytarget/imports',
  state: 'https://127.0.0.1:1/ferrystate/acr-ferry',
  vault: 'https://127.0.0.1:2',
};
const policyVault = { id: vaultId().replace('ferryvault', 'policyvault'), uri: 'https://127.0.0.1:3' };

let folder: string;
let admin: Admin;
let management: RunningServer;
let distrust: () => void;
let callers = 0;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'arm contract '));
  const found = resourcesOf(URIS);
  const { tenantId } = STACK_NAMES;
  const policies = {
    ...policyVault,
    vaultUri: policyVault.uri,
    tenantId,
    properties: {
      enableRbacAuthorization: false,
      accessPolicies: [{ tenantId, objectId: 'reader', permissions: { keys: [], secrets: ['get'] } }],
    },
  };
  const resources = { ...found, vaults: [...found.vaults, policies] };
  const tls = await testTls();
  distrust = trustCertificate(tls.cert);
  admin = createAdmin(MACHINE, { folder: path.join(folder, 'admin'), addresses: addressesOf(resources) });
  const own = { platform: MACHINE, port: 0, tls, admin, folder: path.join(folder, 'arm') };
  management = await startResourceManager({ ...own, registries: [], resources, checkRoles: true });
});
afterAll(async () => {
  await management.close();
  distrust();
  await rm(folder, { recursive: true });
});
// Pages of one: every list is followed.
beforeEach(() => {
  for (const role of admin.listRoles()) admin.removeRole(role);
  admin.changeSettings({ pageSize: 1 });
});

/** Somebody who has no role yet. */
function newCaller() {
  callers += 1;
  const principalId = `00000000-0000-4000-8000-${String(callers).padStart(12, '0')}`;
  const getToken = async () => ({
    token: createToken(MACHINE, { audience: 'https://management.azure.com', principalId }),
    expiresOnTimestamp: MACHINE.now() + 3_600_000,
  });
  const give = (role: string, scope: string): void => admin.assignRole({ principalId, role, scope });
  return { principalId, give, credentialFor: () => ({ getToken }) };
}

function endAt(end: 'source' | 'target'): RouteEnd {
  const { subscriptionId, resourceGroup, registry } = STACK_NAMES[end];
  return routeEnd(registry, {
    ...{ registryId: registryResourceId(end), subscriptionId, resourceGroup, containerUri: URIS.exports },
    cloud: { ...PUBLIC_CLOUD, resourceManagerEndpoint: management.origin },
  });
}

describeResourcesContract(NAME, async () => {
  const { give, credentialFor } = newCaller();
  give('Reader', SUBSCRIPTION);
  return {
    resources: createResources(credentialFor, MACHINE),
    ...{ end: endAt('source'), elsewhere: endAt('target'), accountId: storageAccountId('source') },
    ...{ vault: { id: vaultId(), uri: URIS.vault }, policyVault },
  };
});
describePermissionsContract(NAME, async () => {
  const { principalId, give, credentialFor } = newCaller();
  return {
    permissions: createPermissions(credentialFor),
    ...{ end: endAt('source'), account: storageAccountId('source'), principalId },
    give: async (role, scope) => give(role, scope),
  };
});
describeRoleAssignmentsContract(NAME, async () => {
  const { principalId, give, credentialFor } = newCaller();
  give(ADMINISTRATOR, SUBSCRIPTION);
  return {
    assignments: createRoleAssignments(credentialFor),
    ...{ end: endAt('source'), account: storageAccountId('source') },
    forbid: async () => void admin.removeRole({ principalId, role: ADMINISTRATOR, scope: SUBSCRIPTION }),
  };
});

it('Resources: of what the caller may not read nothing is found', async () => {
  const resources = createResources(newCaller().credentialFor, MACHINE);
  expect(await resources.storageAccountIdOf(endAt('source'))).toBeUndefined();
});

it('RoleAssignments: weather is thrown, not taken for a refusal', async () => {
  const { give, credentialFor } = newCaller();
  give(ADMINISTRATOR, SUBSCRIPTION);
  const role = { scope: storageAccountId('source'), roleDefinitionId: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe' };
  admin.faults.add({ step: 'arm.roleAssignments.put', times: 1, action: { type: 'answer', status: 503 } });
  const grant = () =>
    createRoleAssignments(credentialFor).grant(endAt('source'), { ...role, principalId: STACK_NAMES.appPrincipalId });
  await expect(grant()).rejects.toMatchObject({ code: 'service_unavailable' });
  expect((await grant()).outcome).toBe('granted');
});

it('RoleAssignments: the same role that somebody else assigned under another name is there already', async () => {
  const { give, credentialFor } = newCaller();
  give(ADMINISTRATOR, SUBSCRIPTION);
  const { appPrincipalId: principalId } = STACK_NAMES;
  admin.assignRole({ principalId, role: 'Storage Blob Data Reader', scope: storageAccountId('source') });
  const scope = storageAccountId('source');
  const role = { scope, roleDefinitionId: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1', principalId };
  expect(await createRoleAssignments(credentialFor).grant(endAt('source'), role)).toEqual({ outcome: 'exists' });
});
