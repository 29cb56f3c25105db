import { CLIENT_OPTIONS } from '../../../src/azure/clientOptions';
import { ClientSecretCredential, ManagedIdentityCredential } from '@azure/identity';
import { createAppCredential, createCredentialFor } from '../../../src/azure/identity/credentials';
import type { ClientSecretReference } from '../../../src/domain/route';
import { SecretUnavailableError } from '../../../src/domain/failures/errors';
import { PUBLIC_CLOUD } from '../../helpers/route';

jest.mock('@azure/identity', () => ({
  ManagedIdentityCredential: jest.fn(),
  ClientSecretCredential: jest.fn((tenant: string, client: string, secret: string) => ({
    getToken: async () => ({ token: `${tenant} ${client} ${secret}`, expiresOnTimestamp: 0 }),
  })),
}));

const PARTNER: ClientSecretReference = {
  name: 'partner',
  type: 'clientSecret',
  tenantId: 'tenant-1',
  clientId: 'client-1',
  secretUri: 'https://vault.example/secrets/partner',
};
const OWN_CLOUD = {
  ...PUBLIC_CLOUD,
  name: 'own',
  loginEndpoint: 'https://login.own.example',
  instanceDiscovery: false,
};
const app = { getToken: async () => ({ token: 'app', expiresOnTimestamp: 0 }) };

beforeEach(() => jest.clearAllMocks());

function setUp() {
  const vault = { secret: 'first', reads: 0 };
  const credentialFor = createCredentialFor(app, async (uri) => {
    vault.reads += 1;
    if (vault.secret === '') throw new SecretUnavailableError(uri, { words: '404 SecretNotFound' });
    return vault.secret;
  });
  return { vault, credentialFor };
}

it("default is the app's own identity; a client id makes it a user-assigned one", () => {
  const { credentialFor } = setUp();
  expect(credentialFor({ name: 'default', type: 'managedIdentity' }, PUBLIC_CLOUD)).toBe(app);
  credentialFor({ name: 'mine', type: 'managedIdentity', clientId: 'c-1' }, PUBLIC_CLOUD);
  expect(ManagedIdentityCredential).toHaveBeenLastCalledWith({ clientId: 'c-1', ...CLIENT_OPTIONS });
  createAppCredential(undefined);
  expect(ManagedIdentityCredential).toHaveBeenLastCalledWith(CLIENT_OPTIONS);
});

it('a client secret is read at the first token, and signs in at the authority of its cloud', async () => {
  const { vault, credentialFor } = setUp();
  const credential = credentialFor(PARTNER, OWN_CLOUD);
  expect(vault.reads).toBe(0);
  expect(await credential.getToken('scope')).toMatchObject({ token: 'tenant-1 client-1 first' });
  expect(ClientSecretCredential).toHaveBeenCalledWith('tenant-1', 'client-1', 'first', {
    httpClient: expect.anything() as unknown,
    retryOptions: CLIENT_OPTIONS.retryOptions,
    authorityHost: 'https://login.own.example',
    disableInstanceDiscovery: true,
  });
});

it('a rotated secret is taken up without a restart, and only then is a credential made', async () => {
  const { vault, credentialFor } = setUp();
  const credential = credentialFor(PARTNER, PUBLIC_CLOUD);
  await credential.getToken('scope');
  await credential.getToken('scope');
  expect(ClientSecretCredential).toHaveBeenCalledTimes(1);
  vault.secret = 'second';
  expect(await credential.getToken('scope')).toMatchObject({ token: 'tenant-1 client-1 second' });
  expect(ClientSecretCredential).toHaveBeenCalledTimes(2);
});

it('a secret that cannot be read ends in its own error, and the next token tries again', async () => {
  const { vault, credentialFor } = setUp();
  const credential = credentialFor(PARTNER, PUBLIC_CLOUD);
  vault.secret = '';
  await expect(credential.getToken('scope')).rejects.toMatchObject({ code: 'secret_unavailable' });
  vault.secret = 'back';
  expect(await credential.getToken('scope')).toMatchObject({ token: expect.stringContaining('back') });
});

it('credentials are kept, one for each identity and cloud: a name that means another one now is another one', () => {
  const { credentialFor } = setUp();
  const credential = credentialFor(PARTNER, PUBLIC_CLOUD);
  expect(credentialFor({ ...PARTNER }, { ...PUBLIC_CLOUD })).toBe(credential);
  expect(credentialFor(PARTNER, OWN_CLOUD)).not.toBe(credential);
  expect(credentialFor({ ...PARTNER, clientId: 'client-2' }, PUBLIC_CLOUD)).not.toBe(credential);
  expect(credentialFor(PARTNER, { ...PUBLIC_CLOUD, loginEndpoint: 'https://moved.example' })).not.toBe(credential);
});
