import { SecretClient } from '@azure/keyvault-secrets';
import type { CopyStrategyName } from '../../../src/domain/copy/copyPlan';
import { createToken } from '../../../local/identity/createToken';
import { putExport, readBlob, startCopyCloud, ferry, MIB, type CopyCloud } from './copyCloud';
import { realPlatform } from '../../local/testPlatform';

let cloud: CopyCloud;
const LONG_AGO = new Date(Date.now() - 3_600_000);

beforeAll(async () => {
  cloud = await startCopyCloud();
  const token = createToken(realPlatform, { audience: 'https://vault.azure.net', principalId: 'p' });
  const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const vault = new SecretClient(cloud.vault.origin, credential, { disableChallengeResourceVerification: true });
  const inAnHour = new Date(Date.now() + 3_600_000);
  await vault.setSecret('source', cloud.sas('rl'));
  await vault.setSecret('source-expired', cloud.sas('rl', LONG_AGO));
  await vault.setSecret('target', cloud.sas('racwdl', inAnHour, 'incoming'));
  await vault.setSecret('target-expired', cloud.sas('racwdl', LONG_AGO, 'incoming'));
});
afterAll(() => cloud.close());

const uri = (secret: string) => ({ sasSecretUri: `${cloud.vault.origin}/secrets/${secret}` });
const changes = (source: string, target: string) => ({
  ...(source && { source: uri(source) }),
  ...(target && { target: uri(target) }),
});

describe.each(['server', 'relay'] as const)('%s', (strategy) => {
  it.each([
    ['source', ''],
    ['', 'target'],
    ['source', 'target'],
  ])('a SAS from the vault, source "%s", target "%s"', async (source, target) => {
    const name = `${strategy}-${source}-${target}.tar.gz`;
    const bytes = await putExport(cloud.outgoing, name, 2 * MIB + 1);
    const { report } = await ferry(cloud.createApp({ strategy }, changes(source, target)), name);
    expect(report).toMatchObject({ outcome: 'succeeded', batches: [{ copy: { strategy } }] });
    expect((await readBlob(cloud.incoming, name))?.equals(bytes)).toBe(true);
    expect(JSON.stringify(report)).not.toMatch(/[?&](sig|sv)=/);
  });

  it.each([
    ['source-expired', '', 'access_denied', 'SAS'],
    ['', 'target-expired', 'access_denied', 'SAS'],
    ['gone', '', 'secret_unavailable', 'secret exists'],
    ['', 'gone', 'secret_unavailable', 'secret exists'],
  ])('source "%s", target "%s": %s, with a next step and without a secret', async (source, target, code, nextStep) => {
    const name = `${strategy}-${source}-${target}-bad.tar.gz`;
    await putExport(cloud.outgoing, name, MIB);
    const { report, inputs } = await ferry(cloud.createApp({ strategy }, changes(source, target)), name);
    expect(report).toMatchObject({ outcome: 'failed', failures: [{ code }] });
    expect(report.failures[0]?.nextStep).toContain(nextStep);
    expect(JSON.stringify([report, inputs])).not.toMatch(/[?&](sig|sv)=/);
    expect(await readBlob(cloud.incoming, name)).toBeUndefined();
  });
});

it.each([
  ['server', 'copy_source_refused'],
  ['relay', 'access_denied'],
] as [CopyStrategyName, string][])('a SAS that expires during the copy, %s: %s', async (strategy, code) => {
  const name = `${strategy}-expires.tar.gz`;
  await putExport(cloud.outgoing, name, MIB);
  const app = cloud.createApp({ strategy }, changes('source', ''));
  const expired = cloud.createApp({ strategy }, changes('source-expired', ''));
  const { inspectExportedBlob } = app.activities;
  const { report } = await ferry({ ...expired, activities: { ...expired.activities, inspectExportedBlob } }, name);
  expect(report).toMatchObject({ outcome: 'failed', failures: [{ code }] });
  expect(JSON.stringify(report)).not.toMatch(/[?&](sig|sv)=/);
});
