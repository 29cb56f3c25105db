import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { ClientSecretCredential } from '@azure/identity';
import { guarded } from '../../../src/azure/guard';
import { loginReach } from '../../../src/azure/reach';
import type { CloudProfile } from '../../../src/domain/route';
import { BUILT_IN_CLOUDS } from '../../../src/settings/routes/clouds';
import { PUBLIC_CLOUD } from '../../helpers/route';

const TENANT = '11111111-2222-3333-4444-55555555aaaa';

/** Where the credential of the SDK, itself, asks for a token, with the guard in front of a client that only takes notes. */
async function askedAt(cloud: CloudProfile): Promise<string[]> {
  const asked: string[] = [];
  const recording: HttpClient = {
    sendRequest: async (request) => {
      asked.push(new URL(request.url).host);
      const bodyAsText = JSON.stringify({ token_type: 'Bearer', expires_in: 3_600, access_token: 'a token' });
      return { request, headers: createHttpHeaders({ 'content-type': 'application/json' }), status: 200, bodyAsText };
    },
  };
  const credential = new ClientSecretCredential(TENANT, '11111111-2222-3333-4444-55555555bbbb', 'a secret', {
    httpClient: guarded(loginReach(cloud), recording),
    authorityHost: cloud.loginEndpoint,
    disableInstanceDiscovery: !cloud.instanceDiscovery,
  });
  const { token } = await credential.getToken('https://management.example/.default');
  expect(token).toBe('a token');
  return asked;
}

it.each(BUILT_IN_CLOUDS)('an app registration gets its token in the cloud $name', async (cloud) => {
  expect(await askedAt(cloud)).toHaveLength(1);
});

it.each([
  ['login.chinacloudapi.cn', 'login.partner.microsoftonline.cn'],
  ['login.windows.net', 'login.microsoftonline.com'],
  ['login.microsoft.com', 'login.microsoftonline.com'],
  ['sts.windows.net', 'login.microsoftonline.com'],
  ['login.usgovcloudapi.net', 'login.microsoftonline.us'],
])('the authority %s is asked by the name that MSAL has for it', async (host, network) => {
  expect(await askedAt({ ...PUBLIC_CLOUD, name: 'named', loginEndpoint: `https://${host}` })).toEqual([network]);
});

it('without discovery, an authority is asked by its own name alone', () => {
  const cloud = { ...PUBLIC_CLOUD, loginEndpoint: 'https://login.windows.net', instanceDiscovery: false };
  expect(loginReach(cloud).addresses).toEqual(['https://login.windows.net']);
});
