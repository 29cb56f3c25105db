import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadAppSettings } from '../../src/settings/loadAppSettings';
import { deployInfra, settingsOf } from './deployInfra';
import type { Deployment } from './template/deployTemplate';

const ROLES = ['both', 'exportOnly', 'importOnly'] as const;
const PLANS = ['flexConsumption', 'premium', 'dedicated'] as const;
const EACH = ROLES.flatMap((role) => PLANS.map((plan) => [role, plan] as const));
/** What Flex Consumption refuses. Source: https://learn.microsoft.com/azure/azure-functions/functions-app-settings, "Flex Consumption plan deprecations" */
const NOT_IN_FLEX =
  /^(FUNCTIONS_(EXTENSION_VERSION|WORKER_RUNTIME)|WEBSITE_(RUN_FROM_PACKAGE|CONTENT|NODE_DEFAULT_VERSION))/;

/** What newer regions refuse there (51021). Source: https://github.com/Azure/terraform-azurerm-avm-res-web-site, issue 283 and its test */
const NOT_IN_FLEX_SITE =
  /^(linuxFxVersion|windowsFxVersion|(netFramework|php|python|node|java|powerShell)Version|javaContainer\w*|alwaysOn|ftpsState|use32BitWorkerProcess|preWarmedInstanceCount|minimumElasticInstanceCount|functionsRuntimeScaleMonitoringEnabled|functionAppScaleLimit|vnetRouteAllEnabled)$/;

const made = ({ resources }: Deployment, type: string) => resources.filter((one) => one.type === type);

describe.each(EACH)('as %s, on %s', (role, plan) => {
  const deployment = deployInfra({ role, plan });
  const settings = settingsOf(deployment);

  it('sets what the app knows, and all that it needs', () => {
    const { outputs } = deployment;
    const loaded = loadAppSettings(settings);
    expect(loaded.routesLocation).toBe(outputs['routesUrl']);
    expect(loaded.routesLocation).toMatch(/^https:\/\/ferrystate\w+\.blob\.core\.windows\.net\/config\/routes\.json$/);
    expect(loaded.state.containerUri).toMatch(/^https:\/\/ferrystate\w+\.blob\.core\.windows\.net\/state$/);
    const [identity] = made(deployment, 'Microsoft.ManagedIdentity/userAssignedIdentities');
    expect(loaded.identityClientId).toBe(identity?.answers['clientId']);
    expect(loaded).toMatchObject({ trustSignIn: false, vaultAudience: 'https://vault.azure.net' });
  });

  it('reaches the storage of the host with the identity, by no connection string', () => {
    expect(settings).toMatchObject({
      AzureWebJobsStorage__blobServiceUri: expect.stringMatching(/^https:\/\/ferryhost\w+\.blob\./) as string,
      AzureWebJobsStorage__queueServiceUri: expect.stringMatching(/^https:\/\/ferryhost\w+\.queue\./) as string,
      AzureWebJobsStorage__tableServiceUri: expect.stringMatching(/^https:\/\/ferryhost\w+\.table\./) as string,
      AzureWebJobsStorage__credential: 'managedidentity',
      AzureWebJobsStorage__clientId: settings['FERRY_IDENTITY_CLIENT_ID'],
    });
    expect(Object.keys(settings)).not.toContain('AzureWebJobsStorage');
    // The host would make an address of the public cloud of it.
    expect(Object.keys(settings)).not.toContain('AzureWebJobsStorage__accountName');
    expect(JSON.stringify(settings)).not.toMatch(/AccountKey|SharedAccessSignature|[?&]sig=/i);
  });
});

it('on Flex Consumption the app says its runtime and its package by itself, and sets nothing that is refused there', () => {
  const deployment = deployInfra();
  const [app] = made(deployment, 'Microsoft.Web/sites');
  expect(app?.properties['functionAppConfig']).toMatchObject({
    runtime: { name: 'node', version: '22' },
    deployment: {
      storage: {
        value: expect.stringMatching(/^https:\/\/ferryhost\w+\.blob\.core\.windows\.net\/packages$/) as string,
        authentication: { type: 'UserAssignedIdentity' },
      },
    },
  });
  expect(Object.keys(settingsOf(deployment)).filter((name) => NOT_IN_FLEX.test(name))).toEqual([]);
});

it.each([{}, { privateNetworking: true }])(
  'on Flex Consumption no property is set that is refused there, with %j',
  (given) => {
    const refused = (plan: string) => {
      const [app] = made(deployInfra({ ...given, plan }), 'Microsoft.Web/sites');
      const { siteConfig, ...properties } = app?.properties as { siteConfig: object };
      return [...Object.keys(siteConfig), ...Object.keys(properties)].filter((name) => NOT_IN_FLEX_SITE.test(name));
    };
    expect([refused('flexConsumption'), refused('premium').length > 0]).toEqual([[], true]);
  },
);

