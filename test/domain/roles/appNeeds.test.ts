import type { RouteEnd } from '../../../src/domain/route';
import { appNeedsOf } from '../../../src/domain/roles/appNeeds';
import type { SasSettings } from '../../../src/domain/sas/sasSettings';
import { exportOnlyRoute, route, SOURCE, TARGET } from '../../helpers/route';

const PRINCIPAL = '12345678-1234-4234-8234-123456789abc';
const OTHER = '12345678-1234-4234-8234-123456789abd';
const REGISTRY_ROLES = [
  'Container Registry Transfer Pipeline Contributor',
  'AcrPull',
  'Container Registry Repository Reader',
  'Container Registry Repository Catalog Lister',
];
const IDENTITY = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ferry';

const needs = (name: 'source' | 'target', end: RouteEnd, of = route()) =>
  appNeedsOf(name, end, of, { end: PRINCIPAL, app: OTHER });
const rolesOf = (...args: Parameters<typeof needs>) =>
  needs(...args)
    .map(({ role }) => role)
    .slice(4);

it('on the registry: the pipelines, and reading, in either mode', () => {
  const [pipelines, ...readers] = needs('source', SOURCE).slice(0, 4);
  expect(pipelines).toEqual({
    role: 'Container Registry Transfer Pipeline Contributor',
    roleDefinitionId: 'bf94e731-3a51-4a7c-8c54-a1ab9971dfc1',
    ...{ scope: SOURCE.registryId, identity: 'default', principalId: PRINCIPAL },
    why: expect.stringContaining('pipeline runs of builds'),
    command:
      `az role assignment create --assignee-object-id ${PRINCIPAL} --assignee-principal-type ServicePrincipal ` +
      `--role "Container Registry Transfer Pipeline Contributor" --scope "${SOURCE.registryId}"`,
  });
  expect(readers.map((one) => [one.role, one.roleAssignmentMode, one.roleDefinitionId])).toEqual([
    ['AcrPull', 'LegacyRegistryPermissions', '7f951dda-4ed3-4680-a7ca-43fe172d538d'],
    [REGISTRY_ROLES[2], 'AbacRepositoryPermissions', 'b93aa761-3e63-49ed-ac28-beffa264f7ac'],
    [REGISTRY_ROLES[3], 'AbacRepositoryPermissions', 'bfdb9389-c9a5-478a-bb2f-ba9ca092c3c7'],
  ]);
});

it('on storage: what the route does with blobs', () => {
  const [contributor, reader, delegator] = [
    ...['Storage Blob Data Contributor', 'Storage Blob Data Reader', 'Storage Blob Delegator'],
  ];
  expect(rolesOf('source', SOURCE)).toEqual([contributor, delegator]);
  expect(rolesOf('source', SOURCE, route({ keepBlobs: true }))).toEqual([reader, delegator]);
  expect(rolesOf('source', SOURCE, exportOnlyRoute({ keepBlobs: true }))).toEqual([contributor]);
  expect(rolesOf('target', TARGET)).toEqual([contributor]);
  const [container, account] = needs('source', SOURCE).slice(4);
  expect([container?.scope, account?.scope]).toEqual([SOURCE.containerUri, 'https://builds.blob.core.windows.net']);
  const id = '$(az storage account show --name builds --query id --output tsv)';
  expect(container?.command).toContain(`--scope "${id}/blobServices/default/containers/transfers"`);
  expect(account?.command).toContain(`--scope "${id}"`);
});

it('a SAS takes the place of roles on storage: the app reads it, with its own identity', () => {
  const sasSecretUri = 'https://vault.example/secrets/sas';
  const secretUri = 'https://vault.example/secrets/login';
  const credential = { name: 'other', type: 'clientSecret', tenantId: OTHER, clientId: OTHER, secretUri } as const;
  const found = needs('target', { ...TARGET, sasSecretUri, credential });
  expect(found.map(({ role, identity, principalId }) => [role, identity, principalId])).toEqual([
    ...REGISTRY_ROLES.map((role) => [role, 'other', PRINCIPAL]),
    ['Key Vault Secrets User', 'default', OTHER],
    ['Key Vault Secrets User', 'default', OTHER],
  ]);
  expect(found.slice(4).map(({ scope }) => scope)).toEqual([secretUri, sasSecretUri]);
});

it('on a user-assigned identity of the pipeline: giving it', () => {
  const pipelineSettings = {
    options: [],
    storageAccessMode: 'ManagedIdentity',
    userAssignedIdentity: IDENTITY,
  } as const;
  const found = needs('target', { ...TARGET, pipelineSettings }).at(-1);
  expect(found).toMatchObject({
    ...{ role: 'Managed Identity Operator', roleDefinitionId: 'f1a07417-d97a-45cb-824c-7a7467783830', scope: IDENTITY },
    command: expect.stringContaining(`--scope "${IDENTITY}"`),
  });
});

