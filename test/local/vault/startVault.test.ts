import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SecretClient } from '@azure/keyvault-secrets';
import { createAdmin } from '../../../local/admin/createAdmin';
import type { RunningServer, TlsFiles } from '../../../local/http/startServer';
import { createToken } from '../../../local/identity/createToken';
import { startVault } from '../../../local/vault/startVault';
import { callHttp } from '../callHttp';
import { testTls } from '../testTls';
import { fixedPlatform, realPlatform } from '../testPlatform';

const principalId = '00000000-0000-0000-0000-000000000009';

describe('vault', () => {
  let folder: string;
  let tls: TlsFiles;
  let vault: RunningServer;

  beforeAll(async () => {
    tls = await testTls();
  });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'vault test '));
    vault = await startVault(realPlatform, { port: 0, tls, folder });
  });
  afterEach(async () => {
    await vault.close();
    await rm(folder, { recursive: true });
  });

  const asked: string[] = [];
  const clientOf = (origin: string): SecretClient => {
    const getToken = async (scopes: string | string[]) => {
      asked.push(String(scopes));
      const audience = String(scopes).replace('/.default', '');
      return {
        token: createToken(realPlatform, { audience, principalId }),
        expiresOnTimestamp: Date.now() + 3_600_000,
      };
    };
    const options = {
      disableChallengeResourceVerification: true,
      tlsOptions: { ca: tls.cert },
      retryOptions: { maxRetries: 0 },
    };
    return new SecretClient(origin, { getToken }, options);
  };

  it('keeps every version of a secret, over restarts, and answers the latest', async () => {
    const client = clientOf(vault.origin);
    const first = await client.setSecret('exportsas', '?sv=1&sig=one', { tags: { for: 'export' } });
    await client.setSecret('exportsas', '?sv=2&sig=two', { expiresOn: new Date('2030-01-01T00:00:00Z') });
    expect(asked).toContain('https://vault.azure.net/.default');
    await vault.close();
    vault = await startVault(realPlatform, { port: 0, tls, folder });
    const again = clientOf(vault.origin);
    const latest = await again.getSecret('exportsas');
    expect(latest.value).toBe('?sv=2&sig=two');
    expect(latest.properties.expiresOn?.toISOString()).toBe('2030-01-01T00:00:00.000Z');
    const version = first.properties.version ?? '';
    expect((await again.getSecret('exportsas', { version })).value).toBe('?sv=1&sig=one');
    const versions: (string | undefined)[] = [];
    for await (const each of again.listPropertiesOfSecretVersions('exportsas')) versions.push(each.version);
    expect(versions).toEqual([version, latest.properties.version]);
  });

  it('dates versions, and judges tokens, by the clock it is given', async () => {
    // Prepare
    const now = Date.parse('2026-01-01T00:00:00Z');
    await vault.close();
    vault = await startVault(fixedPlatform(now), { port: 0, tls, folder });
    const set = (token: string) =>
      callHttp('PUT', `${vault.origin}/secrets/dated?api-version=7.4`, {
        ca: tls.cert,
        headers: { authorization: `Bearer ${token}` },
        body: { value: 'x' },
      });
    const claims = { audience: 'https://vault.azure.net', principalId, lifetimeSeconds: 60 };

    // Act
    const { json } = await set(createToken(fixedPlatform(now), claims));
    const late = await set(createToken(fixedPlatform(now - 61_000), claims));

    // Assess
    expect(json.attributes).toMatchObject({ created: now / 1000, updated: now / 1000 });
    expect(json.id).toBe(`${vault.origin}/secrets/dated/00000000000000000000000000000001`);
    expect(late.status).toBe(401);
  });

  it('leaves no readable signature on disk', async () => {
    await clientOf(vault.origin).setSecret('exportsas', '?sv=1&sig=one');
    const files = await readdir(folder);
    expect(files).toHaveLength(1);
    expect(await readFile(path.join(folder, files[0] ?? ''), 'utf8')).not.toContain('sig=');
  });

  it('answers 404 for a secret that does not exist, 403 for one that is disabled', async () => {
    const client = clientOf(vault.origin);
    await expect(client.getSecret('nothing')).rejects.toMatchObject({ statusCode: 404, code: 'SecretNotFound' });
    await client.setSecret('off', 'x', { enabled: false });
    await expect(client.getSecret('off')).rejects.toMatchObject({ statusCode: 403 });
  });

  it('changes what surrounds a value, of the latest version or of one, and never the value', async () => {
    const client = clientOf(vault.origin);
    const first = await client.setSecret('sas', 'one');
    await client.setSecret('sas', 'two');
    const expiresOn = new Date('2027-01-01T00:00:00Z');
    await client.updateSecretProperties('sas', first.properties.version ?? '', { expiresOn });
    const url = `${vault.origin}/secrets/sas?api-version=7.4`;
    const token = createToken(realPlatform, { audience: 'https://vault.azure.net', principalId });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const patch = (at: string) =>
      callHttp('PATCH', at, { ca: tls.cert, headers, body: { attributes: { enabled: false } } });
    expect((await patch(url)).json).toMatchObject({ attributes: { enabled: false } });
    expect((await patch(url.replace('sas', 'nothing'))).status).toBe(404);
    const old = await client.getSecret('sas', { version: first.properties.version ?? '' });
    expect([old.value, old.properties.expiresOn]).toEqual(['one', expiresOn]);
    await expect(client.getSecret('sas')).rejects.toMatchObject({ statusCode: 403 });
  });

  it('challenges requests without a good token', async () => {
    const url = `${vault.origin}/secrets/exportsas?api-version=7.4`;
    const bare = await callHttp('GET', url, { ca: tls.cert });
    expect(bare.status).toBe(401);
    expect(bare.headers['www-authenticate']).toMatch(
      /^Bearer authorization="https:\/\/.*", resource="https:\/\/vault.azure.net"$/,
    );
    for (const token of [
      createToken(realPlatform, { audience: 'https://storage.azure.com', principalId }),
      createToken(realPlatform, { audience: 'https://vault.azure.net', principalId, lifetimeSeconds: -1 }),
    ]) {
      const { status } = await callHttp('GET', url, { ca: tls.cert, headers: { authorization: `Bearer ${token}` } });
      expect(status).toBe(401);
    }
  });

  it('checks access policies in place of roles where these count', async () => {
    await clientOf(vault.origin).setSecret('exportsas', 'x');
    await vault.close();
    const admin = createAdmin(realPlatform, { folder: path.join(folder, 'admin') });
    admin.assignRole({ principalId, role: 'Key Vault Secrets Officer', scope: vault.origin });
    let secrets: string[] = [];
    const accessPolicies = () => [{ objectId: principalId, permissions: { secrets } }];
    vault = await startVault(realPlatform, { port: 0, tls, folder, admin, checkRoles: true, accessPolicies });
    const client = clientOf(vault.origin);
    const message = expect.stringContaining('does not have secrets get permission');
    await expect(client.getSecret('exportsas')).rejects.toMatchObject({ statusCode: 403, message });
    secrets = ['Get'];
    expect((await client.getSecret('exportsas')).value).toBe('x');
    await expect(client.setSecret('exportsas', 'y')).rejects.toMatchObject({ statusCode: 403 });
    secrets = ['all'];
    await client.setSecret('exportsas', 'y');
  });

  it('checks roles when told to', async () => {
    await clientOf(vault.origin).setSecret('exportsas', 'x');
    await vault.close();
    const admin = createAdmin(realPlatform, { folder: path.join(folder, 'admin') });
    vault = await startVault(realPlatform, { port: 0, tls, folder, admin, checkRoles: true });
    const client = clientOf(vault.origin);
    await expect(client.getSecret('exportsas')).rejects.toMatchObject({ statusCode: 403, code: 'Forbidden' });
    admin.assignRole({ principalId, role: 'Key Vault Secrets User', scope: vault.origin });
    expect((await client.getSecret('exportsas')).value).toBe('x');
    await expect(client.setSecret('exportsas', 'y')).rejects.toMatchObject({ statusCode: 403 });
    admin.assignRole({ principalId, role: 'Key Vault Secrets Officer', scope: `${vault.origin}/secrets/exportsas` });
    await client.setSecret('exportsas', 'y');
    await expect(client.setSecret('importsas', 'y')).rejects.toMatchObject({ statusCode: 403 });
  });
});
