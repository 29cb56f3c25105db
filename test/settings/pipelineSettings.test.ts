import { loadRoutes } from '../../src/settings/routes/loadRoutes';
import { fileOf, source, target } from './routesFile';

const SECRET = 'https://ferryvault.vault.azure.net/secrets/sas';
const ID =
  '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/images/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ferry';

const VAULT_ID =
  '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/images/providers/Microsoft.KeyVault/vaults/ferryvault';
const ACCOUNT_ID =
  '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/images/providers/Microsoft.Storage/storageAccounts/builds';

function load(route: object, rest: object = {}) {
  const { routes, mistakes } = loadRoutes(fileOf({ prod: route }, rest));
  return { route: routes.get('prod'), mistakes };
}

const atSource = (pipelineSettings: object) => ({ source: source({ pipelineSettings }), target: target() });
const atTarget = (pipelineSettings: object) => ({ source: source(), target: target({ pipelineSettings }) });

it('a route that says nothing describes no pipeline', () => {
  const { route } = load({ source: source(), target: target() });
  expect(route?.source).not.toHaveProperty('pipelineSettings');
});

it('the defaults are what the app works best with', () => {
  const identity = { storageAccessMode: 'ManagedIdentity' };
  expect(load(atSource({})).route?.source?.pipelineSettings).toEqual({
    ...identity,
    options: ['OverwriteBlobs', 'ContinueOnErrors'],
  });
  expect(load(atTarget({})).route?.target?.pipelineSettings).toEqual({
    ...identity,
    options: ['OverwriteTags', 'ContinueOnErrors'],
    sourceTrigger: 'Disabled',
  });
  const alone = load({ source: source({ pipelineSettings: {} }) }).route?.source?.pipelineSettings;
  expect(alone).toEqual({ ...identity, options: ['OverwriteBlobs'] });
});

it('what it says is taken, in one spelling', () => {
  const secretUri = 'https://FerryVault.vault.azure.net:443/Secrets/sas/';
  const said = {
    secretUri,
    assignIdentity: ID,
    options: ['DeleteSourceBlobOnSuccess', 'DeleteSourceBlobOnSuccess'],
    sourceTriggerEnabled: true,
  };
  expect(load(atTarget(said)).route?.target?.pipelineSettings).toEqual({
    ...{ storageAccessMode: 'SasToken', secretUri: SECRET, userAssignedIdentity: ID },
    ...{ options: ['DeleteSourceBlobOnSuccess'], sourceTrigger: 'Enabled' },
  });
  expect(load(atSource({ options: [], assignIdentity: '[system]' })).route?.source?.pipelineSettings).toEqual({
    options: [],
    storageAccessMode: 'ManagedIdentity',
  });
});

it('resource ids of what it names by address are taken as they are', () => {
  const { route } = load({
    source: source({ storageAccountId: ACCOUNT_ID, pipelineSettings: { secretUri: SECRET, vaultId: VAULT_ID } }),
    target: target(),
  });
  expect(route?.source).toMatchObject({ storageAccountId: ACCOUNT_ID, pipelineSettings: { vaultId: VAULT_ID } });
  expect(route?.target).not.toHaveProperty('storageAccountId');
});

it.each([`${ACCOUNT_ID}/blobServices/default`, 'builds', VAULT_ID, `${ACCOUNT_ID}$(x)`])(
  'no storage account is %s',
  (storageAccountId) => {
    const { mistakes } = load({ source: source({ storageAccountId }), target: target() });
    expect(mistakes).toMatchObject([{ path: 'routes.prod.source.storageAccountId' }]);
  },
);

