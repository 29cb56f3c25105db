import { SecretClient } from '@azure/keyvault-secrets';
import { createReadSecret } from '../../../src/azure/vault/secrets';

const mockGetSecret = jest.fn();
jest.mock('@azure/keyvault-secrets', () => ({
  SecretClient: jest.fn((vault: string) => ({
    getSecret: async (...args: unknown[]) => mockGetSecret(vault, ...args) as Promise<unknown>,
  })),
}));

const AUDIENCE = 'https://vault.example';
const read = createReadSecret({ getToken: async () => null }, AUDIENCE);

it.each([
  ['https://v.example/secrets/name', 'https://v.example', 'name', {}],
  ['https://v.example/secrets/name/', 'https://v.example', 'name', {}],
  [
    `https://v.example:8443/secrets/name/${'a'.repeat(32)}`,
    'https://v.example:8443',
    'name',
    { version: 'a'.repeat(32) },
  ],
])('reads %s', async (uri, ...args) => {
  mockGetSecret.mockResolvedValue({ value: 'hunter2' });
  expect(await read(uri)).toBe('hunter2');
  expect(mockGetSecret).toHaveBeenLastCalledWith(...args);
});

it.each([undefined, ''])('a secret of the value %j is none', async (value) => {
  mockGetSecret.mockResolvedValue({ value });
  await expect(read('https://v.example/secrets/name')).rejects.toMatchObject({
    code: 'secret_unavailable',
    message: expect.stringContaining('it is empty'),
  });
});

it.each([
  [401, 'secret_unavailable'],
  [403, 'secret_unavailable'],
  [404, 'service_unavailable'],
  [408, 'service_unavailable'],
  [429, 'service_unavailable'],
  [500, 'service_unavailable'],
  [503, 'service_unavailable'],
  [undefined, 'service_unavailable'],
])('status %s: %s, with the address of the secret', async (statusCode, code) => {
  mockGetSecret.mockRejectedValue(Object.assign(new Error('No.'), { statusCode }));
  await expect(read('https://v.example/secrets/name')).rejects.toMatchObject({
    code,
    transient: code === 'service_unavailable',
    message: expect.stringContaining('https://v.example/secrets/name'),
  });
});

it('a secret that the vault itself does not know may be there soon', async () => {
  mockGetSecret.mockRejectedValue(Object.assign(new Error('No.'), { statusCode: 404, code: 'SecretNotFound' }));
  await expect(read('https://v.example/secrets/name')).rejects.toMatchObject({
    code: 'secret_unavailable',
    mayPassSoon: true,
  });
});

it('asks for tokens of the given audience, whatever the challenge of the vault says', async () => {
  const getToken = jest.fn(async () => null);
  mockGetSecret.mockResolvedValue({ value: 'hunter2' });
  await createReadSecret({ getToken }, AUDIENCE)('https://other.example/secrets/name');
  const [, credential] = jest.mocked(SecretClient).mock.calls.at(-1) ?? [];
  await credential?.getToken('https://elsewhere.example/.default');
  expect(getToken).toHaveBeenCalledWith(`${AUDIENCE}/.default`, undefined);
});
