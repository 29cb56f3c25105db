import { randomBytes } from 'node:crypto';
import { STACK_NAMES } from '../../local/stackNames';
import { fillRegistry } from './helpers/fillRegistry';
import { imageOf } from './helpers/images';
import { type Ferry, startFerry } from './helpers/startFerry';
import {
  generateBlobSASQueryParameters,
  ContainerSASPermissions,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { identityCredential } from '../../local/demo/identityCredential';

const IMPORT_BEGINS = 'run.import.start';
const VAULT_AUDIENCE = 'https://vault.azure.net';

describe('a mistake in the configuration', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry({ env: { FERRY_BATCHES_AT_ONCE: '1' } });
  });
  afterAll(() => ferry?.stop());

  it('stops the transfer in the middle: the rest is not attempted, and a retry delivers it once it is mended', async () => {
    // Prepare: two batches, of which one is at its import when the pipeline loses its secret
    const { api, stack, runs, hold, held, release } = ferry;
    const secret = await useImportSecret(ferry);
    const names = Array.from({ length: 60 }, (_, index) => `stopped/r${index % 7}:1.${index}`);
    await fillRegistry(
      stack,
      names.map((name) => imageOf(name, randomBytes(100))),
    );
    await hold(IMPORT_BEGINS);

    // Act
    const { id } = await api.select({ select: { rules: [{ repositories: ['stopped/**'] }] } });
    await held(IMPORT_BEGINS);
    await secret.remove();
    await release(IMPORT_BEGINS);
    const report = await api.reportOf(id);
    const begun = await runs.begun();
    const { json: rest } = await api.artifacts(id, '?outcome=notAttempted');
    await secret.put();
    const retried = await api.reportOf((await api.retry(id)).json?.id ?? '');

    // Assess
    expect(begun).toEqual({ exports: 1, imports: 1 });
    const { failed = 0, notAttempted = 0, ...others } = report.totals?.outcomes ?? {};
    expect([report.outcome, failed + notAttempted, others]).toEqual(['failed', 60, {}]);
    expect(Math.min(failed, notAttempted)).toBeGreaterThan(0);
    expect(report.failures).toMatchObject([
      {
        code: 'import_run_failed',
        message: expect.stringMatching(/key vault.*404/i),
        nextStep: expect.stringContaining('secret'),
      },
    ]);
    expect(rest?.artifacts).toHaveLength(notAttempted);
    for (const { failure } of rest?.artifacts ?? []) {
      expect(failure).toMatchObject({ code: 'not_attempted', message: expect.stringMatching(/key vault.*404/i) });
    }
    expect(retried).toMatchObject({ outcome: 'succeeded', totals: { outcomes: { delivered: 60 } } });
  }, 180_000);
});

/** Has the import pipeline read its container with a SAS in a vault secret, as the service's how-to has it. */
async function useImportSecret({ stack, runs }: Ferry): Promise<{ put(): Promise<void>; remove(): Promise<void> }> {
  const { endpoints, keys } = stack;
  const { account, container: containerName } = STACK_NAMES.target;
  const keyVaultUri = `${endpoints.vault}/secrets/importsas`;
  const pipeline = await runs.pipeline('target');
  const { principalId } = pipeline.identity as { principalId: string };
  const grant = (to: string, role: string) =>
    stack.admin('PUT', 'role-assignments', { principalId: to, role, scope: endpoints.vault });
  await grant(principalId, 'Key Vault Secrets User');
  await grant(STACK_NAMES.appPrincipalId, 'Key Vault Secrets Officer');
  const credential = identityCredential({ endpoint: endpoints.identity, header: keys.identityHeader });
  const { token } = await credential.getToken(VAULT_AUDIENCE);
  const call = async (method: string, body?: unknown): Promise<void> => {
    const options = { method, headers: { authorization: `Bearer ${token}` }, ...(body !== undefined && { body }) };
    const { status, text } = await stack.request(`${keyVaultUri}?api-version=7.4`, options);
    if (status !== 200) throw new Error(`The vault answered ${status}: ${text}`);
  };
  const expiresOn = new Date(Date.now() + 60 * 60_000);
  const permissions = ContainerSASPermissions.parse('racwdl');
  const key = new StorageSharedKeyCredential(account, keys.accounts[account] ?? '');
  const sas = generateBlobSASQueryParameters({ containerName, permissions, expiresOn }, key).toString();
  const put = () => call('PUT', { value: `?${sas}` });
  await put();
  const { source } = pipeline.properties as { source: object };
  const properties = { ...pipeline.properties, source: { ...source, keyVaultUri, storageAccessMode: 'SasToken' } };
  await runs.putPipeline('target', { ...pipeline, properties });
  return { put, remove: () => call('DELETE') };
}
