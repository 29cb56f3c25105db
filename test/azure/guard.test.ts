import { createHttpHeaders, createPipelineRequest, type HttpClient } from '@azure/core-rest-pipeline';
import { guarded, requireReachable } from '../../src/azure/guard';
import {
  loginReach,
  ownStorageReach,
  type Reach,
  registryReach,
  resourceManagerReach,
  storageReach,
  vaultReach,
} from '../../src/azure/reach';
import { BUILT_IN_CLOUDS } from '../../src/settings/routes/clouds';
import { PUBLIC_CLOUD, SOURCE } from '../helpers/route';

const ISLAND = {
  ...PUBLIC_CLOUD,
  name: 'island',
  resourceManagerEndpoint: 'https://management.island.example:8443',
  loginEndpoint: 'https://login.island.example',
  instanceDiscovery: false,
};

const REACHES: [string, Reach, string[], string[]][] = [
  [
    'Resource Manager',
    resourceManagerReach(ISLAND),
    [
      'https://management.island.example:8443/subscriptions/1?x=https://other.example',
      'HTTPS://Management.Island.Example:8443',
    ],
    [
      'https://management.island.example/subscriptions/1',
      'http://management.island.example:8443/subscriptions/1',
      'https://management.island.example:8443@other.example/',
      'https://management.island.example.other.example:8443/',
      'https://management.azure.com/',
    ],
  ],
  [
    'an authority of its own',
    loginReach(ISLAND),
    ['https://login.island.example/tenant/oauth2/v2.0/token'],
    [
      'https://login.microsoftonline.com/common/discovery/instance',
      'https://login.microsoftonline.com/t/oauth2/v2.0/token',
    ],
  ],
  [
    'an authority that is looked up',
    loginReach({ ...ISLAND, instanceDiscovery: true }),
    ['https://login.island.example/t', 'https://login.microsoftonline.com/common/discovery/instance?api-version=1.1'],
    [
      'https://login.microsoftonline.com/t/oauth2/v2.0/token',
      'https://login.microsoftonline.com/common/discovery/instances',
    ],
  ],
  [
    'a registry',
    registryReach(ISLAND, 'images.azurecr.io'),
    ['https://images.azurecr.io/oauth2/exchange'],
    ['https://images.eastus.data.azurecr.io/x', 'https://azurecr.io/oauth2/token'],
  ],
  [
    'storage',
    storageReach(SOURCE),
    [`${SOURCE.containerUri}/blob?sig=x`],
    ['https://other.blob.core.windows.net/transfers'],
  ],
  [
    'a vault',
    vaultReach('https://v.vault.azure.net'),
    ['https://v.vault.azure.net/secrets/s'],
    ['https://w.vault.azure.net/secrets/s'],
  ],
  [
    "the app's own storage",
    ownStorageReach('https://state.blob.example/ferry', 'https://routes.blob.example/c/routes.json'),
    ['https://state.blob.example/ferry/x', 'https://routes.blob.example/c/routes.json'],
    ['https://state.blob.other.example/ferry'],
  ],
];

describe.each(REACHES)('a client of %s', (_, reach, allowed, refused) => {
  const sent: string[] = [];
  let redirect: string | undefined;
  const inner: HttpClient = {
    sendRequest: async (request) => {
      sent.push(request.url);
      const headers = createHttpHeaders(redirect === undefined ? {} : { location: redirect });
      return { request, headers, status: redirect === undefined ? 200 : 307 };
    },
  };
  const send = (url: string) => guarded(reach, inner).sendRequest(createPipelineRequest({ url }));
  beforeEach(() => {
    sent.length = 0;
    redirect = undefined;
  });

  it.each(allowed)('reaches %s', async (url) => {
    expect((await send(url)).status).toBe(200);
    expect(sent).toEqual([url]);
  });

  it.each([...refused, 'no address', '/relative'])('sends nothing to %s', async (url) => {
    await expect(send(url)).rejects.toMatchObject({ code: 'endpoint_not_allowed' });
    expect(sent).toEqual([]);
  });

  it('tells of a redirect elsewhere, or takes it for an answer', async () => {
    redirect = 'https://elsewhere.example/x?sig=hunter2';
    const told = { code: 'endpoint_not_allowed', message: expect.stringContaining('elsewhere') as string };
    const outcome: unknown = await send(allowed[0] ?? '').catch(({ code, message }: typeof told) => ({
      code,
      message,
    }));
    expect(outcome).toMatchObject(reach.redirectsAnswer ? { status: 307 } : told);
    expect((outcome as typeof told).message ?? '').not.toContain('hunter2');
  });

  it('takes a redirect to the same place for what it is', async () => {
    redirect = new URL('#there', allowed[0]).href;
    expect((await send(allowed[0] ?? '')).status).toBe(307);
  });
});

it.each(BUILT_IN_CLOUDS)('$name names what it reaches', (cloud) => {
  expect(() => requireReachable(resourceManagerReach(cloud), `${cloud.resourceManagerEndpoint}/x`)).not.toThrow();
  expect(() => requireReachable(loginReach(cloud), `${cloud.loginEndpoint}/x`)).not.toThrow();
  const others = BUILT_IN_CLOUDS.filter(({ name }) => name !== cloud.name);
  for (const other of others) {
    expect(() => requireReachable(resourceManagerReach(cloud), `${other.resourceManagerEndpoint}/x`)).toThrow();
    expect(() => requireReachable(loginReach(cloud), `${other.loginEndpoint}/t/oauth2/v2.0/token`)).toThrow();
  }
});
