import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TokenCredential } from '@azure/identity';
import { type Admin, createAdmin } from '../../../local/admin/createAdmin';
import { createToken, readToken } from '../../../local/identity/createToken';
import { issuerOf } from '../../../local/identity/startIdentity';
import { parseAppRegistration } from '../../../local/login/appRegistration';
import { startLogin } from '../../../local/login/startLogin';
import { STACK_NAMES } from '../../../local/stackNames';
import { createCredentialFor } from '../../../src/azure/identity/credentials';
import type { AppRegistrationReference, CloudProfile } from '../../../src/domain/route';
import { PUBLIC_CLOUD } from '../../helpers/route';
import { realPlatform } from '../../local/testPlatform';
import { testTls } from '../../local/testTls';
import { rsaCertificate, type KeyPair } from './rsaCertificate';

const tenantId = '11111111-2222-3333-4444-55555555aaaa';
const clientId = '11111111-2222-3333-4444-55555555bbbb';
const principalId = '11111111-2222-3333-4444-55555555cccc';
const SCOPE = 'https://management.example//.default';
const uri = 'https://vault.example/secrets/proof';
const SECRET: AppRegistrationReference = { name: 'far', type: 'clientSecret', tenantId, clientId, secretUri: uri };
const CERTIFICATE: AppRegistrationReference = {
  name: 'far',
  type: 'certificate',
  tenantId,
  clientId,
  certificateUri: uri,
};
const FEDERATED: AppRegistrationReference = { name: 'far', type: 'workloadIdentity', tenantId, clientId };
const ISSUER = issuerOf(STACK_NAMES.tenantId);

let folder: string;
let admin: Admin;
let login: Awaited<ReturnType<typeof startLogin>>;
let cloud: CloudProfile;
let valid: KeyPair;
let vault: { value: string; reads: number };

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'ferry login '));
  const tls = await testTls();
  const certificateAuthority = path.join(folder, 'authority.pem');
  writeFileSync(certificateAuthority, tls.cert);
  admin = createAdmin(realPlatform, { folder });
  login = await startLogin(realPlatform, { port: 0, tls, admin });
  valid = await rsaCertificate();
  cloud = {
    ...PUBLIC_CLOUD,
    name: 'island',
    loginEndpoint: login.origin,
    instanceDiscovery: false,
    federationAudience: 'api://IslandTokenExchange',
    certificateAuthority,
  };
});
beforeEach(() => {
  vault = { value: '', reads: 0 };
  admin.requests.clear();
});
afterAll(async () => {
  await login.close();
  rmSync(folder, { recursive: true });
});

const register = (more: object) =>
  admin.registrations.put(parseAppRegistration({ tenantId, clientId, principalId, ...more }));

/** The app's own identity, whose tokens name it, as those of Azure do. */
const app: TokenCredential = {
  getToken: async (scopes) => {
    const audience = String(scopes).replace('/.default', '');
    const token = createToken(realPlatform, { audience, principalId: STACK_NAMES.appPrincipalId, issuer: ISSUER });
    return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
  },
};

function signIn(reference: AppRegistrationReference, secret = '', own = app): Promise<string> {
  vault.value = secret;
  const credentialFor = createCredentialFor(own, async () => {
    vault.reads += 1;
    return vault.value;
  });
  return credentialFor(reference, cloud)
    .getToken(SCOPE)
    .then((token) => token?.token ?? '');
}

describe('an app registration of another tenant, in a cloud with an authority of its own', () => {
  const ofFar = { audience: 'https://management.example/', principalId };

  it('signs in with the secret of the vault', async () => {
    register({ secret: 'a good secret' });
    expect(readToken(`Bearer ${await signIn(SECRET, 'a good secret')}`)).toMatchObject(ofFar);
  });

  it.each([true, false])(
    'signs in with the certificate of the vault, with its chain: %s',
    async (sendCertificateChain) => {
      register({ certificates: [valid.cert] });
      const token = await signIn({ ...CERTIFICATE, sendCertificateChain } as AppRegistrationReference, valid.pem);
      expect(readToken(`Bearer ${token}`)).toMatchObject(ofFar);
    },
  );

  it('signs in with the token of the managed identity that it trusts', async () => {
    const subject = STACK_NAMES.appPrincipalId;
    register({ federatedCredentials: [{ issuer: ISSUER, subject, audience: 'api://IslandTokenExchange' }] });
    expect(readToken(`Bearer ${await signIn(FEDERATED)}`)).toMatchObject(ofFar);
    expect(vault.reads).toBe(0);
  });

  it('asks the authority of its own cloud, and nobody else', async () => {
    register({ secret: 'a good secret' });
    await signIn(SECRET, 'a good secret');
    expect(admin.requests.list({}).map(({ step }) => step)).toEqual(['login.configuration', 'login.token']);
  });
});