it.each([
  ['flexConsumption', {}, 40],
  ['flexConsumption', { maximumInstances: 60 }, 60],
  // Of Linux most regions allow a premium plan no more than 20.
  ['premium', {}, 20],
  ['premium', { maximumInstances: 60 }, 60],
])('on a %s plan with %j at most %d instances work', (plan, given, most) => {
  const deployment = deployInfra({ plan, ...given });
  const [app] = made(deployment, 'Microsoft.Web/sites');
  const [farm] = made(deployment, 'Microsoft.Web/serverfarms');
  const told = plan === 'premium' ? [farm?.properties, app?.properties] : [app?.properties];
  expect(told).toMatchObject(
    plan === 'premium'
      ? [{ maximumElasticWorkerCount: most }, { siteConfig: { functionAppScaleLimit: most } }]
      : [{ functionAppConfig: { scaleAndConcurrency: { maximumInstanceCount: most } } }],
  );
});

it.each([
  [0, undefined],
  [1, [{ name: 'durable', instanceCount: 1 }]],
])(
  'on Flex Consumption %d instances are kept for Durable Functions: what is not in the template, a deployment takes',
  (alwaysReady, said) => {
    const [app] = made(deployInfra({ alwaysReady }), 'Microsoft.Web/sites');
    const { scaleAndConcurrency } = app?.properties['functionAppConfig'] as {
      scaleAndConcurrency: Record<string, unknown>;
    };
    expect(scaleAndConcurrency['alwaysReady']).toEqual(said);
    const [other] = made(deployInfra({ alwaysReady, plan: 'premium' }), 'Microsoft.Web/sites');
    expect(JSON.stringify(other?.properties)).not.toContain('alwaysReady');
  },
);

it.each(['premium', 'dedicated'] as const)('on a %s plan settings say the runtime', (plan) => {
  const deployment = deployInfra({ plan });
  const [app] = made(deployment, 'Microsoft.Web/sites');
  expect(app?.properties).not.toHaveProperty('functionAppConfig');
  expect(app?.properties['siteConfig']).toMatchObject({ linuxFxVersion: 'NODE|22', alwaysOn: plan === 'dedicated' });
  expect(settingsOf(deployment)).toMatchObject({ FUNCTIONS_EXTENSION_VERSION: '~4', FUNCTIONS_WORKER_RUNTIME: 'node' });
});

it('a premium app reads its package as a blob, with its identity: without Azure Files it has no folder of its own', () => {
  const deployment = deployInfra({ plan: 'premium' });
  const [identity] = made(deployment, 'Microsoft.ManagedIdentity/userAssignedIdentities');
  expect(settingsOf(deployment)).toMatchObject({
    WEBSITE_RUN_FROM_PACKAGE: `${String(deployment.outputs['packageContainerUri'])}/acr-ferry.zip`,
    WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: identity?.id,
  });
  expect(settingsOf(deployInfra({ plan: 'dedicated' }))['WEBSITE_RUN_FROM_PACKAGE']).toBe('1');
});

it.each([
  ['dedicated', 'S2', { name: 'S2' }],
  ['dedicated', '', { name: 'P1v3' }],
  ['premium', 'EP2', { name: 'EP2', tier: 'ElasticPremium' }],
])('a %s plan of the size "%s" has the tier of that size', (plan, planSku, sku) => {
  const [farm] = made(deployInfra({ plan, planSku }), 'Microsoft.Web/serverfarms');
  expect(farm?.body['sku']).toEqual(sku);
});

it('takes the audiences of another cloud, an address of its own and more settings', () => {
  const settings = settingsOf(
    deployInfra({
      ...{ storageAudience: 'https://storage.island.example', vaultAudience: 'https://vault.island.example' },
      ...{ publicUrl: 'https://gateway.example/ferry', appSettings: { FERRY_EXPORTS_AT_ONCE: '3' } },
    }),
  );
  expect(loadAppSettings(settings)).toMatchObject({
    state: { audience: 'https://storage.island.example' },
    ...{ vaultAudience: 'https://vault.island.example', publicUrl: 'https://gateway.example/ferry' },
    windows: { exports: 3 },
  });
});

it('a setting that the app does not know would be found', () => {
  const settings = settingsOf(deployInfra({ appSettings: { FERRY_EXPORTS_AT_ONCES: '3' } }));
  expect(() => loadAppSettings(settings)).toThrow('FERRY_EXPORTS_AT_ONCES');
});

it('the oldest and the newest Node of Azure Functions are offered, and the app runs on them', () => {
  const { engines } = JSON.parse(readFileSync(path.join(__dirname, '../../package.json'), 'utf8')) as {
    engines: { node: string };
  };
  expect(Number(/\d+/.exec(engines.node)?.[0])).toBeLessThanOrEqual(22);
  const [app] = made(deployInfra({ nodeVersion: '24' }), 'Microsoft.Web/sites');
  expect(app?.properties['functionAppConfig']).toMatchObject({ runtime: { version: '24' } });
  expect(() => deployInfra({ nodeVersion: '20' })).toThrow('nodeVersion may not be 20');
});
