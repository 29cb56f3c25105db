import { createSasSecrets } from '../../../src/azure/vault/sasSecrets';

const mockGetSecret = jest.fn();
const mockSetSecret = jest.fn();
jest.mock('@azure/keyvault-secrets', () => ({
  SecretClient: jest.fn(() => ({
    getSecret: async (...args: unknown[]) => mockGetSecret(...args) as Promise<unknown>,
    setSecret: async (...args: unknown[]) => mockSetSecret(...args) as Promise<unknown>,
  })),
}));

const URI = 'https://v.example/secrets/name';
const DETAILS = { tags: { a: 'b' }, startsAt: 1_000, expiresAt: 2_000 };
const { read, store } = createSasSecrets({ getToken: async () => null }, 'https://vault.example');
const refusal = (statusCode: number | undefined, code?: string) =>
  Object.assign(new Error('No.'), { statusCode, ...(code !== undefined && { code }) });

it('a secret that the vault does not know is undefined; any other 404 is weather', async () => {
  mockGetSecret.mockRejectedValue(refusal(404, 'SecretNotFound'));
  expect(await read(URI)).toBeUndefined();
  mockGetSecret.mockRejectedValue(refusal(404));
  await expect(read(URI)).rejects.toMatchObject({ code: 'service_unavailable' });
  mockGetSecret.mockRejectedValue(refusal(403, 'Forbidden'));
  await expect(read(URI)).rejects.toMatchObject({ code: 'secret_unavailable' });
});

it('reads the version that the URI names, or else the latest', async () => {
  mockGetSecret.mockResolvedValue({ value: '?sig=a', properties: { version: 'abc' } });
  await read(`${URI}/abc`);
  expect(mockGetSecret).toHaveBeenLastCalledWith('name', { version: 'abc' });
  await read(URI);
  expect(mockGetSecret).toHaveBeenLastCalledWith('name', {});
});

it('an empty secret of somebody without tags and times is one, too', async () => {
  mockGetSecret.mockResolvedValue({ properties: { version: '1' } });
  expect(await read(URI)).toEqual({ value: '', version: '1', tags: {} });
});

it.each([
  [401, 'secret_unwritable', 'Key Vault Secrets Officer'],
  [403, 'secret_unwritable', '--name v '],
  [409, 'secret_unwritable', 'az keyvault secret recover --vault-name v --name name.'],
  [429, 'service_unavailable', ''],
  [503, 'service_unavailable', ''],
  [undefined, 'service_unavailable', ''],
])('a write that is answered with %s is %s, and says what to do without the value', async (status, code, next) => {
  mockSetSecret.mockRejectedValue(refusal(status));
  const error = (await store(URI, '?sig=hunter2', DETAILS).catch((thrown: Error) => thrown)) as Error;
  expect(error).toMatchObject({ code, nextStep: expect.stringContaining(next) });
  expect(error.message).toContain(`write the secret ${URI}`);
  expect(error.message).not.toContain('hunter2');
});
