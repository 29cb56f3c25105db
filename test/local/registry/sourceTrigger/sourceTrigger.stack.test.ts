import { createToken } from '../../../../local/identity/createToken';
import { callHttp, until } from '../../callHttp';
import { realPlatform } from '../../testPlatform';
import { callArm, putPipeline, putRun } from '../armClient';
import { CALLER, startTestCloud, type TestCloud } from '../testCloud';
import { pushImage } from '../testImage';
import { transferSteps } from '../transferSteps';

const CONTRIBUTOR = 'Storage Blob Data Contributor';
const CATEGORY = { category: 'acr-transfer-blob' };

interface Run {
  name: string;
  properties: {
    request: { source?: { name: string }; pipelineResourceId: string };
    response?: Record<string, unknown>;
    provisioningState: string;
  };
}

describe('source trigger', () => {
  let cloud: TestCloud;
  let steps: ReturnType<typeof transferSteps>;
  /** A blob of the format that imports read. */
  let bytes: Buffer;
  let pipeline: string;

  beforeAll(async () => {
    cloud = await startTestCloud();
    steps = transferSteps(cloud);
    await pushImage(cloud.source, 'app/one', { tag: 'v1' });
    const { blob } = await steps.exported(['app/one:v1']);
    bytes = await cloud.container.getBlobClient(blob).downloadToBuffer();
    await cloud.container.getBlobClient(blob).delete();
    cloud.admin.changeSettings({ sourceTriggerSeconds: 0.3 });
  });
  afterAll(() => cloud.close());
  beforeEach(async () => {
    for await (const { name } of cloud.container.listBlobsFlat()) await cloud.container.deleteBlob(name);
    pipeline = steps.fresh('trigger');
  });
  afterEach(async () => {
    for (const { step } of cloud.admin.holds.list()) cloud.admin.holds.release(step);
    await remove(pipeline);
  });

  /** One whose runs go on cannot be deleted. */
  const remove = (name: string) =>
    until(async () => {
      const { status } = await callArm(cloud, 'DELETE', 'target', `/importPipelines/${name}`);
      return [200, 204].includes(status);
    });
  const enable = async (status: 'Enabled' | 'Disabled' = 'Enabled') => {
    const { identity } = await putPipeline(cloud, 'target', pipeline, { sourceTrigger: status });
    cloud.admin.assignRole({ principalId: identity.principalId, role: CONTRIBUTOR, scope: cloud.containerUri });
    return identity.principalId as string;
  };
  const put = (name: string, metadata: Record<string, string> = CATEGORY) =>
    cloud.container.getBlockBlobClient(name).upload(bytes, bytes.length, { metadata });
  const runs = async (): Promise<Run[]> => {
    const { json } = await callArm(cloud, 'GET', 'target', '/pipelineRuns');
    return (json.value as Run[]).filter(({ properties }) =>
      properties.request.pipelineResourceId.endsWith(`/${pipeline}`),
    );
  };
  const imported = async (): Promise<(string | undefined)[]> =>
    (await runs()).map(({ properties }) => properties.request.source?.name);
  const succeeded = async (): Promise<Run[]> => {
    let found: Run[] = [];
    await until(async () => {
      found = await runs();
      return found.length > 0 && found.every(({ properties }) => properties.provisioningState === 'Succeeded');
    });
    return found;
  };
  /** Two scans: the second begins after the first has ended. */
  const scanned = async () => {
    const probe = `probe ${steps.fresh('')}`;
    for (const time of ['1', '2']) {
      await put(`${probe} ${time}`);
      await until(async () => (await imported()).includes(`${probe} ${time}`));
    }
    return (await imported()).filter((name) => !name?.startsWith('probe'));
  };

  /** A whole scan: pipelines are scanned in order, and one that was made now comes last. */
  const watched = async () => {
    const watcher = steps.fresh('watcher');
    const { identity } = await putPipeline(cloud, 'target', watcher, { sourceTrigger: 'Enabled' });
    cloud.admin.assignRole({ principalId: identity.principalId, role: CONTRIBUTOR, scope: cloud.containerUri });
    await until(async () => {
      const { json } = await callArm(cloud, 'GET', 'target', '/pipelineRuns');
      return (json.value as Run[]).some(({ name }) => name.startsWith(`${watcher}_`));
    });
    await remove(watcher);
  };

  it('imports a blob by a run of its own', async () => {
    // Act
    await enable();
    await put('folder/one.tar');
    const [run] = await succeeded();

    // Assess
    const properties = await cloud.container.getBlobClient('folder/one.tar').getProperties();
    const timestamp = properties.lastModified?.toISOString().replace('Z', '0000+00:00');
    expect(run?.name).toMatch(new RegExp(`^${pipeline}_[0-9a-f]{16}$`));
    expect(run?.properties).toMatchObject({
      request: { source: { type: 'AzureStorageBlob', name: 'folder/one.tar' } },
      response: {
        status: 'Succeeded',
        importedArtifacts: ['app/one:v1'],
        trigger: { sourceTrigger: { timestamp } },
      },
    });
    expect(await cloud.target.getManifest('app/one', 'v1')).toBeDefined();
  });

  it('imports the same blob once, and again when it was written anew', async () => {
    await enable();
    await put('one.tar');
    expect(await scanned()).toEqual(['one.tar']);
    await put('one.tar');
    expect(await scanned()).toEqual(['one.tar', 'one.tar']);
  });

  it('imports nothing again whose run was deleted, nor after a restart', async () => {
    await enable();
    await put('one.tar');
    const [run] = await succeeded();
    await callArm(cloud, 'DELETE', 'target', `/pipelineRuns/${run?.name}`);
    await cloud.restartResourceManager();
    expect(await scanned()).toEqual([]);
  });

  it('takes up after a restart the run that it had started', async () => {
    cloud.admin.holds.hold('run.import.beforeTags');
    await enable();
    await put('one.tar');
    await until(() => cloud.admin.holds.waiting('run.import.beforeTags') === 1);
    const stopped = cloud.restartResourceManager();
    cloud.admin.holds.release('run.import.beforeTags');
    await stopped;
    await succeeded();
    expect(await scanned()).toEqual(['one.tar']);
  });

  it('imports after a restart what came meanwhile', async () => {
    await enable();
    await put('one.tar');
    await succeeded();
    cloud.admin.changeSettings({ sourceTriggerSeconds: 900 });
    await put('two.tar');
    await cloud.restartResourceManager();
    cloud.admin.changeSettings({ sourceTriggerSeconds: 0.3 });
    expect(await scanned()).toEqual(['one.tar', 'two.tar']);
  });

  it('does nothing while it is Disabled, follows switches, and takes what lies there once it is Enabled', async () => {
    await enable('Disabled');
    await put('one.tar');
    await watched();
    expect(await runs()).toEqual([]);

    await enable('Enabled');
    expect(await scanned()).toEqual(['one.tar']);
  });

  it('imports what another run has imported already: the two know nothing of each other', async () => {
    await enable('Disabled');
    await put('one.tar');
    await putRun(cloud, 'target', steps.fresh('run'), { pipeline, blob: 'one.tar' });
    await succeeded();
    await enable('Enabled');
    expect(await scanned()).toEqual(['one.tar', 'one.tar']);
  });

  it('ignores blobs without a category, and without an MD5, and leaves no trace', async () => {
    // Prepare
    await enable();
    await put('no category.tar', {});
    const blocks = cloud.container.getBlockBlobClient('no md5.tar');
    const id = Buffer.from('1').toString('base64');
    await blocks.stageBlock(id, bytes, bytes.length);

    // Act
    await blocks.commitBlockList([id], { metadata: CATEGORY });

    // Assess
    expect(await scanned()).toEqual([]);
    await blocks.setHTTPHeaders({ blobContentMD5: (await blocks.getProperties()).contentMD5 ?? new Uint8Array(16) });
    expect(await scanned()).toEqual(['no md5.tar']);
  });

  it('ignores a container that its identity may not list', async () => {
    const principalId = await enable();
    cloud.admin.removeRole({ principalId, role: CONTRIBUTOR, scope: cloud.containerUri });
    await put('one.tar');
    await watched();
    expect(await runs()).toEqual([]);
    cloud.admin.assignRole({ principalId, role: CONTRIBUTOR, scope: cloud.containerUri });
    expect(await scanned()).toEqual(['one.tar']);
  });

  it.each([
    ['r', []],
    ['rl', ['one.tar']],
  ])('with a SAS that allows %s imports %j', async (permissions, expected) => {
    // Prepare
    const keyVaultUri = `${cloud.vault.origin}/secrets/${steps.fresh('sas')}`;
    const token = createToken(realPlatform, { audience: 'https://vault.azure.net', principalId: CALLER });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const body = { value: cloud.sas(permissions) };
    await callHttp('PUT', `${keyVaultUri}?api-version=7.4`, { ca: cloud.tls.cert, headers, body });
    await put('one.tar');

    // Act
    await putPipeline(cloud, 'target', pipeline, { sourceTrigger: 'Enabled', keyVaultUri });
    await watched();

    // Assess
    expect(await imported()).toEqual(expected);
  });
});
