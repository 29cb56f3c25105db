import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { createResources } from '../../../src/azure/arm/resources';
import { createRoleAssignments } from '../../../src/azure/arm/roleAssignments';
import { createVaultNetworks } from '../../../src/azure/arm/vaultNetworks';
import { pipelineRole } from '../../../src/doctor/access/pipelineRole';
import type { Check, EndCheck, Found } from '../../../src/doctor/check';
import { vaultNetwork } from '../../../src/doctor/secrets/vaultNetwork';
import { SECRETS_USER } from '../../../src/domain/roles/builtInRoles';
import { allows, type Permission } from '../../../src/domain/roles/permission';
import { createEndFixture } from '../../doctor/endFixture';
import { route, routeEnd } from '../../helpers/route';
import { deployInfra, SOURCE_REGISTRY, TARGET_REGISTRY } from '../deployInfra';
import { grantsOf } from './grantsOf';
import { permissionOf, ROLES } from './roleNames';

const PLACES = { [SOURCE_REGISTRY]: 'source registry', [TARGET_REGISTRY]: 'target registry' };
const DEPLOYMENT = deployInfra({ storageAccessMode: 'SasToken' });
const GRANTS = grantsOf(DEPLOYMENT, {}, PLACES);

interface Answer {
  readonly status: number;
  readonly body: unknown;
}
let mockAnswer: (path: string) => Answer;
jest.mock('../../../src/azure/httpClient', () => {
  const sendRequest: HttpClient['sendRequest'] = async (request) => {
    const { status, body } = mockAnswer(new URL(request.url).pathname);
    const headers = createHttpHeaders({ 'content-type': 'application/json' });
    return { request, status, headers, bodyAsText: JSON.stringify(body) };
  };
  return { HTTP_CLIENT: { sendRequest } };
});
const credential = () => ({ getToken: async () => ({ token: 't', expiresOnTimestamp: Date.now() + 3_600_000 }) });

/** What the app's own roles allow it on a vault: what the vendor's allow beside that is not counted on. */
function ownRightsOn(vaultId: string): Permission[] {
  const roles = GRANTS.filter(({ who, scope }) => who === 'the app' && scope === vaultId).map(({ role }) => role);
  return Object.entries(ROLES.custom)
    .filter(([, { role }]) => roles.includes(role))
    .map(([key]) => permissionOf(key));
}

/** Resource Manager with one vault, as the template makes it, which answers what the rights allow. */
function resourceManager(vaultId: string, secretUri: string, rights: readonly Permission[]) {
  const vault = DEPLOYMENT.resources.find(({ id }) => id === vaultId);
  if (!vault) throw new Error(`${vaultId} is not made`);
  const pipeline = { roleDefinitionId: `/x/${SECRETS_USER.roleDefinitionId}`, principalId: 'p', scope: vaultId };
  const answers: readonly (readonly [string, string, unknown])[] = [
    [vaultId, 'Microsoft.KeyVault/vaults/read', { id: vaultId, properties: vault.properties }],
    [
      `${vaultId}/secrets/${secretUri.split('/').at(-1)}/providers/Microsoft.Authorization/roleAssignments`,
      'Microsoft.Authorization/roleAssignments/read',
      { value: [{ properties: pipeline }] },
    ],
  ];
  return (path: string): Answer => {
    const [, action = '', body] = answers.find(([of]) => of === path) ?? [];
    if (body === undefined) throw new Error(`the doctor asks for ${path}, and no role was looked up for that`);
    if (allows(rights, action)) return { status: 200, body };
    return { status: 403, body: { error: { code: 'AuthorizationFailed', message: `no right to ${action}` } } };
  };
}

/** The doctor's look, through its own adapters. */
async function lookAt(name: 'source' | 'target', check: Check): Promise<Found> {
  const { secretUri, vaultId } = DEPLOYMENT.outputs[`${name}End`] as { secretUri: string; vaultId: string };
  mockAnswer = resourceManager(vaultId, secretUri, ownRightsOn(vaultId));
  const end = routeEnd('any', {
    pipelineSettings: { options: [], storageAccessMode: 'SasToken', secretUri, vaultId },
  });
  const under = await createEndFixture(name, { [name]: end });
  await under.put({ secretUri });
  const resources = createResources(credential, under.machine);
  const ofAzure = {
    resources,
    roleAssignments: createRoleAssignments(credential),
    vaultNetworks: createVaultNetworks(credential, resources),
  };
  return (check as EndCheck).look({ ...under, ...ofAzure }, { route: route({ [name]: end }), name, end });
}

describe.each(['source', 'target'] as const)('of the SAS of the %s', (name) => {
  it.each([vaultNetwork, pipelineRole])('the app may read what $code asks for', async (check) => {
    expect(await lookAt(name, check)).toMatchObject({ status: 'ok' });
  });
});

it('of the vault of credentials the app reads secrets alone: no check needs to look at it', () => {
  const onCredentials = GRANTS.filter(({ on }) => on === 'vault of credentials').map(({ who, role }) => [who, role]);
  expect(onCredentials).toEqual([['the app', 'Key Vault Secrets User']]);
});