describe('for the SAS of the pipeline', () => {
  const secretUri = 'https://ferryvault.vault.azure.net/secrets/export-sas';
  const sasSecretUri = 'https://ferryvault.vault.azure.net/secrets/app-sas';
  const keyUri = 'https://keyvault.vault.azure.net/secrets/key';
  const sasBy = (sas: SasSettings, options: string[] = []) =>
    ({ pipelineSettings: { options, storageAccessMode: 'SasToken', secretUri, sas } }) as const;
  const delegated: SasSettings = { by: 'userDelegation', validDays: 7, renewBeforeDays: 2 };
  const [officer, user] = ['Key Vault Secrets Officer', 'Key Vault Secrets User'];
  const [contributor, reader] = ['Storage Blob Data Contributor', 'Storage Blob Data Reader'];
  const delegator = 'Storage Blob Delegator';

  it('by user delegation: writing the secret, signing, and what the SAS may do; each once', () => {
    expect(rolesOf('source', { ...SOURCE, ...sasBy(delegated) })).toEqual([contributor, delegator, officer]);
    expect(rolesOf('target', { ...TARGET, ...sasBy(delegated) })).toEqual([contributor, officer, delegator]);
    const keeps = route({ keepBlobs: true });
    expect(rolesOf('source', { ...SOURCE, ...sasBy(delegated) }, keeps)).toEqual([
      ...[reader, delegator, officer, contributor],
    ]);
    const found = needs('target', { ...TARGET, ...sasBy(delegated) }).find(({ role }) => role === officer);
    expect(found).toMatchObject({
      ...{ scope: 'https://ferryvault.vault.azure.net', identity: 'default', principalId: OTHER },
      command: expect.stringMatching(
        / --scope "\$\(az keyvault show --name ferryvault --query id --output tsv\)"$/,
      ) as unknown,
    });
  });

  it('also where a SAS takes the place of the roles for transfers', () => {
    const end = { ...TARGET, sasSecretUri };
    expect(rolesOf('target', { ...end, ...sasBy(delegated) })).toEqual([user, officer, delegator, reader]);
    expect(rolesOf('target', { ...end, ...sasBy(delegated, ['DeleteSourceBlobOnSuccess']) })).toEqual([
      ...[user, officer, delegator, contributor],
    ]);
    const signer = needs('target', { ...end, ...sasBy(delegated) }).find(({ role }) => role === delegator);
    expect(signer?.principalId).toBe(PRINCIPAL);
  });

  it('by policy: reading the account key', () => {
    const byPolicy = { by: 'storedAccessPolicy', validDays: 90, renewBeforeDays: 30 } as const;
    const end = { ...TARGET, sasSecretUri, ...sasBy({ ...byPolicy, accountKeySecretUri: keyUri }) };
    expect(rolesOf('target', end)).toEqual([user, officer, user]);
    expect(needs('target', end).at(-1)).toMatchObject({ scope: keyUri, principalId: OTHER });
  });
});

describe('in a vault with access policies, where each command replaces what the one before allowed', () => {
  const secretUri = 'https://ferryvault.vault.azure.net/secrets/export-sas';
  const sas = { by: 'userDelegation', validDays: 7, renewBeforeDays: 2 } as const;
  const writes = { pipelineSettings: { options: [], storageAccessMode: 'SasToken', secretUri, sas } } as const;
  const permissionsOf = (name: 'source' | 'target', source: RouteEnd, target: RouteEnd) =>
    needs(name, name === 'source' ? source : target, route({ source, target })).flatMap(
      ({ accessPolicyCommand }) => accessPolicyCommand?.split('--secret-permissions ')[1] ?? [],
    );
  const reads = (end: RouteEnd, vault: string): RouteEnd => ({
    ...end,
    sasSecretUri: `https://${vault}.vault.azure.net/secrets/app-sas`,
  });

  it('reading a secret allows what is written into the same vault, of either end', () => {
    const [source, target] = [{ ...reads(SOURCE, 'ferryvault'), ...writes }, reads(TARGET, 'FerryVault')];
    expect(permissionsOf('source', source, target)).toEqual(['get list set', 'get list set']);
    expect(permissionsOf('target', source, target)).toEqual(['get list set']);
  });

  it('no more than reading where nothing is written', () => {
    const [source, target] = [{ ...SOURCE, ...writes }, reads(TARGET, 'other')];
    expect(permissionsOf('target', source, target)).toEqual(['get']);
    expect(permissionsOf('target', SOURCE, reads(TARGET, 'ferryvault'))).toEqual(['get']);
  });

  it('reading the account key, too', () => {
    const accountKeySecretUri = 'https://ferryvault.vault.azure.net/secrets/key';
    const byPolicy = { by: 'storedAccessPolicy', validDays: 90, renewBeforeDays: 30, accountKeySecretUri } as const;
    const target = { ...TARGET, pipelineSettings: { ...writes.pipelineSettings, sas: byPolicy } };
    expect(permissionsOf('target', SOURCE, target)).toEqual(['get list set', 'get list set']);
  });
});

it('takes the resource id of the account that the routes file says', () => {
  const storageAccountId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/builds';
  const [container] = needs('source', { ...SOURCE, storageAccountId }).slice(4);
  expect(container?.command).toContain(`--scope "${storageAccountId}/blobServices/default/containers/transfers"`);
});

it('without an object id, a command names the application, or there is none', () => {
  const named = { ...SOURCE, credential: { name: 'mine', type: 'managedIdentity', clientId: OTHER } as const };
  const [command] = appNeedsOf('source', named, route(), {}).map((one) => one.command);
  expect(command).toContain(`--assignee-object-id $(az ad sp show --id ${OTHER} --query id --output tsv) `);
  expect(appNeedsOf('source', SOURCE, route(), {})[0]).not.toHaveProperty('command');
  expect(JSON.stringify(appNeedsOf('source', SOURCE, route(), { end: '$(rm x)' }))).not.toContain('rm x');
});