describe('what Microsoft Entra ID refuses', () => {
  const federated = (changes: object) => {
    const subject = STACK_NAMES.appPrincipalId;
    register({ federatedCredentials: [{ issuer: ISSUER, subject, audience: cloud.federationAudience, ...changes }] });
  };
  const expired = '2020-01-01T00:00:00Z';

  it.each<[string, string, () => Promise<string>, RegExp]>([
    [
      'a wrong secret',
      'AADSTS7000215',
      () => (register({ secret: 'good' }), signIn(SECRET, 'bad')),
      /new client secret/,
    ],
    [
      'a secret that has expired',
      'AADSTS7000222',
      () => (register({ secret: 'good', secretExpires: expired }), signIn(SECRET, 'good')),
      /new client secret/,
    ],
    [
      'a certificate that is not registered',
      'AADSTS700027',
      () => (register({ certificates: [] }), signIn(CERTIFICATE, valid.pem)),
      /Register the public part/,
    ],
    [
      'a certificate that has expired',
      'AADSTS700027',
      async () => {
        const old = await rsaCertificate({ expired: true });
        register({ certificates: [old.cert] });
        return signIn(CERTIFICATE, old.pem);
      },
      /renew it in the vault/,
    ],
    [
      'another issuer',
      'AADSTS700211',
      () => (federated({ issuer: 'https://other.example' }), signIn(FEDERATED)),
      /federated-credential create/,
    ],
    [
      'another subject',
      'AADSTS700213',
      () => (federated({ subject: 'x' }), signIn(FEDERATED)),
      /api:\/\/IslandTokenExchange/,
    ],
    [
      'another audience',
      'AADSTS700212',
      () => (federated({ audience: 'x' }), signIn(FEDERATED)),
      /federated-credential/,
    ],
    [
      'an unknown application',
      'AADSTS700016',
      () => (register({}), signIn({ ...SECRET, clientId: '99999999-2222-3333-4444-55555555bbbb' }, 's')),
      /tenantId and clientId of credentials\.far/,
    ],
  ])('%s is told with its code and what mends it', async (_, code, attempt, step) => {
    const error: unknown = await attempt().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'sign_in_refused',
      message: expect.stringContaining(code) as string,
      nextStep: expect.stringMatching(step) as string,
      correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    expect(JSON.stringify(error)).not.toContain('PRIVATE KEY');
  });
});

it('a secret of the vault that is no PEM is refused before anything is sent', async () => {
  await expect(signIn(CERTIFICATE, 'MIIK'.repeat(50))).rejects.toMatchObject({ code: 'certificate_malformed' });
  expect(admin.requests.list({})).toEqual([]);
});

it('that the managed identity gave no token is told as it was', async () => {
  register({});
  const down: TokenCredential = { getToken: () => Promise.reject(new Error('The identity endpoint is down.')) };
  await expect(signIn(FEDERATED, '', down)).rejects.toThrow('The identity endpoint is down.');
});

it('of two sign-ins at once, each is told its own reason', async () => {
  register({});
  let asked = 0;
  let meet = (): void => undefined;
  const both = new Promise<void>((resolve) => (meet = resolve));
  const down: TokenCredential = {
    getToken: async () => {
      asked += 1;
      const reason = `Reason ${asked}.`;
      if (asked === 2) meet();
      await both;
      throw new Error(reason);
    },
  };
  const credential = createCredentialFor(down, async () => '')(FEDERATED, cloud);
  const reasons = await Promise.all(
    [1, 2].map(() => credential.getToken(SCOPE).catch(({ message }: Error) => message)),
  );
  expect(reasons.sort()).toEqual(['Reason 1.', 'Reason 2.']);
});

it('an authority that names a token endpoint elsewhere gets no secret sent there', async () => {
  register({ secret: 'a good secret' });
  const elsewhere = 'https://login.elsewhere.example/token';
  const configuration = { issuer: `${login.origin}/${tenantId}/v2.0`, authorization_endpoint: elsewhere };
  const body = { ...configuration, token_endpoint: elsewhere, jwks_uri: elsewhere };
  admin.faults.add({ step: 'login.configuration', times: 1, action: { type: 'answer', status: 200, body } });
  await expect(signIn(SECRET, 'a good secret')).rejects.toMatchObject({
    code: 'endpoint_not_allowed',
    message: expect.stringContaining('https://login.elsewhere.example, but clouds.island.loginEndpoint is') as string,
  });
});
