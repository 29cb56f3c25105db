import { buffer } from 'node:stream/consumers';
import { SecretClient } from '@azure/keyvault-secrets';
import { createToken } from '../../../../local/identity/createToken';
import { until } from '../../callHttp';
import { callArm, finishedRun, putPipeline, putRun } from '../armClient';
import { CALLER, startTestCloud, type TestCloud } from '../testCloud';
import { pushImage, pushIndex } from '../testImage';

const CONTRIBUTOR = 'Storage Blob Data Contributor';

describe('transfer runs', () => {
  let cloud: TestCloud;
  let count = 0;
  /** Names are new for every test: they share one cloud. */
  const fresh = (prefix: string): string => `${prefix}${String((count += 1)).padStart(5, '0')}`;

  beforeAll(async () => {
    cloud = await startTestCloud();
  });
  afterAll(() => cloud.close());
  afterEach(() => {
    cloud.admin.faults.remove();
    for (const { step } of cloud.admin.holds.list()) cloud.admin.holds.release(step);
  });

  const pipeline = async (end: 'source' | 'target', options: string[] = []): Promise<string> => {
    const name = fresh('pipeline');
    const { identity } = await putPipeline(cloud, end, name, { options });
    cloud.admin.assignRole({ principalId: identity.principalId, role: CONTRIBUTOR, scope: cloud.containerUri });
    return name;
  };
  const exported = async (artifacts: string[], options: string[] = []) => {
    const [blob, run] = [`folder/${fresh('blob')}`, fresh('run')];
    await putRun(cloud, 'source', run, { pipeline: await pipeline('source', options), blob, artifacts });
    const { response, provisioningState } = await finishedRun(cloud, 'source', run);
    return { blob, run, response, provisioningState };
  };
  const imported = async (blob: string, options: string[] = [], catalogDigest?: string) => {
    const run = fresh('run');
    const pin = catalogDigest === undefined ? {} : { catalogDigest };
    await putRun(cloud, 'target', run, { pipeline: await pipeline('target', options), blob, ...pin });
    return finishedRun(cloud, 'target', run);
  };
  const arrived = async (repository: string, image: { layer: string; bytes: Buffer }) =>
    (await buffer(cloud.target.readBlob(repository, image.layer))).equals(image.bytes);

  it('carries images, indexes with all children, other artifacts and untagged digests, byte for byte', async () => {
    const repo = fresh('app/image');
    const [amd, arm] = [await pushImage(cloud.source, repo), await pushImage(cloud.source, repo)];
    const index = await pushIndex(cloud.source, repo, 'multi', [amd.digest, arm.digest]);
    const chart = await pushImage(cloud.source, `${repo}/chart`, {
      tag: 'latest',
      artifactType: 'application/vnd.test',
    });
    const windows = await pushImage(cloud.source, repo, { foreignLayer: true });
    const names = [`${repo}:multi`, `${repo}/chart`, `${repo}@${windows.digest}`];
    const { blob, response } = await exported(names);
    expect(response).toMatchObject({ status: 'Succeeded', progress: { percentage: '100' } });
    expect(response).toMatchObject({ target: { type: 'AzureStorageBlob', uri: `${cloud.containerUri}/${blob}` } });

    const { response: outcome, provisioningState } = await imported(blob);
    expect(provisioningState).toBe('Succeeded');
    expect(outcome.importedArtifacts).toEqual([`${repo}:multi`, `${repo}/chart:latest`, `${repo}@${windows.digest}`]);
    expect(outcome.catalogDigest).toBe(response.catalogDigest);
    expect((await cloud.target.getManifest(repo, 'multi'))?.digest).toBe(index);
    expect((await cloud.target.getManifest(`${repo}/chart`, 'latest'))?.digest).toBe(chart.digest);
    expect((await cloud.target.getManifest(repo, windows.digest))?.digest).toBe(windows.digest);
    expect((await cloud.target.listTags(repo))?.map((tag) => tag.name)).toEqual(['multi']);
    for (const image of [amd, arm, windows]) expect(await arrived(repo, image)).toBe(true);
  });

  it('writes a blob with Content-MD5 and the metadata that source triggers look for', async () => {
    const repo = fresh('app/large');
    const image = await pushImage(cloud.source, repo, { tag: 'v1', size: 20 * 1024 * 1024 });
    const { blob } = await exported([`${repo}:v1`]);
    const properties = await cloud.container.getBlobClient(blob).getProperties();
    expect(properties.contentMD5).toHaveLength(16);
    expect(properties.metadata).toEqual({ category: 'acr-transfer-blob' });
    await imported(blob);
    expect(await arrived(repo, image)).toBe(true);
  });

  it('stores a layer once for all repositories of the blob', async () => {
    const [one, two] = [fresh('app/one'), fresh('app/two')];
    const image = await pushImage(cloud.source, one, { tag: 'v1', size: 50_000 });
    await cloud.source.mountBlob(one, two, image.layer);
    const manifest = await cloud.source.getManifest(one, 'v1');
    for (const digest of JSON.parse(String(manifest?.bytes)).layers)
      await cloud.source.mountBlob(one, two, digest.digest);
    await cloud.source.mountBlob(one, two, JSON.parse(String(manifest?.bytes)).config.digest);
    if (manifest) await cloud.source.putManifest(two, manifest, 'v1');
    const { blob } = await exported([`${one}:v1`, `${two}:v1`]);
    const { contentLength } = await cloud.container.getBlobClient(blob).getProperties();
    expect(contentLength).toBeLessThan(2 * 50_000);
    await imported(blob);
    for (const repo of [one, two]) expect(await arrived(repo, image)).toBe(true);
  });

  it('fails on a bad artifact, or leaves it out with ContinueOnErrors', async () => {
    const repo = fresh('app/some');
    await pushImage(cloud.source, repo, { tag: 'good' });
    await pushIndex(cloud.source, repo, 'broken', [`sha256:${'0'.repeat(64)}`]);
    const failed = await exported([`${repo}:good`, `${repo}:bad`]);
    expect(failed).toMatchObject({ provisioningState: 'Failed', response: { status: 'Failed' } });
    expect(failed.response.pipelineRunErrorMessage).toContain(`'${repo}:bad' was not found`);
    expect(await cloud.container.getBlobClient(failed.blob).exists()).toBe(false);

    const partial = await exported([`${repo}:good`, `${repo}:bad`, `${repo}:broken`], ['ContinueOnErrors']);
    expect(partial.response.status).toBe('Succeeded');
    expect((await imported(partial.blob)).response.importedArtifacts).toEqual([`${repo}:good`]);
  });

  it('overwrites a blob only with OverwriteBlobs', async () => {
    const repo = fresh('app/blob');
    await pushImage(cloud.source, repo, { tag: 'v1' });
    const { blob } = await exported([`${repo}:v1`]);
    const again = async (options: string[]) => {
      const run = fresh('run');
      const name = await pipeline('source', options);
      await putRun(cloud, 'source', run, { pipeline: name, blob, artifacts: [`${repo}:v1`] });
      return (await finishedRun(cloud, 'source', run)).response;
    };
    expect(await again([])).toMatchObject({
      status: 'Failed',
      pipelineRunErrorMessage: expect.stringContaining('exists'),
    });
    expect(await again(['OverwriteBlobs'])).toMatchObject({ status: 'Succeeded' });
  });

  it('moves an existing tag only with OverwriteTags', async () => {
    const repo = fresh('app/tags');
    const image = await pushImage(cloud.source, repo, { tag: 'v1' });
    await pushImage(cloud.source, repo, { tag: 'v2' });
    const old = await pushImage(cloud.target, repo, { tag: 'v1' });
    const { blob } = await exported([`${repo}:v1`, `${repo}:v2`]);
    const tag = async () => (await cloud.target.getManifest(repo, 'v1'))?.digest;
    const message = expect.stringContaining(`'${repo}:v1' already exists`);
    expect((await imported(blob)).response).toMatchObject({ status: 'Failed', pipelineRunErrorMessage: message });
    const partial = await imported(blob, ['ContinueOnErrors', 'DeleteSourceBlobOnSuccess']);
    expect(partial.response).toMatchObject({ status: 'Succeeded', importedArtifacts: [`${repo}:v2`] });
    expect(await tag()).toBe(old.digest);
    expect((await imported(blob, ['OverwriteTags'])).response.importedArtifacts).toHaveLength(2);
    expect(await tag()).toBe(image.digest);
    expect((await imported(blob)).response.status).toBe('Succeeded');
  });

  it('deletes the source blob with DeleteSourceBlobOnSuccess', async () => {
    const repo = fresh('app/gone');
    await pushImage(cloud.source, repo, { tag: 'v1' });
    const { blob } = await exported([`${repo}:v1`]);
    expect((await imported(blob, ['DeleteSourceBlobOnSuccess'])).response.status).toBe('Succeeded');
    expect(await cloud.container.getBlobClient(blob).exists()).toBe(false);
  });

  it('imports only the blob that is pinned by its catalog digest', async () => {
    const repo = fresh('app/pinned');
    await pushImage(cloud.source, repo, { tag: 'v1' });
    const { blob, response } = await exported([`${repo}:v1`]);
    const other = await imported(blob, [], `sha256@${'0'.repeat(64)}`);
    expect(other.response).toMatchObject({
      status: 'Failed',
      pipelineRunErrorMessage: expect.stringContaining('digest'),
    });
    expect(await cloud.target.getManifest(repo, 'v1')).toBeUndefined();
    expect((await imported(blob, [], response.catalogDigest)).response.status).toBe('Succeeded');
  });

  it('fails on a blob that is damaged, cut short, foreign or missing, and tags nothing', async () => {
    const repo = fresh('app/damaged');
    await pushImage(cloud.source, repo, { tag: 'v1', size: 3000 });
    const { blob } = await exported([`${repo}:v1`]);
    const good = await cloud.container.getBlobClient(blob).downloadToBuffer();
    const flipped = Buffer.from(good);
    flipped[flipped.length - 2000] = (flipped[flipped.length - 2000] ?? 0) ^ 1;
    for (const bytes of [flipped, good.subarray(0, 4000), Buffer.alloc(2000, 1)]) {
      const name = fresh('blob');
      await cloud.container.getBlockBlobClient(name).uploadData(bytes);
      const { response } = await imported(name);
      expect(response).toMatchObject({ status: 'Failed', pipelineRunErrorMessage: expect.any(String) });
      expect(await cloud.target.getManifest(repo, 'v1')).toBeUndefined();
    }
    const message = 'Failed to access storage. Service request failed. Status: 404 (BlobNotFound)';
    expect((await imported('nothing')).response.pipelineRunErrorMessage).toBe(message);
  });

  it('uses the SAS in the vault for real', async () => {
    const repo = fresh('app/sas');
    const image = await pushImage(cloud.source, repo, { tag: 'v1' });
    const getToken = async () => ({
      token: createToken({ audience: 'https://vault.azure.net', principalId: CALLER }),
      expiresOnTimestamp: Date.now() + 3_600_000,
    });
    const trust = { disableChallengeResourceVerification: true, tlsOptions: { ca: cloud.tls.cert } };
    const secrets = new SecretClient(cloud.vault.origin, { getToken }, trust);
    const keyVaultUri = `${cloud.vault.origin}/secrets/transfersas`;
    const exporter = fresh('pipeline');
    await putPipeline(cloud, 'source', exporter, { keyVaultUri, options: ['OverwriteBlobs'] });
    const run = async () => {
      const name = fresh('run');
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

    const importer = fresh('pipeline');
    await putPipeline(cloud, 'target', importer, { keyVaultUri });
    const name = fresh('run');
    await putRun(cloud, 'target', name, { pipeline: importer, blob: 'by-sas' });
    await finishedRun(cloud, 'target', name);
    expect((await cloud.target.getManifest(repo, 'v1'))?.digest).toBe(image.digest);
  });

  it('refuses an identity that lacks the role', async () => {
    const repo = fresh('app/role');
    await pushImage(cloud.source, repo, { tag: 'v1' });
    const [name, run] = [fresh('pipeline'), fresh('run')];
    const { identity } = await putPipeline(cloud, 'source', name);
    await putRun(cloud, 'source', run, { pipeline: name, blob: fresh('blob'), artifacts: [`${repo}:v1`] });
    const { response } = await finishedRun(cloud, 'source', run);
    expect(response.pipelineRunErrorMessage).toContain('Failed to access storage. Service request failed. Status: 403');
    const role = 'Storage Blob Data Reader';
    cloud.admin.assignRole({ principalId: identity.principalId, role, scope: cloud.containerUri });
    const again = fresh('run');
    await putRun(cloud, 'source', again, { pipeline: name, blob: fresh('blob'), artifacts: [`${repo}:v1`] });
    expect((await finishedRun(cloud, 'source', again)).response.status).toBe('Failed');
  });

  it('fails a run, or leaves it Running, when a fault says so', async () => {
    const repo = fresh('app/fault');
    await pushImage(cloud.source, repo, { tag: 'v1' });
    const message = 'The service is tired.';
    cloud.admin.faults.add({ step: 'run.export.start', times: 1, action: { type: 'failRun', message } });
    expect((await exported([`${repo}:v1`])).response.pipelineRunErrorMessage).toBe(message);

    cloud.admin.faults.add({ step: 'run.export.finish', times: 1, action: { type: 'stayRunning' } });
    const [run, blob] = [fresh('run'), fresh('blob')];
    await putRun(cloud, 'source', run, { pipeline: await pipeline('source'), blob, artifacts: [`${repo}:v1`] });
    await until(async () => cloud.container.getBlobClient(blob).exists());
    const { json } = await callArm(cloud, 'GET', 'source', `/pipelineRuns/${run}`);
    expect(json.properties).toMatchObject({ provisioningState: 'Creating', response: { status: 'Running' } });
    expect((await callArm(cloud, 'DELETE', 'source', `/pipelineRuns/${run}`)).status).toBe(202);
  });

  it('takes an unfinished run up again after a restart, and does not write a committed blob twice', async () => {
    const repo = fresh('app/restart');
    const image = await pushImage(cloud.source, repo, { tag: 'v1' });
    for (const step of ['run.export.beforeBlob', 'run.export.finish']) {
      cloud.admin.holds.hold(step);
      const [run, blob] = [fresh('run'), fresh('blob')];
      await putRun(cloud, 'source', run, { pipeline: await pipeline('source'), blob, artifacts: [`${repo}:v1`] });
      await until(() => cloud.admin.holds.waiting(step) === 1);
      const etag = step.endsWith('finish')
        ? (await cloud.container.getBlobClient(blob).getProperties()).etag
        : undefined;
      await cloud.restartManagement();
      cloud.admin.holds.release(step);
      expect((await finishedRun(cloud, 'source', run)).response.status).toBe('Succeeded');
      const after = (await cloud.container.getBlobClient(blob).getProperties()).etag;
      expect(after).toBe(etag ?? after);
      await imported(blob);
      expect((await cloud.target.getManifest(repo, 'v1'))?.digest).toBe(image.digest);
    }
  });

  it('works on as many runs at once as there are slots; the others wait as Creating', async () => {
    const repo = fresh('app/slots');
    await pushImage(cloud.source, repo, { tag: 'v1' });
    cloud.admin.changeSettings({ slots: 1 });
    cloud.admin.holds.hold('run.export.beforeBlob');
    const [first, second] = [fresh('run'), fresh('run')];
    const name = await pipeline('source');
    for (const run of [first, second]) {
      await putRun(cloud, 'source', run, { pipeline: name, blob: fresh('blob'), artifacts: [`${repo}:v1`] });
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
    const repo = fresh('app/slow');
    await pushImage(cloud.source, repo, { tag: 'v1' });
    cloud.admin.changeSettings({ exportSeconds: 0.5 });
    const run = fresh('run');
    const name = await pipeline('source');
    await putRun(cloud, 'source', run, { pipeline: name, blob: fresh('blob'), artifacts: [`${repo}:v1`] });
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
