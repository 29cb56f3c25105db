import { SecretUnavailableError } from '../../../src/domain/failures/errors';
import { secretDates } from '../../../src/doctor/secrets/secretDates';
import { secretEnabled } from '../../../src/doctor/secrets/secretEnabled';
import { secretExists } from '../../../src/doctor/secrets/secretExists';
import { secretVersion } from '../../../src/doctor/secrets/secretVersion';
import { vaultNetwork } from '../../../src/doctor/secrets/vaultNetwork';
import { SECRET_CHECKS } from '../../../src/doctor/secrets/secretChecks';
import { SOURCE } from '../../helpers/route';
import { createEndFixture, DAY, NOW, SECRET, sasOf } from '../endFixture';

describe('checks of the secrets with a SAS', () => {
  it.each(['source', 'target'] as const)('find nothing in a %s that is as it should be', async (name) => {
    const { look } = await createEndFixture(name);
    for (const check of SECRET_CHECKS) expect([check.code, (await look(check)).status]).toEqual([check.code, 'ok']);
  });

  it('have nothing to find where nothing uses a SAS', async () => {
    const { look, put } = await createEndFixture();
    await put({ storageAccessMode: 'ManagedIdentity' });
    for (const check of SECRET_CHECKS) {
      expect(await look(check)).toMatchObject({ status: 'ok', evidence: expect.stringContaining('uses a SAS') });
    }
  });

  it('cannot say anything without a pipeline', async () => {
    const { look, routePipelines, end } = await createEndFixture();
    await routePipelines.remove('source', end);
    for (const check of SECRET_CHECKS) expect((await look(check)).status).toBe('notCheckable');
  });

  it('take the secret from the routes file while there is no pipeline', async () => {
    const pipelineSettings = { storageAccessMode: 'SasToken', secretUri: SECRET, options: [] } as const;
    const { look, routePipelines, end, secretFacts } = await createEndFixture('source', {
      source: { ...SOURCE, pipelineSettings },
    });
    await routePipelines.remove('source', end);
    secretFacts.secrets.clear();
    expect((await look(secretExists)).status).toBe('failed');
  });

  it('leave to one row what no other can see', async () => {
    const { look, secretFacts } = await createEndFixture();
    for (const state of ['absent', 'disabled'] as const) {
      secretFacts.secrets.set(SECRET, { state, words: 'its own words' });
      const red = state === 'absent' ? secretExists : secretEnabled;
      const found = await Promise.all(SECRET_CHECKS.map(async (check) => [check, (await look(check)).status] as const));
      expect(found.filter(([, status]) => status === 'failed').map(([check]) => check)).toEqual([red]);
      expect(found.filter(([, status]) => status === 'warning')).toEqual([]);
    }
  });

  it('throw what the vault refuses', async () => {
    const { look, secretFacts } = await createEndFixture();
    secretFacts.failure = new SecretUnavailableError(SECRET, { words: '403 Forbidden' });
    await expect(look(secretExists)).rejects.toBe(secretFacts.failure);
  });

  it('throw where only the pipeline names the vault, which may be anybody’s', async () => {
    const { look, put } = await createEndFixture();
    await put({ secretUri: 'https://vault.example.attacker/secrets/sas' });
    await expect(look(secretExists)).rejects.toMatchObject({ code: 'endpoint_not_allowed' });
  });

  it('tell of both where the pipeline and the app use one each', async () => {
    const other = 'https://vault.example/secrets/own';
    const { look, secretFacts } = await createEndFixture('source', { source: { ...SOURCE, sasSecretUri: other } });
    expect(await look(secretExists)).toMatchObject({ status: 'failed', evidence: expect.stringContaining(other) });
    secretFacts.secrets.clear();
    const { evidence } = await look(secretExists);
    expect(evidence).toContain(other);
    expect(evidence).toContain(SECRET);
  });

  it('name the command that brings a secret, and never the secret', async () => {
    const { look, secretFacts } = await createEndFixture();
    secretFacts.secrets.clear();
    const { fix } = await look(secretExists);
    expect(fix?.command).toBe(
      'sas=$(az storage container generate-sas --account-name builds --name transfers --permissions rawl --expiry 2027-03-01T12:00Z --https-only --auth-mode key --output tsv) && az keyvault secret set --vault-name vault --name sas --value "?$sas" --expires 2027-03-01T12:00Z',
    );
    expect(fix?.say).toMatch(/^If it was deleted, recover it first: az keyvault secret recover --vault-name vault /);
  });

  it('have the app issue what is of its own making', async () => {
    const sas = { kind: 'userDelegation', validDays: 7, renewBeforeDays: 2 } as never;
    const settings = { storageAccessMode: 'SasToken', options: [], sas } as const;
    const own = async (secretUri: string) => {
      const source = { ...SOURCE, pipelineSettings: { ...settings, secretUri } };
      const { look, secretFacts } = await createEndFixture('source', { source });
      secretFacts.secrets.clear();
      return (await look(secretExists)).fix?.command;
    };
    expect(await own(SECRET)).toBe(
      'curl -X POST "$FERRY_URL/api/routes/prod/sas?end=source&renew=true" -H "x-functions-key: $FERRY_KEY"',
    );
    expect(await own('https://vault.example/secrets/other')).toMatch(/^sas=/);
  });

  it('enable what is disabled', async () => {
    const { look, secretFacts } = await createEndFixture();
    secretFacts.secrets.set(SECRET, { state: 'disabled', words: '403 Forbidden' });
    expect(await look(secretEnabled)).toMatchObject({
      evidence: expect.stringContaining('403 Forbidden'),
      fix: { command: 'az keyvault secret set-attributes --vault-name vault --name sas --enabled true' },
    });
  });

  it.each([
    [{ expires: NOW - 1 }, 'warning', '--expires 2027-03-01T00:00Z'],
    [{ notBefore: NOW + DAY }, 'warning', '--not-before 2026-11-30T00:00Z'],
    [{ expires: NOW + DAY, notBefore: NOW - DAY }, 'ok', undefined],
  ])('warn of the dates of a secret: %j', async (dates, status, option) => {
    const { look, secretFacts } = await createEndFixture();
    secretFacts.put(SECRET, sasOf(), dates);
    const found = await look(secretDates);
    expect(found.status).toBe(status);
    expect(found.fix?.command ?? 'undefined').toContain(String(option));
  });

  it('warn of a secret that is named with a version', async () => {
    const { look, put } = await createEndFixture();
    await put({ secretUri: `${SECRET}/0123456789abcdef0123456789abcdef` });
    expect(await look(secretVersion)).toMatchObject({
      status: 'warning',
      fix: { command: expect.stringContaining('/api/routes/prod/pipelines?end=source') },
    });
  });

  it.each([
    [{ defaultAction: 'Deny', trustsServices: true }, 'ok'],
    [{ publicNetworkAccess: 'Disabled', trustsServices: true }, 'ok'],
    [{ trustsServices: false }, 'ok'],
    [{ defaultAction: 'Deny', trustsServices: false }, 'failed'],
    [{ publicNetworkAccess: 'Disabled', trustsServices: false }, 'failed'],
  ])('look at the network of the vault: %j', async (changes, status) => {
    const { look, vaultNetworks } = await createEndFixture();
    await vaultNetworks.change(changes);
    const found = await look(vaultNetwork);
    expect(found.status).toBe(status);
    expect(found.fix?.command).toBe(
      status === 'failed' ? 'az keyvault update --name vault --bypass AzureServices' : undefined,
    );
  });

  it('cannot say what the network of a vault is that the app does not see', async () => {
    const { look, vaultNetworks } = await createEndFixture();
    vaultNetworks.origin = 'https://elsewhere.example';
    expect((await look(vaultNetwork)).status).toBe('notCheckable');
  });
});