it.each<[string, object, string, string]>([
  ['a vault without a secret', atSource({ vaultId: VAULT_ID }), 'vaultId', 'stands without a secret'],
  ['a vault that is none', atSource({ secretUri: SECRET, vaultId: ACCOUNT_ID }), 'vaultId', ''],
  ['a SAS without a secret', atSource({ storageAccessMode: 'SasToken' }), 'secretUri', 'is missing'],
  [
    'an identity beside a secret',
    atSource({ storageAccessMode: 'ManagedIdentity', secretUri: SECRET }),
    'secretUri',
    'stands beside ManagedIdentity',
  ],
  ['a version', atSource({ secretUri: `${SECRET}/${'0'.repeat(32)}` }), 'secretUri', 'names a version'],
  ['an option of the other kind', atSource({ options: ['OverwriteTags'] }), 'options', 'has OverwriteTags'],
  ['the same in a target', atTarget({ options: ['OverwriteBlobs'] }), 'options', 'has OverwriteBlobs'],
  ['a misspelt option', atTarget({ options: ['OverwriteTag'] }), 'options[0]', ''],
  ['a trigger of a source', atSource({ sourceTriggerEnabled: false }), 'sourceTriggerEnabled', 'stands in a source'],
  ['another mode', atSource({ storageAccessMode: 'Key' }), 'storageAccessMode', ''],
  ['an identity that is none', atSource({ assignIdentity: 'ferry' }), 'assignIdentity', ''],
  [
    'an identity with more than text',
    atSource({ assignIdentity: ID.replace('images', 'a$(x)') }),
    'assignIdentity',
    '',
  ],
  ['an unknown key', atSource({ sourceTrigger: 'Disabled' }), 'sourceTrigger', 'is not a setting here'],
])('%s is a mistake of the route, at its place', (_, route, key, problem) => {
  const { route: resolved, mistakes } = load(route);
  expect(resolved).toBeUndefined();
  expect(mistakes).toHaveLength(1);
  expect(mistakes[0]?.path).toMatch(
    new RegExp(`^routes\\.prod\\.(source|target)\\.pipelineSettings\\.${key.replace(/[[\]]/g, '\\$&')}$`),
  );
  expect(mistakes[0]?.problem).toContain(problem);
});

it('an identity is a mistake where the API version of the cloud does not know it', () => {
  const clouds = { public: { pipelineApiVersion: '2019-12-01-preview' } };
  const { mistakes } = load(atSource({}), { clouds });
  expect(mistakes).toMatchObject([{ path: 'routes.prod.source.pipelineSettings.storageAccessMode' }]);
  expect(load(atSource({ secretUri: SECRET }), { clouds }).mistakes).toEqual([]);
});

describe('the SAS that the app makes', () => {
  const KEY = 'https://ferryvault.vault.azure.net/secrets/account-key';
  const withSas = (sas: object, secretUri: string | undefined = SECRET) =>
    atSource({ ...(secretUri !== undefined && { secretUri }), sas });
  const sasOf = (sas: object) => load(withSas(sas)).route?.source?.pipelineSettings?.sas;

  it('has the life that its kind allows, or what is said', () => {
    expect(sasOf({ by: 'userDelegation' })).toEqual({ by: 'userDelegation', validDays: 7, renewBeforeDays: 2 });
    expect(sasOf({ by: 'userDelegation', validDays: 1 })).toMatchObject({ validDays: 1, renewBeforeDays: 0 });
    expect(sasOf({ by: 'storedAccessPolicy', accountKeySecretUri: KEY.replace('https://f', 'HTTPS://F') })).toEqual({
      by: 'storedAccessPolicy',
      validDays: 90,
      renewBeforeDays: 30,
      accountKeySecretUri: KEY,
    });
    expect(sasOf({ by: 'userDelegation', validDays: 5, renewBeforeDays: 3 })).toMatchObject({
      ...{ validDays: 5, renewBeforeDays: 3 },
    });
  });

  it.each<[string, object, string, string]>([
    ['no kind', { validDays: 7 }, '.by', ''],
    ['another kind', { by: 'accountKey' }, '.by', ''],
    ['more than a user delegation lasts', { by: 'userDelegation', validDays: 8 }, '.validDays', 'is 8'],
    [
      'a renewal before it begins',
      { by: 'userDelegation', validDays: 2, renewBeforeDays: 2 },
      '.renewBeforeDays',
      'is 2',
    ],
    ['no account key', { by: 'storedAccessPolicy' }, '.accountKeySecretUri', 'is missing'],
    [
      'an account key that nobody needs',
      { by: 'userDelegation', accountKeySecretUri: KEY },
      '.accountKeySecretUri',
      'stands beside userDelegation',
    ],
    [
      'the key in the secret that gets the SAS',
      { by: 'storedAccessPolicy', accountKeySecretUri: `${SECRET.replace('/sas', '/SAS')}/${'0'.repeat(32)}` },
      '.accountKeySecretUri',
      'is the secret that gets the SAS',
    ],
  ])('%s is a mistake', (_, sas, key, problem) => {
    const { mistakes } = load(withSas(sas));
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]?.path).toBe(`routes.prod.source.pipelineSettings.sas${key}`);
    expect(mistakes[0]?.problem).toContain(problem);
  });

  it('without a secret it is a mistake', () => {
    const { mistakes } = load(atSource({ sas: { by: 'userDelegation' } }));
    expect(mistakes).toMatchObject([{ path: 'routes.prod.source.pipelineSettings.sas' }]);
  });
});
