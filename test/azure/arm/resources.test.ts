import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { createResources } from '../../../src/azure/arm/resources';
import { routeEnd } from '../../helpers/route';

let mockAccounts: string[] = [];
const mockAsked: string[] = [];
jest.mock('../../../src/azure/httpClient', () => {
  const sendRequest: HttpClient['sendRequest'] = async (request) => {
    mockAsked.push(request.url);
    const value = mockAccounts.map((blob) => ({ id: '/the/account', properties: { primaryEndpoints: { blob } } }));
    const headers = createHttpHeaders({ 'content-type': 'application/json' });
    return { request, status: 200, headers, bodyAsText: JSON.stringify({ value }) };
  };
  return { HTTP_CLIENT: { sendRequest } };
});

const END = routeEnd('builds');
const ACCOUNT = END.containerUri.replace(/[^/]+$/, '');
const credential = () => ({ getToken: async () => ({ token: 't', expiresOnTimestamp: Date.now() + 3_600_000 }) });

beforeEach(() => {
  mockAccounts = [ACCOUNT];
  mockAsked.length = 0;
});

it('lists the accounts of a subscription once a minute, for each identity', async () => {
  let now = 0;
  const resources = createResources(credential, { now: () => now });
  for (const end of [END, { ...END, registryName: 'other' }, END])
    expect(await resources.storageAccountIdOf(end)).toBe('/the/account');
  expect(mockAsked).toHaveLength(1);
  await resources.storageAccountIdOf({
    ...END,
    credential: { name: 'other', type: 'managedIdentity', clientId: 'c' },
  });
  expect(mockAsked).toHaveLength(2);
  now = 60_000;
  await resources.storageAccountIdOf(END);
  expect(mockAsked).toHaveLength(3);
});

it('what was not in a list is found soon after it is there', async () => {
  let now = 0;
  mockAccounts = [];
  const resources = createResources(credential, { now: () => now });
  expect(await resources.storageAccountIdOf(END)).toBeUndefined();
  expect(await resources.storageAccountIdOf(END)).toBeUndefined();
  expect(mockAsked).toHaveLength(1);
  mockAccounts = [ACCOUNT];
  now = 10_000;
  expect(await resources.storageAccountIdOf(END)).toBe('/the/account');
});
