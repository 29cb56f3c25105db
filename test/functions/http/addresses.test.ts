import { OrchestrationRuntimeStatus as Status } from 'durable-functions';
import { transferIdFor } from '../../../src/domain/names';
import { createApi } from './apiFixture';

const KEY = { 'Idempotency-Key': 'order-1' };
const ID = transferIdFor('order-1');
const BODY = JSON.stringify({ route: 'prod', artifacts: ['app:v1'] });
const FORWARDED = {
  Host: 'evil.example',
  Forwarded: 'host=evil.example;proto=https',
  'X-Forwarded-Host': 'evil.example',
  'X-Forwarded-Proto': 'https',
  'X-Original-URL': 'https://evil.example/',
  'X-Original-Host': 'evil.example',
};

/** The address that each operation gives for one transfer, and the list for its next page. */
async function addressesOf(publicUrl: string | undefined, base: string) {
  const { send, client } = createApi({ publicUrl });
  const params = { id: ID };
  const headers = { ...FORWARDED, ...KEY };
  const post = await send('startTransfer', '/transfers', { headers, body: BODY, base });
  client.instances.set(ID, { status: Status.Running });
  const get = await send('getTransfer', `/transfers/${ID}`, { headers, params, base });
  const cancel = await send('cancelTransfer', `/transfers/${ID}/cancel`, { headers, params, base });
  for (const { body, headers: answered } of [post, get, cancel]) expect(answered['location']).toBe(body.statusUrl);
  await send('startTransfer', '/transfers', { body: BODY, base });
  const list = await send('listTransfers', '/transfers?limit=1&route=prod&code=s3cr3tkey', { headers, base });
  const addresses = [post.body.statusUrl, get.body.statusUrl, cancel.body.statusUrl];
  expect(new Set(addresses).size).toBe(1);
  const [next, query] = list.body.next.split('?');
  expect([...new URLSearchParams(query).keys()]).toEqual(['limit', 'route', 'cursor']);
  expect(next).toBe(addresses[0].slice(0, -`/${ID}`.length));
  return addresses[0];
}

it.each([
  ['the setting', 'https://gateway.example/ferry', 'https://evil.example/api', 'https://gateway.example/ferry/api'],
  ['the setting, also locally', 'https://gateway.example', 'http://localhost:7071/api', 'https://gateway.example/api'],
  ['a loopback name', undefined, 'http://localhost:7071/api', 'http://localhost:7071/api'],
  ['a loopback address', undefined, 'http://127.0.0.1:7071/api', 'http://127.0.0.1:7071/api'],
  ['a loopback address of IPv6', undefined, 'http://[::1]:7071/api', 'http://[::1]:7071/api'],
  ['a path, under any other name', undefined, 'https://evil.example/api', '/api'],
  ['a path, under a name that looks local', undefined, 'http://localhost.evil.example/api', '/api'],
  ['a path, under an address that looks local', undefined, 'http://127.0.0.1.evil.example/api', '/api'],
  ['another route prefix', 'https://gateway.example', 'http://x/v1/ferry', 'https://gateway.example/v1/ferry'],
  ['a route prefix like a route', undefined, 'http://x/transfers', '/transfers'],
  ['no route prefix', undefined, 'http://x', ''],
  ['a path that looks like a host', undefined, 'http://x//evil.example/api', '/evil.example/api'],
])('addresses come from %s', async (_, publicUrl, base, expected) => {
  expect(await addressesOf(publicUrl, base)).toBe(`${expected}/transfers/${ID}`);
});

it('a slash at the end of the path, and its letter case, change no address', async () => {
  const { send } = createApi({ publicUrl: undefined });
  const { body } = await send('startTransfer', '/Transfers/', { headers: KEY, body: BODY });
  expect(body.statusUrl).toBe(`/api/transfers/${ID}`);
});
