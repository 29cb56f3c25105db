import { SecretClient } from '@azure/keyvault-secrets';
import { createToken } from '../../../../local/identity/createToken';
import { until } from '../../callHttp';
import { callArm, finishedRun, putPipeline, putRun } from '../armClient';
import { CALLER, startTestCloud, type TestCloud } from '../testCloud';
import { pushImage } from '../testImage';
import { transferSteps } from '../transferSteps';
import { realPlatform } from '../../testPlatform';

describe('transfer runs: access and course', () => {
  let cloud: TestCloud;
  let steps: ReturnType<typeof transferSteps>;

  beforeAll(async () => {
    cloud = await startTestCloud();
    steps = transferSteps(cloud);
  });
  afterAll(() => cloud.close());
  afterEach(() => {
    cloud.admin.faults.remove();
    for (const { step } of cloud.admin.holds.list()) cloud.admin.holds.release(step);
  });

  it('uses the SAS in the vault for real', async () => {
    const repo = steps.fresh('app/sas');
    const image = await pushImage(cloud.source, repo, { tag: 'v1' });
    const getToken = async () => ({
      token: createToken(realPlatform, { audience: 'https://vault.azure.net', principalId: CALLER }),
      expiresOnTimestamp: Date.now() + 3_600_000,
    });
    const trust = { disableChallengeResourceVerification: true, tlsOptions: { ca: cloud.tls.cert } };
    const secrets = new SecretClient(cloud.vault.origin, { getToken }, trust);
    const keyVaultUri = `${cloud.vault.origin}/secrets/transfersas`;
    const exporter = steps.fresh('pipeline');
    await putPipeline(cloud, 'source', exporter, { keyVaultUri, options: ['OverwriteBlobs'] });
    const run = async () => {
      const name = steps.fresh('run');
      await putRun(cloud, 'source', name, { pipeline: exporter, blob: 'by-sas', artifacts: [`${repo}:v1`] });
      return (await finishedRun(cloud, 'source', name)).response;
    };
    expect(await run()).toMatchObject({
      pipelineRunErrorMessage: 'Failed to access key vault. Service request failed. Status: 404 (SecretNotFound)',
    });
    await secrets.setSecret('transfersas', cloud.sas('rl'));
    expect((await run()).pipelineRunErrorMessage).toMatch(
      /^Failed to access storage\. Service request failed\. Status: 403 \(Authorization\w+\)$/,
    );
    await secrets.setSecret('transfersas', cloud.sas('rawl', new Date(Date.now() - 1000)));
    expect((await run()).pipelineRunErrorMessage).toMatch(/^Failed to access storage\. .*Status: 403/);
    await secrets.setSecret('transfersas', cloud.sas('racwl'));
    expect(await run()).toMatchObject({ status: 'Succeeded', target: { keyVaultUri, storageAccessMode: 'SasToken' } });

    const importer = steps.fresh('pipeline');
    await putPipeline(cloud, 'target', importer, { keyVaultUri });
    const name = steps.fresh('run');
    await putRun(cloud, 'target', name, { pipeline: importer, blob: 'by-sas' });
    await finishedRun(cloud, 'target', name);
    expect((await cloud.target.getManifest(repo, 'v1'))?.digest).toBe(image.digest);
  });

  it('refuses an identity that lacks the role', async () => {
    const repo = steps.fresh('app/role');
    await pushImage(cloud.source, repo, { tag: 'v1' });
    const [name, run] = [steps.fresh('pipeline'), steps.fresh('run')];
    const { identity } = await putPipeline(cloud, 'source', name);
    await putRun(cloud, 'source', run, { pipeline: name, blob: steps.fresh('blob'), artifacts: [`${repo}:v1`] });
    const { response } = await finishedRun(cloud, 'source', run);
    expect(response.pipelineRunErrorMessage).toContain('Failed to access storage. Service request failed. Status: 403');
    const role = 'Storage Blob Data Reader';
    cloud.admin.assignRole({ principalId: identity.principalId, role, scope: cloud.containerUri });
    const again = steps.fresh('run');
    await putRun(cloud, 'source', again, { pipeline: name, blob: steps.fresh('blob'), artifacts: [`${repo}:v1`] });
    expect((await finishedRun(cloud, 'source', again)).response.status).toBe('Failed');
  });

  it('fails a run, or leaves it Running, when a fault says so', async () => {
    const repo = steps.fresh('app/fault');
    await pushImage(cloud.source, repo, { tag: 'v1' });
    const message = 'The service is tired.';
    cloud.admin.faults.add({ step: 'run.export.start', times: 1, action: { type: 'failRun', message } });
    expect((await steps.exported([`${repo}:v1`])).response.pipelineRunErrorMessage).toBe(message);

    cloud.admin.faults.add({ step: 'run.export.finish', times: 1, action: { type: 'stayRunning' } });
    const [run, blob] = [steps.fresh('run'), steps.fresh('blob')];
    await putRun(cloud, 'source', run, { pipeline: await steps.pipeline('source'), blob, artifacts: [`${repo}:v1`] });
    await until(async () => cloud.container.getBlobClient(blob).exists());
    const { json } = await callArm(cloud, 'GET', 'source', `/pipelineRuns/${run}`);
    expect(json.properties).toMatchObject({ provisioningState: 'Creating', response: { status: 'Running' } });
    expect((await callArm(cloud, 'DELETE', 'source', `/pipelineRuns/${run}`)).status).toBe(202);
  });

  it('takes an unfinished run up again after a restart, and does not write a committed blob twice', async () => {
    const repo = steps.fresh('app/restart');
    const image = await pushImage(cloud.source, repo, { tag: 'v1' });
    for (const step of ['run.export.beforeBlob', 'run.export.finish']) {
      cloud.admin.holds.hold(step);
      const [run, blob] = [steps.fresh('run'), steps.fresh('blob')];
      await putRun(cloud, 'source', run, { pipeline: await steps.pipeline('source'), blob, artifacts: [`${repo}:v1`] });
      await until(() => cloud.admin.holds.waiting(step) === 1);
      const etag = step.endsWith('finish')
        ? (await cloud.container.getBlobClient(blob).getProperties()).etag
        : undefined;
      await cloud.restartResourceManager();
      cloud.admin.holds.release(step);
      expect((await finishedRun(cloud, 'source', run)).response.status).toBe('Succeeded');
      const after = (await cloud.container.getBlobClient(blob).getProperties()).etag;
      expect(after).toBe(etag ?? after);
      await steps.imported(blob);
      expect((await cloud.target.getManifest(repo, 'v1'))?.digest).toBe(image.digest);
    }
  });

  it('works on as many runs at once as there are slots; the others wait as Creating', async () => {
    const repo = steps.fresh('app/slots');
    await pushImage(cloud.source, repo, { tag: 'v1' });
    cloud.admin.changeSettings({ slots: 1 });
    cloud.admin.holds.hold('run.export.beforeBlob');
    const [first, second] = [steps.fresh('run'), steps.fresh('run')];
    const name = await steps.pipeline('source');
    for (const run of [first, second]) {
      await putRun(cloud, 'source', run, { pipeline: name, blob: steps.fresh('blob'), artifacts: [`${repo}:v1`] });
    }
    await until(() => cloud.admin.holds.waiting('run.export.beforeBlob') === 1);
    const waiting = (await callArm(cloud, 'GET', 'source', `/pipelineRuns/${second}`)).json.properties;
    expect(waiting).toMatchObject({ provisioningState: 'Creating' });
    expect(waiting.response).toBeUndefined();
    cloud.admin.holds.release('run.export.beforeBlob');
    expect((await finishedRun(cloud, 'source', second)).response.status).toBe('Succeeded');
    cloud.admin.changeSettings({ slots: 10 });
  });

  it('lets percentage rise while a run takes its time', async () => {
    const repo = steps.fresh('app/slow');
    await pushImage(cloud.source, repo, { tag: 'v1' });
    cloud.admin.changeSettings({ exportSeconds: 0.5 });
    const run = steps.fresh('run');
    const name = await steps.pipeline('source');
    await putRun(cloud, 'source', run, { pipeline: name, blob: steps.fresh('blob'), artifacts: [`${repo}:v1`] });
    const seen: number[] = [];
    await until(async () => {
      const { response } = (await callArm(cloud, 'GET', 'source', `/pipelineRuns/${run}`)).json.properties;
      if (response) seen.push(Number(response.progress.percentage));
      return response?.finishTime !== undefined;
    });
    cloud.admin.changeSettings({ exportSeconds: 0 });
    expect(seen).toEqual([...seen].sort((one, other) => one - other));
    expect(new Set(seen).size).toBeGreaterThan(2);
    expect(seen.at(-1)).toBe(100);
  });
});
