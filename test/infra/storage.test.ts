import { deployInfra } from './deployInfra';
import type { Deployed } from './template/deployTemplate';

const ACCOUNT = 'Microsoft.Storage/storageAccounts';
const { resources } = deployInfra({ storageAccessMode: 'SasToken' });
const of = (type: string, name = ''): Deployed[] =>
  resources.filter((one) => one.type === type && one.id.includes(name));

it('every storage account refuses shared keys, public blobs, plain HTTP and TLS before 1.2', () => {
  expect(of(ACCOUNT)).toHaveLength(4);
  for (const { id, properties } of of(ACCOUNT)) {
    expect([id, properties]).toEqual([
      id,
      expect.objectContaining({
        ...{ allowSharedKeyAccess: false, allowBlobPublicAccess: false, allowCrossTenantReplication: false },
        ...{ minimumTlsVersion: 'TLS1_2', supportsHttpsTrafficOnly: true, defaultToOAuthAuthentication: true },
      }),
    ]);
  }
});

it('no container is public', () => {
  const containers = of(`${ACCOUNT}/blobServices/containers`);
  expect(containers.map(({ id }) => id.split('/').at(-1)).sort()).toEqual([
    'config',
    'exports',
    'imports',
    'packages',
    'state',
  ]);
  for (const { properties } of containers) expect(properties).toEqual({ publicAccess: 'None' });
});

it('state is kept in two regions, and what was deleted or overwritten comes back', () => {
  const [account] = of(ACCOUNT, 'ferrystate');
  expect(account?.body['sku']).toEqual({ name: 'Standard_RAGRS' });
  const [blobs] = of(`${ACCOUNT}/blobServices`, 'ferrystate');
  const retention = { enabled: true, days: 30 };
  expect(blobs?.properties).toEqual({
    ...{ deleteRetentionPolicy: retention, containerDeleteRetentionPolicy: retention, isVersioningEnabled: true },
  });
  expect(() => deployInfra({ stateSku: 'Standard_LRS' })).toThrow('stateSku may not be Standard_LRS');
  // A region without a pair knows no second region.
  expect(() => deployInfra({ stateSku: 'Standard_ZRS' })).not.toThrow();
});

it('older versions of state end by their age: soft delete ends none, and each write makes one', () => {
  const policiesOf = (given: Record<string, unknown>) =>
    deployInfra(given).resources.filter(({ type }) => type === `${ACCOUNT}/managementPolicies`);
  const [policy, ...others] = policiesOf({ stateKeepDays: 45 });
  expect([others, policy?.id]).toEqual([[], expect.stringMatching(/ferrystate\w+\/managementPolicies\/default$/)]);
  const { rules } = policy?.properties['policy'] as { rules: { definition: object; enabled: boolean }[] };
  expect(rules.map(({ definition, enabled }) => [enabled, definition])).toEqual([
    [
      true,
      {
        filters: { blobTypes: ['blockBlob'] },
        // Nothing of what is there now: no baseBlob.
        actions: { version: { delete: { daysAfterCreationGreaterThan: 45 } } },
      },
    ],
  ]);
});

it('blobs on their way are kept no longer than the app keeps them', () => {
  for (const name of ['ferryexp', 'ferryimp', 'ferryhost']) {
    const [blobs] = of(`${ACCOUNT}/blobServices`, name);
    expect([name, blobs?.properties]).toEqual([
      name,
      {
        ...{ deleteRetentionPolicy: { enabled: false }, containerDeleteRetentionPolicy: { enabled: false } },
        isVersioningEnabled: false,
      },
    ]);
  }
});

it('vaults know roles alone, and nothing in them can be destroyed before its time', () => {
  const vaults = of('Microsoft.KeyVault/vaults');
  expect(
    vaults.map(({ id }) =>
      id
        .split('/')
        .at(-1)
        ?.replace(/\w{13}$/, ''),
    ),
  ).toEqual(['kv-ferry-', 'kv-sou-', 'kv-tar-']);
  for (const { properties } of vaults) {
    expect(properties).toMatchObject({
      ...{ enableRbacAuthorization: true, enablePurgeProtection: true, enableSoftDelete: true },
      ...{ softDeleteRetentionInDays: 90, enabledForTemplateDeployment: false },
    });
    expect(properties).not.toHaveProperty('accessPolicies');
  }
});

it('the app answers over https alone, and takes no password for publishing', () => {
  const [app] = of('Microsoft.Web/sites');
  expect(app?.properties).toMatchObject({
    httpsOnly: true,
    siteConfig: { minTlsVersion: '1.2', scmMinTlsVersion: '1.2' },
  });
  for (const plan of ['premium', 'dedicated']) {
    const one = deployInfra({ plan }).resources.find(({ type }) => type === 'Microsoft.Web/sites');
    expect(one?.properties).toMatchObject({ siteConfig: { ftpsState: 'Disabled' } });
  }
  const policies = of('Microsoft.Web/sites/basicPublishingCredentialsPolicies');
  expect(policies.map(({ id, properties }) => [id.split('/').at(-1), properties])).toEqual([
    ['ftp', { allow: false }],
    ['scm', { allow: false }],
  ]);
});
