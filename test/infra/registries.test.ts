import { deployInfra, SOURCE_REGISTRY, SUBSCRIPTION, TARGET_REGISTRY } from './deployInfra';
import type { Deployed } from './template/deployTemplate';

const STORAGE = `/subscriptions/${SUBSCRIPTION}/resourceGroups/data/providers/Microsoft.Storage/storageAccounts`;
const EXISTING = {
  sourceStorageAccountId: `${STORAGE}/buildsexports`,
  targetStorageAccountId: `${STORAGE}/productionimports`,
  vaultId: `/subscriptions/${SUBSCRIPTION}/resourceGroups/data/providers/Microsoft.KeyVault/vaults/credentials`,
};
const THEIRS = [SOURCE_REGISTRY, TARGET_REGISTRY, ...Object.values(EXISTING)];
const VARIANTS = (['both', 'exportOnly', 'importOnly'] as const).flatMap((role) =>
  (['ManagedIdentity', 'SasToken'] as const).flatMap((storageAccessMode) =>
    (['deployment', 'app'] as const).map((pipelinesMadeBy) => ({ role, storageAccessMode, pipelinesMadeBy })),
  ),
);
/** What may be made below or on what is somebody else's. */
const OWN =
  /\/(exportPipelines|importPipelines|containers)\/[^/]+$|\/providers\/Microsoft\.Authorization\/roleAssignments\/[^/]+$/;

const at = (resources: readonly Deployed[], id: string): string[] =>
  resources.map((one) => one.id).filter((one) => one === id || one.startsWith(`${id}/`));

