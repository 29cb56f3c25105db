import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Admin, createAdmin } from '../../../local/admin/createAdmin';
import type { RunningServer } from '../../../local/http/startServer';
import { createToken } from '../../../local/identity/createToken';
import { startResourceManager } from '../../../local/registry/resourceManager/startResourceManager';
import { BUILT_IN_ROLES } from '../../../local/resourceManager/builtInRoles';
import { addressesOf, resourcesOf } from '../../../local/stack/stackResources';
import { registryResourceId, STACK_NAMES, storageAccountId, vaultId } from '../../../local/stackNames';
import { callHttp, type HttpAnswer } from '../callHttp';
import { fixedPlatform } from '../testPlatform';
import { testTls } from '../testTls';
import { API_VERSION } from '../registry/armClient';

const PRINCIPAL = '00000000-0000-0000-0000-00000000aaaa';
const CALLER = '00000000-0000-0000-0000-00000000cccc';
const NAME = '00000000-0000-0000-0000-0000000b0b0b';
const READER = 'Storage Blob Data Reader';
const ADMINISTRATOR = 'Role Based Access Control Administrator';
const URIS = {
  exports: 'https://127.0.0.1:1/ferrysource/exports',
  imports: 'https://127.0.0.1:1/ferrytarget/imports',
  state: 'https://127.0.0.1:1/ferrystate/acr-ferry',
  vault: 'https://127.0.0.1:2',
};
const ACCOUNT = storageAccountId('source');
const CONTAINER = `${ACCOUNT}/blobServices/default/containers/exports`;
const SUBSCRIPTION = `/subscriptions/${STACK_NAMES.source.subscriptionId}`;

