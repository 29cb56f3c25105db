import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BUILT_IN_CLOUDS } from '../../src/settings/routes/clouds';
import { deployInfra, MAIN } from './deployInfra';

const CLOUDS = ['public', 'usGov', 'china', 'own'];
/** Parameters whose default is true of the public cloud alone. */
const OF_CLOUD = ['dnsZones', 'storageAudience', 'vaultAudience', 'plan', 'pipelinesMadeBy'];

interface ParametersFile {
  parameters: Record<string, { value: unknown; metadata?: { description: string } }>;
}

function read(name: string, env: Readonly<Record<string, string>> = {}): ParametersFile['parameters'] {
  const text = readFileSync(path.join(__dirname, `../../infra/${name}.json`), 'utf8');
  const filled = text.replace(
    /\$\{(\w+)(?:=([^}]*))?\}/g,
    (_, key: string, fallback = '') => env[key] ?? String(fallback),
  );
  return (JSON.parse(filled) as ParametersFile).parameters;
}

function valuesIn(file: ParametersFile['parameters']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(file).map(([name, { value }]) => [name, value]));
}

/** The parameters as azd gives them: of words it makes truth values (azure-dev, armParameterFileValue of bicep_provider.go). */
function fromAzd(env: Readonly<Record<string, string>>): Record<string, unknown> {
  const isBool = (name: string): boolean => MAIN.parameters?.[name]?.type === 'bool';
  const entries = Object.entries(valuesIn(read('main.parameters', env)));
  return Object.fromEntries(entries.map(([name, value]) => [name, isBool(name) ? value === 'true' : value]));
}

describe.each(CLOUDS)('the parameters of the cloud %s', (cloud) => {
  const values = valuesIn(read(`parameters/${cloud}`));

  it('are known, and deploy', () => {
    const { resources } = deployInfra(values);
    expect(resources.map(({ type }) => type)).toContain('Microsoft.Web/sites');
    expect(resources.map(({ type }) => type).includes('Microsoft.Web/serverfarms')).toBe(true);
  });

  it('say all that differs between clouds', () =>
    expect(Object.keys(values)).toEqual(expect.arrayContaining(OF_CLOUD)));

  it('name the audience of storage that the app knows of that cloud', () => {
    const known = BUILT_IN_CLOUDS.find(({ name }) => name === cloud);
    expect(values['storageAudience']).toBe(known?.storageAudience ?? 'https://storage.cloud.example');
  });
});

it('nothing of the public cloud is left where another one is meant', () => {
  for (const cloud of CLOUDS.filter((name) => name !== 'public')) {
    const text = JSON.stringify(valuesIn(read(`parameters/${cloud}`)));
    expect(text).not.toMatch(/windows\.net|vault\.azure\.net|vaultcore\.azure\.net|flexConsumption/);
  }
});

it('parameters whose default is an address of the public cloud are set for every cloud', () => {
  const publicOnes = Object.entries(MAIN.parameters ?? {})
    .filter(([, { defaultValue }]) => /azure\.|windows\.net/.test(JSON.stringify(defaultValue ?? '')))
    .map(([name]) => name);
  expect(publicOnes.sort()).toEqual(['dnsZones', 'storageAudience', 'vaultAudience']);
});

it('what is an example in the cloud of one’s own says so', () => {
  for (const { value, metadata } of Object.values(read('parameters/own'))) {
    const isExample = JSON.stringify(value).includes('.example');
    expect(metadata?.description.startsWith('An example:') ?? false).toBe(isExample);
  }
});

it('azd gives the template what it knows, and no more', () => {
  const env = { AZURE_ENV_NAME: 'ferry', AZURE_LOCATION: 'northeurope', AZURE_PRINCIPAL_ID: '' };
  const given = fromAzd({ ...env, APP_ROLE: 'both' });
  const { resources } = deployInfra({
    ...given,
    ...{ sourceRegistryId: deployable('builds'), targetRegistryId: deployable('production') },
  });
  const app = resources.find(({ type }) => type === 'Microsoft.Web/sites');
  expect(app?.body).toMatchObject({
    location: 'northeurope',
    tags: { 'azd-env-name': 'ferry', 'azd-service-name': 'app' },
  });
  expect(() => deployInfra({ ...given, sourceRegistryId: '' })).toThrow('sourceRegistryId is missing');
});

it('azd says whether containers are there already', () => {
  const account = `/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/theirs`;
  const madeWith = (env: Readonly<Record<string, string>>) =>
    deployInfra({
      ...fromAzd({
        AZURE_ENV_NAME: 'ferry',
        AZURE_LOCATION: 'northeurope',
        SOURCE_STORAGE_ACCOUNT_ID: account,
        ...env,
      }),
      ...{ sourceRegistryId: deployable('builds'), targetRegistryId: deployable('production') },
    })
      .resources.filter(({ type, id }) => type.endsWith('/containers') && id.startsWith(`${account}/`))
      .map(({ id }) => id.split('/').at(-1));
  expect([madeWith({}), madeWith({ EXPORT_CONTAINER_EXISTS: 'true' })]).toEqual([['exports'], []]);
});

it('an environment of azd may have the longest name that there is', () => {
  const name = 'e'.repeat(64);
  expect(MAIN.parameters?.['name']).toMatchObject({ maxLength: 64 });
  const { resources } = deployInfra({ name });
  const named = (type: string) => resources.find((one) => one.type === type);
  expect(String(named('Microsoft.Resources/resourceGroups')?.body['name']).length).toBeLessThanOrEqual(90);
  expect(String(named('Microsoft.Authorization/roleDefinitions')?.properties['roleName']).length).toBeLessThanOrEqual(
    128,
  );
});

it('azd says whether an application deploys', () => {
  const typeOf = (env: Readonly<Record<string, string>>) => fromAzd(env)['operatorType'];
  expect([typeOf({}), typeOf({ AZURE_PRINCIPAL_TYPE: 'ServicePrincipal' })]).toEqual(['User', 'ServicePrincipal']);
});

function deployable(registry: string): string {
  return `/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/${registry}`;
}
