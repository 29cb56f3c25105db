import { startTestCloud, type TestCloud } from '../testCloud';
import { finishedRun, putRun } from '../armClient';
import { FOREIGN_LAYER, pushBlob, pushImage, pushIndex } from '../testImage';
import { transferSteps } from '../transferSteps';

describe('transfer runs: what they carry', () => {
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

  it('carries images, indexes with all children, other artifacts and untagged digests, byte for byte', async () => {
    const repo = steps.fresh('app/image');
    const [amd, arm] = [await pushImage(cloud.source, repo), await pushImage(cloud.source, repo)];
    const index = await pushIndex(cloud.source, repo, 'multi', [amd.digest, arm.digest]);
    const chart = await pushImage(cloud.source, `${repo}/chart`, {
      tag: 'latest',
      artifactType: 'application/vnd.test',
    });
    const windows = await pushImage(cloud.source, repo, { foreignLayer: true });
    const names = [`${repo}:multi`, `${repo}/chart`, `${repo}@${windows.digest}`];
    const { blob, response } = await steps.exported(names);
    expect(response).toMatchObject({ status: 'Succeeded', progress: { percentage: '100' } });
    expect(response).toMatchObject({ target: { type: 'AzureStorageBlob', uri: `${cloud.containerUri}/${blob}` } });

    const { response: outcome, provisioningState } = await steps.imported(blob);
    expect(provisioningState).toBe('Succeeded');
    expect(outcome.importedArtifacts).toEqual([`${repo}:multi`, `${repo}/chart:latest`, `${repo}@${windows.digest}`]);
    expect(outcome.catalogDigest).toBe(response.catalogDigest);
    expect((await cloud.target.getManifest(repo, 'multi'))?.digest).toBe(index);
    expect((await cloud.target.getManifest(`${repo}/chart`, 'latest'))?.digest).toBe(chart.digest);
    expect((await cloud.target.getManifest(repo, windows.digest))?.digest).toBe(windows.digest);
    expect((await cloud.target.listTags(repo))?.map((tag) => tag.name)).toEqual(['multi']);
    for (const image of [amd, arm, windows]) expect(await steps.arrived(repo, image)).toBe(true);
  });

  it('carries a foreign layer that the source holds', async () => {
    const repo = steps.fresh('app/windows');
    const foreign = await pushBlob(cloud.source, repo, FOREIGN_LAYER);
    await pushImage(cloud.source, repo, { tag: 'v1', foreignLayer: true });
    const { blob } = await steps.exported([`${repo}:v1`]);
    await steps.imported(blob);
    expect(await steps.arrived(repo, { layer: foreign, bytes: FOREIGN_LAYER })).toBe(true);
  });

  it('carries nothing that a lock forbids to read or to write, or leaves it out with ContinueOnErrors', async () => {
    const repo = steps.fresh('app/locked');
    const secret = await pushImage(cloud.source, repo, { tag: 'secret' });
    await pushImage(cloud.source, repo, { tag: 'frozen' });
    const open = await pushImage(cloud.source, repo, { tag: 'open' });
    await cloud.source.setAttributes(repo, secret.digest, { readEnabled: false });
    const frozen = await pushImage(cloud.target, repo, { tag: 'frozen' });
    await cloud.target.setAttributes(repo, 'frozen', { writeEnabled: false });
    const names = ['secret', 'frozen', 'open'].map((tag) => `${repo}:${tag}`);

    const refused = await steps.exported(names);
    expect(refused.response.pipelineRunErrorMessage).toContain(`'${repo}:secret' cannot be exported: readEnabled of`);
    const { blob } = await steps.exported(names, ['ContinueOnErrors']);
    const failed = await steps.imported(blob, ['OverwriteTags']);
    expect(failed.response.pipelineRunErrorMessage).toContain(`'${repo}:frozen' cannot be imported: writeEnabled of`);
    const partial = await steps.imported(blob, ['OverwriteTags', 'ContinueOnErrors']);
    expect(partial.response).toMatchObject({ status: 'Succeeded', importedArtifacts: [`${repo}:open`] });
    expect((await cloud.target.getManifest(repo, 'frozen'))?.digest).toBe(frozen.digest);
    expect((await cloud.target.getManifest(repo, 'open'))?.digest).toBe(open.digest);
  });

  it('writes a blob with Content-MD5 and the metadata that source triggers look for', async () => {
    const repo = steps.fresh('app/large');
    const image = await pushImage(cloud.source, repo, { tag: 'v1', size: 20 * 1024 * 1024 });
    const { blob } = await steps.exported([`${repo}:v1`]);
    const properties = await cloud.container.getBlobClient(blob).getProperties();
    expect(properties.contentMD5).toHaveLength(16);
    expect(properties.metadata).toEqual({ category: 'acr-transfer-blob' });
    await steps.imported(blob);
    expect(await steps.arrived(repo, image)).toBe(true);
  });

  it('stores a layer once for all repositories of the blob', async () => {
    const [one, two] = [steps.fresh('app/one'), steps.fresh('app/two')];
    const image = await pushImage(cloud.source, one, { tag: 'v1', size: 50_000 });
    await cloud.source.mountBlob(one, two, image.layer);
    const manifest = await cloud.source.getManifest(one, 'v1');
    for (const digest of JSON.parse(String(manifest?.bytes)).layers)
      await cloud.source.mountBlob(one, two, digest.digest);
    await cloud.source.mountBlob(one, two, JSON.parse(String(manifest?.bytes)).config.digest);
    if (manifest) await cloud.source.putManifest(two, manifest, 'v1');
    const { blob } = await steps.exported([`${one}:v1`, `${two}:v1`]);
    const { contentLength } = await cloud.container.getBlobClient(blob).getProperties();
    expect(contentLength).toBeLessThan(2 * 50_000);
    await steps.imported(blob);
    for (const repo of [one, two]) expect(await steps.arrived(repo, image)).toBe(true);
  });

  it('fails on a bad artifact, or leaves it out with ContinueOnErrors', async () => {
    const repo = steps.fresh('app/some');
    await pushImage(cloud.source, repo, { tag: 'good' });
    await pushIndex(cloud.source, repo, 'broken', [`sha256:${'0'.repeat(64)}`]);
    const failed = await steps.exported([`${repo}:good`, `${repo}:bad`]);
    expect(failed).toMatchObject({ provisioningState: 'Failed', response: { status: 'Failed' } });
    expect(failed.response.pipelineRunErrorMessage).toContain(`'${repo}:bad' was not found`);
    expect(await cloud.container.getBlobClient(failed.blob).exists()).toBe(false);

    const partial = await steps.exported([`${repo}:good`, `${repo}:bad`, `${repo}:broken`], ['ContinueOnErrors']);
    expect(partial.response.status).toBe('Succeeded');
    expect((await steps.imported(partial.blob)).response.importedArtifacts).toEqual([`${repo}:good`]);
  });

  it('overwrites a blob only with OverwriteBlobs', async () => {
    const repo = steps.fresh('app/blob');
    await pushImage(cloud.source, repo, { tag: 'v1' });
    const { blob } = await steps.exported([`${repo}:v1`]);
    const again = async (options: string[]) => {
      const run = steps.fresh('run');
      const name = await steps.pipeline('source', options);
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
    const repo = steps.fresh('app/tags');
    const image = await pushImage(cloud.source, repo, { tag: 'v1' });
    await pushImage(cloud.source, repo, { tag: 'v2' });
    const old = await pushImage(cloud.target, repo, { tag: 'v1' });
    const { blob } = await steps.exported([`${repo}:v1`, `${repo}:v2`]);
    const tag = async () => (await cloud.target.getManifest(repo, 'v1'))?.digest;
    const message = expect.stringContaining(`'${repo}:v1' already exists`);
    expect((await steps.imported(blob)).response).toMatchObject({ status: 'Failed', pipelineRunErrorMessage: message });
    const partial = await steps.imported(blob, ['ContinueOnErrors', 'DeleteSourceBlobOnSuccess']);
    expect(partial.response).toMatchObject({ status: 'Succeeded', importedArtifacts: [`${repo}:v2`] });
    expect(await tag()).toBe(old.digest);
    expect((await steps.imported(blob, ['OverwriteTags'])).response.importedArtifacts).toHaveLength(2);
    expect(await tag()).toBe(image.digest);
    expect((await steps.imported(blob)).response.status).toBe('Succeeded');
  });

  it('deletes the source blob with DeleteSourceBlobOnSuccess', async () => {
    const repo = steps.fresh('app/gone');
    await pushImage(cloud.source, repo, { tag: 'v1' });
    const { blob } = await steps.exported([`${repo}:v1`]);
    expect((await steps.imported(blob, ['DeleteSourceBlobOnSuccess'])).response.status).toBe('Succeeded');
    expect(await cloud.container.getBlobClient(blob).exists()).toBe(false);
  });

  it('imports only the blob that is pinned by its catalog digest', async () => {
    const repo = steps.fresh('app/pinned');
    await pushImage(cloud.source, repo, { tag: 'v1' });
    const { blob, response } = await steps.exported([`${repo}:v1`]);
    const other = await steps.imported(blob, [], `sha256@${'0'.repeat(64)}`);
    expect(other.response).toMatchObject({
      status: 'Failed',
      pipelineRunErrorMessage: expect.stringContaining('digest'),
    });
    expect(await cloud.target.getManifest(repo, 'v1')).toBeUndefined();
    expect((await steps.imported(blob, [], response.catalogDigest)).response.status).toBe('Succeeded');
  });

  it('fails on a blob that is damaged, cut short, foreign or missing, and tags nothing', async () => {
    const repo = steps.fresh('app/damaged');
    await pushImage(cloud.source, repo, { tag: 'v1', size: 3000 });
    const { blob } = await steps.exported([`${repo}:v1`]);
    const good = await cloud.container.getBlobClient(blob).downloadToBuffer();
    const flipped = Buffer.from(good);
    flipped[flipped.length - 2000] = (flipped[flipped.length - 2000] ?? 0) ^ 1;
    for (const bytes of [flipped, good.subarray(0, 4000), Buffer.alloc(2000, 1)]) {
      const name = steps.fresh('blob');
      await cloud.container.getBlockBlobClient(name).uploadData(bytes);
      const { response } = await steps.imported(name);
      expect(response).toMatchObject({ status: 'Failed', pipelineRunErrorMessage: expect.any(String) });
      expect(await cloud.target.getManifest(repo, 'v1')).toBeUndefined();
    }
    const message = 'Failed to access storage. Service request failed. Status: 404 (BlobNotFound)';
    expect((await steps.imported('nothing')).response.pipelineRunErrorMessage).toBe(message);
  });
});
