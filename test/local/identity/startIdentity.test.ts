import { ManagedIdentityCredential } from '@azure/identity';
import { createToken, readToken } from '../../../local/identity/createToken';
import { startIdentity } from '../../../local/identity/startIdentity';
import { STACK_NAMES } from '../../../local/stackNames';
import { callHttp } from '../callHttp';
import { fixedPlatform, realPlatform } from '../testPlatform';

const clientId = '00000000-0000-0000-0000-00000000c11e';

describe('createToken', () => {
  it('makes a token that is good from a minute ago, for as long as asked, by the clock it is given', () => {
    const platform = fixedPlatform(Date.parse('2026-01-01T00:00:00.900Z'));
    const token = createToken(platform, { audience: 'https://vault.azure.net', principalId: 'p', lifetimeSeconds: 60 });
    const seconds = Date.parse('2026-01-01T00:00:00Z') / 1000;
    expect(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))).toMatchObject({
      nbf: seconds - 60,
      exp: seconds + 60,
    });
    expect(readToken(`Bearer ${token}`)?.expires).toBe(seconds + 60);
  });
});

describe('managed-identity endpoint', () => {
  let identity: Awaited<ReturnType<typeof startIdentity>>;
  const before = { ...process.env };

  beforeAll(async () => {
    identity = await startIdentity(realPlatform, {
      port: 0,
      header: 'the header',
      userAssigned: { [clientId]: 'its object id' },
    });
    process.env['IDENTITY_ENDPOINT'] = identity.endpoint;
    process.env['IDENTITY_HEADER'] = 'the header';
  });
  afterAll(async () => {
    process.env = before;
    await identity.close();
  });

  it('gives ManagedIdentityCredential a token of the app for the resource asked for', async () => {
    const { token, expiresOnTimestamp } = await new ManagedIdentityCredential().getToken(
      'https://storage.azure.com/.default',
    );
    const read = readToken(`Bearer ${token}`);
    expect(read).toMatchObject({ audience: 'https://storage.azure.com', principalId: STACK_NAMES.appPrincipalId });
    expect(Math.abs(expiresOnTimestamp - (read?.expires ?? 0) * 1000)).toBeLessThan(5000);
  });

  it('knows user-assigned identities by their client id', async () => {
    const { token } = await new ManagedIdentityCredential({ clientId }).getToken('https://vault.azure.net/.default');
    expect(readToken(`Bearer ${token}`)).toMatchObject({ principalId: 'its object id' });
  });

  it.each([
    ['a missing header', {}, 'api-version=2019-08-01&resource=x', 400],
    ['a wrong header', { 'x-identity-header': 'no' }, 'api-version=2019-08-01&resource=x', 401],
    ['another api-version', { 'x-identity-header': 'the header' }, 'api-version=2017-09-01&resource=x', 400],
    ['no resource', { 'x-identity-header': 'the header' }, 'api-version=2019-08-01', 400],
    [
      'an unknown identity',
      { 'x-identity-header': 'the header' },
      'api-version=2019-08-01&resource=x&client_id=none',
      400,
    ],
  ])('refuses %s', async (_, headers, query, status) => {
    const answer = await callHttp('GET', `${identity.endpoint}?${query}`, {
      headers: headers as Record<string, string>,
    });
    expect(answer.status).toBe(status);
    expect(answer.json.message).toBeTruthy();
  });
});