describe.each(VARIANTS)('with %j', (variant) => {
  const { resources } = deployInfra({ ...variant, ...EXISTING, operatorId: 'somebody' });

  it('nothing that is there already is made again: old templates reset the admin user, anonymous pull and the data endpoint', () => {
    for (const id of THEIRS) {
      const made = at(resources, id);
      expect(made).not.toContain(id);
      expect(made.filter((one) => !OWN.test(one))).toEqual([]);
    }
  });

  it('no registry at all is made', () => {
    const types = resources.map(({ type }) => type.toLowerCase());
    expect(types).not.toContain('microsoft.containerregistry/registries');
  });

  it('everything else is in the group of the app', () => {
    const group = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-ferry`;
    const elsewhere = resources
      .map(({ id }) => id)
      .filter((id) => !THEIRS.some((one) => id.startsWith(one)))
      .filter((id) => id !== group && !id.startsWith(`${group}/`));
    expect(elsewhere).toEqual([
      expect.stringContaining('/roleDefinitions/'),
      expect.stringContaining('/roleDefinitions/'),
      expect.stringContaining('/roleDefinitions/'),
    ]);
  });
});

it('without an existing account and vault they are made', () => {
  const { resources } = deployInfra();
  const names = resources
    .filter(({ type }) => /\/(storageAccounts|vaults)$/.test(type))
    .map(({ id }) => id.split('/').at(-1));
  expect(names.map((name) => name?.replace(/\w{13}$/, ''))).toEqual([
    'ferryhost',
    'ferrystate',
    'kv-ferry-',
    'ferryexp',
    'ferryimp',
  ]);
  for (const name of names) expect(name?.length).toBeLessThanOrEqual(24);
});

it('a container that is there already is left as it is where that is said, and gets its roles all the same', () => {
  const said = { exportContainerExists: true, importContainerExists: true };
  const madeIn = (given: Record<string, unknown>, account: string) =>
    deployInfra(given)
      .resources.filter(({ type, id }) => type.endsWith('/containers') && id.includes(account))
      .map(({ id }) => id.split('/').at(-1));
  for (const id of [EXISTING.sourceStorageAccountId, EXISTING.targetStorageAccountId]) {
    expect(madeIn(EXISTING, id)).toHaveLength(1);
    expect(madeIn({ ...EXISTING, ...said }, id)).toEqual([]);
  }
  const grants = (given: Record<string, unknown>) =>
    deployInfra({ ...EXISTING, ...given })
      .resources.filter(({ extends: on = '' }) => on.includes('/containers/'))
      .map(({ id }) => id);
  expect(grants(said)).toEqual(grants({}));
  // An account that is made has none.
  expect([madeIn(said, 'ferryexp'), madeIn(said, 'ferryimp')]).toEqual([['exports'], ['imports']]);
});

it('what both ends share is written once, and the app has there what it has at two', () => {
  const places = { targetRegistryId: SOURCE_REGISTRY.toUpperCase(), sourceRegistryId: SOURCE_REGISTRY };
  const account = EXISTING.sourceStorageAccountId;
  const accounts = { sourceStorageAccountId: account, targetStorageAccountId: account.replace('storage', 'STORAGE') };
  for (const storageAccessMode of ['ManagedIdentity', 'SasToken']) {
    const grantsOn = (given: object, scope: string) =>
      deployInfra({ storageAccessMode, ...given })
        .resources.filter(
          ({ type, extends: on = '' }) => type.endsWith('/roleAssignments') && on.toLowerCase() === scope.toLowerCase(),
        )
        .map(
          ({ properties: { principalId, roleDefinitionId } }) =>
            `${String(principalId)} ${String(roleDefinitionId).split('/').at(-1)}`,
        );
    for (const scope of [SOURCE_REGISTRY, account]) {
      const shared = grantsOn({ ...places, ...accounts }, scope);
      expect([scope, new Set(shared).size]).toEqual([scope, shared.length]);
      expect(shared).toEqual(grantsOn({ ...EXISTING }, scope));
    }
  }
});

it('the app’s own roles may be given in its subscription, and elsewhere in the groups of registries and accounts', () => {
  const { resources } = deployInfra(EXISTING);
  const [role] = resources.filter(({ type }) => type.endsWith('/roleDefinitions'));
  expect(role?.properties['assignableScopes']).toEqual([
    `/subscriptions/${SUBSCRIPTION}`,
    SOURCE_REGISTRY.split('/providers/')[0],
  ]);
});

it('another registry of the same subscription takes no scope from the app’s own roles: one with assignments cannot be taken', () => {
  const scopes = (group: string): unknown => {
    const registry = `/subscriptions/${SUBSCRIPTION.toUpperCase()}/resourceGroups/${group}/providers/Microsoft.ContainerRegistry/registries/r`;
    const { resources } = deployInfra({ role: 'importOnly', targetRegistryId: registry });
    return resources.find(({ type }) => type.endsWith('/roleDefinitions'))?.properties['assignableScopes'];
  };
  expect(scopes('one')).toEqual(scopes('other'));
});

it.each([
  ['both', 'source', { sourceRegistryId: '' }],
  ['exportOnly', 'source', { sourceRegistryId: '' }],
  ['both', 'target', { targetRegistryId: '' }],
  ['importOnly', 'target', { targetRegistryId: '' }],
] as const)('as %s without the registry of the %s, the deployment says so', (role, end, without) => {
  expect(() => deployInfra({ role, ...without })).toThrow(`${end}RegistryId is missing: the role ${role}`);
});

it.each(['sourceRegistryId', 'targetRegistryId', 'sourceStorageAccountId', 'targetStorageAccountId', 'vaultId'])(
  'a name or an address as %s is refused, by the name of the parameter',
  (parameter) => {
    for (const wrong of [
      'builds',
      'builds.azurecr.io',
      'https://builds.blob.core.windows.net/',
      SOURCE_REGISTRY.slice(1),
    ]) {
      expect(() => deployInfra({ [parameter]: wrong })).toThrow(`${parameter} is no resource id`);
    }
  },
);

it('the end that the role does not have needs no registry', () => {
  const made = (role: string, without: object) => deployInfra({ role, ...without }).outputs;
  const nothing = { containerUri: '', storageAccountId: '', pipelineIdentityId: '', secretUri: '', vaultId: '' };
  expect(made('exportOnly', { targetRegistryId: '' })['targetEnd']).toEqual(nothing);
  expect(made('importOnly', { sourceRegistryId: '' })['sourceEnd']).toEqual(nothing);
});