describe('role assignments, permissions, storage accounts and vaults', () => {
  let now = Date.parse('2026-06-01T00:00:00Z');
  const platform = { ...fixedPlatform(now), now: () => now };
  let folder: string;
  let admin: Admin;
  let server: RunningServer;
  let ca: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'arm providers '));
    const resources = resourcesOf(URIS);
    admin = createAdmin(platform, { folder: path.join(folder, 'admin'), addresses: addressesOf(resources) });
    const tls = await testTls();
    ca = tls.cert;
    const own = { platform, port: 0, tls, admin, folder: path.join(folder, 'arm') };
    server = await startResourceManager({ ...own, registries: [], resources, checkRoles: true });
  });
  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  const call = (method: string, at: string, body?: unknown, version = '2022-04-01'): Promise<HttpAnswer> => {
    const token = createToken(platform, { audience: 'https://management.azure.com', principalId: CALLER });
    const url = `${server.origin}${at}${at.includes('?') ? '&' : '?'}api-version=${version}`;
    return callHttp(method, url, { ca, headers: { authorization: `Bearer ${token}` }, ...(body ? { body } : {}) });
  };
  const give = (role: string, scope: string) => admin.assignRole({ principalId: CALLER, role, scope });
  const assignmentAt = (scope: string, name = NAME) =>
    `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
  const bodyFor = (role: string, principalId = PRINCIPAL) => ({
    properties: {
      roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${BUILT_IN_ROLES[role]?.id}`,
      ...{ principalId, principalType: 'ServicePrincipal' },
    },
  });
  const codeOf = ({ status, json }: HttpAnswer) => [status, json?.error?.code];

  it('an assignment made here is in the admin’s table, under the address of its container, and goes again', async () => {
    give(ADMINISTRATOR, SUBSCRIPTION);
    const made = await call('PUT', assignmentAt(CONTAINER), bodyFor(READER));
    const again = await call('PUT', assignmentAt(CONTAINER), bodyFor(READER));
    const has = admin.hasRole(PRINCIPAL, [READER], URIS.exports);
    const read = await call('GET', assignmentAt(CONTAINER));
    const removed = await call('DELETE', assignmentAt(CONTAINER));
    const gone = await call('GET', assignmentAt(CONTAINER));
    expect([made.status, again.status, has]).toEqual([201, 200, true]);
    expect(read.json).toMatchObject({
      id: assignmentAt(CONTAINER),
      properties: { principalId: PRINCIPAL, scope: CONTAINER, createdOn: '2026-06-01T00:00:00.000Z' },
    });
    expect([removed.status, codeOf(gone)]).toEqual([200, [404, 'RoleAssignmentNotFound']]);
    expect(admin.hasRole(PRINCIPAL, [READER], URIS.exports)).toBe(false);
  });

  it('refuses the same under another name, another under the same name, and what is no role', async () => {
    give(ADMINISTRATOR, SUBSCRIPTION);
    admin.assignRole({ principalId: PRINCIPAL, role: READER, scope: URIS.exports });
    const same = await call('PUT', assignmentAt(CONTAINER), bodyFor(READER));
    await call('PUT', assignmentAt(ACCOUNT), bodyFor(READER));
    const other = await call('PUT', assignmentAt(ACCOUNT), bodyFor('AcrPull'));
    const none = await call('PUT', assignmentAt(ACCOUNT, NAME.replace('b', 'c')), bodyFor('Nobody'));
    const unnamed = await call('PUT', assignmentAt(ACCOUNT, 'mine'), bodyFor(READER));
    expect(codeOf(same)).toEqual([409, 'RoleAssignmentExists']);
    expect(codeOf(other)).toEqual([400, 'RoleAssignmentUpdateNotPermitted']);
    expect(codeOf(none)).toEqual([400, 'RoleDefinitionDoesNotExist']);
    expect(codeOf(unnamed)).toEqual([400, 'InvalidRoleAssignmentId']);
  });

  it('acts after the time that the settings say', async () => {
    give(ADMINISTRATOR, SUBSCRIPTION);
    admin.changeSettings({ rolePropagationSeconds: 30 });
    await call('PUT', assignmentAt(CONTAINER), bodyFor(READER));
    expect(admin.hasRole(PRINCIPAL, [READER], URIS.exports)).toBe(false);
    now += 30_000;
    expect(admin.hasRole(PRINCIPAL, [READER], URIS.exports)).toBe(true);
  });

  it.each([
    ['', ['above', 'at', 'below']],
    ['?$filter=atScope()', ['above', 'at']],
    [`?$filter=atScope()%20and%20assignedTo('${PRINCIPAL}')`, ['at']],
    [`?$filter=principalId%20eq%20'${PRINCIPAL}'`, ['at', 'below']],
  ])('lists %s', async (query, expected) => {
    give(ADMINISTRATOR, SUBSCRIPTION);
    admin.assignRole({ principalId: PRINCIPAL, role: READER, scope: ACCOUNT });
    admin.assignRole({ principalId: PRINCIPAL, role: READER, scope: URIS.exports });
    admin.assignRole({ principalId: PRINCIPAL, role: READER, scope: URIS.imports });
    const { json } = await call('GET', `${ACCOUNT}/providers/Microsoft.Authorization/roleAssignments${query}`);
    const where = { [SUBSCRIPTION]: 'above', [ACCOUNT]: 'at', [CONTAINER]: 'below' };
    const scopes = json.value.map((one: { properties: { scope: string } }) => where[one.properties.scope]);
    expect(scopes).toEqual(expected);
  });

  it.each([
    ['PUT', CONTAINER, 'Microsoft.Authorization/roleAssignments/write'],
    ['GET', CONTAINER, 'Microsoft.Authorization/roleAssignments/read'],
    ['DELETE', CONTAINER, 'Microsoft.Authorization/roleAssignments/delete'],
  ])('%s without the right is refused in Azure’s words', async (method, scope, action) => {
    give('Contributor', `${SUBSCRIPTION}x`);
    const { status, json } = await call(method, assignmentAt(scope), method === 'PUT' ? bodyFor(READER) : undefined);
    expect([status, json.error.code]).toEqual([403, 'AuthorizationFailed']);
    expect(json.error.message).toContain(
      `does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid.`,
    );
  });

  it('a contributor reads assignments and makes none', async () => {
    give('Contributor', SUBSCRIPTION);
    const made = await call('PUT', assignmentAt(CONTAINER), bodyFor(READER));
    const listed = await call('GET', `${CONTAINER}/providers/Microsoft.Authorization/roleAssignments`);
    expect([made.status, listed.status]).toEqual([403, 200]);
  });

  it('permissions are those of the caller’s roles at the scope and above it, an entry each', async () => {
    give('Reader', SUBSCRIPTION);
    give(READER, URIS.exports);
    const at = `${CONTAINER}/providers/Microsoft.Authorization/permissions`;
    const first = await call('GET', at);
    admin.changeSettings({ pageSize: 1 });
    const paged = await call('GET', at);
    const above = await call('GET', `${ACCOUNT}/providers/Microsoft.Authorization/permissions`);
    const next = new URL(paged.json.nextLink);
    const second = await call('GET', next.pathname + next.search.replace(/&?api-version=[^&]*/, ''));
    expect(first.json.value).toMatchObject([
      { actions: ['*/read'], notActions: [], dataActions: [], notDataActions: [] },
      { dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'] },
    ]);
    expect([...paged.json.value, ...second.json.value]).toEqual(first.json.value);
    expect(above.json.value).toHaveLength(1);
  });

  it('shows the accounts and vaults that the caller may read', async () => {
    give('Reader', ACCOUNT);
    const accounts = await call('GET', `${SUBSCRIPTION}/providers/Microsoft.Storage/storageAccounts`);
    const vaults = await call('GET', `${SUBSCRIPTION}/providers/Microsoft.KeyVault/vaults`);
    // An officer reads what is below a vault (vaults/*/read), not the vault itself.
    give('Key Vault Secrets Officer', vaultId());
    const vault = await call('GET', vaultId());
    give('Reader', SUBSCRIPTION);
    const seen = await call('GET', vaultId());
    const missing = await call('GET', `${ACCOUNT}x`);
    expect(accounts.json.value).toMatchObject([
      {
        id: ACCOUNT,
        name: 'ferrysource',
        properties: { primaryEndpoints: { blob: 'https://127.0.0.1:1/ferrysource/' } },
      },
    ]);
    expect([vaults.json.value, vault.status]).toEqual([[], 403]);
    expect(seen.json).toMatchObject({
      properties: { vaultUri: `${URIS.vault}/`, enableRbacAuthorization: true, tenantId: STACK_NAMES.tenantId },
    });
    expect(codeOf(missing)).toEqual([404, 'ResourceNotFound']);
  });

  it('asks for roles on registries, too', async () => {
    const pipeline = `${registryResourceId('source')}/exportPipelines/exportone`;
    const without = await call('GET', pipeline, undefined, API_VERSION);
    give('Container Registry Transfer Pipeline Contributor', registryResourceId('source'));
    const withRole = await call('GET', pipeline, undefined, API_VERSION);
    expect(codeOf(without)).toEqual([403, 'AuthorizationFailed']);
    expect(without.json.error.message).toContain('Microsoft.ContainerRegistry/registries/exportPipelines/read');
    expect(withRole.status).not.toBe(403);
  });

  it('an account is changed by PATCH, and what is below it by PUT, POST and DELETE, for whoever may', async () => {
    const policy = `${CONTAINER}/immutabilityPolicies/default`;
    const rules = `${ACCOUNT}/managementPolicies/default`;
    const body = { properties: { publicNetworkAccess: 'Disabled' } };
    give('Reader', SUBSCRIPTION);
    for (const [method, at] of [
      ['PATCH', ACCOUNT],
      ['PUT', `${ACCOUNT}/blobServices/default`],
      ['PUT', policy],
      ['POST', `${CONTAINER}/setLegalHold`],
      ['DELETE', rules],
    ] as const) {
      expect([at, ...codeOf(await call(method, at, body))]).toEqual([at, 403, 'AuthorizationFailed']);
    }
    give('Owner', SUBSCRIPTION);
    await call('PATCH', ACCOUNT, body);
    await call('PATCH', ACCOUNT, { properties: { allowSharedKeyAccess: false } });
    expect((await call('GET', ACCOUNT)).json.properties).toMatchObject({
      ...{ publicNetworkAccess: 'Disabled', allowSharedKeyAccess: false, supportsHttpsTrafficOnly: true },
    });
    await call('PUT', policy, { properties: { immutabilityPeriodSinceCreationInDays: 3 } });
    await call('POST', `${CONTAINER}/setLegalHold`, { tags: ['one', 'two'] });
    await call('POST', `${CONTAINER}/clearLegalHold`, { tags: ['one'] });
    expect((await call('GET', CONTAINER)).json.properties).toMatchObject({
      ...{ hasImmutabilityPolicy: true, hasLegalHold: true, legalHold: { tags: [{ tag: 'two' }] } },
    });
    await call('DELETE', policy);
    expect(codeOf(await call('GET', policy))).toEqual([404, 'ResourceNotFound']);
    expect(codeOf(await call('GET', rules))).toEqual([404, 'ManagementPolicyNotFound']);
    expect(codeOf(await call('GET', `${ACCOUNT}/queueServices/default`))).toEqual([404, 'InvalidResourcePath']);
  });
});
