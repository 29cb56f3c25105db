import { registryResourceId, STACK_NAMES } from '../../../../local/stackNames';
import { until } from '../../callHttp';
import { callArm } from '../armClient';
import {
  container,
  identity,
  pipelineBody,
  startTestResourceManager,
  type TestResourceManager,
} from '../resourceManagerFixture';

describe('pipelines', () => {
  let cloud: TestResourceManager;

  beforeEach(async () => {
    cloud = await startTestResourceManager();
  });
  afterEach(() => cloud.close());

  it('creates a pipeline synchronously and echoes it with its identity', async () => {
    const { status, headers, json } = await cloud.putPipeline();
    expect(status).toBe(200);
    expect(headers['azure-asyncoperation']).toBeUndefined();
    expect(json).toMatchObject({
      type: 'Microsoft.ContainerRegistry/registries/exportPipelines',
      name: 'exportone',
      identity: {
        type: 'systemAssigned',
        principalId: expect.stringMatching(/^[\da-f-]{36}$/),
        tenantId: STACK_NAMES.tenantId,
      },
      properties: { target: { ...container, storageAccessMode: 'ManagedIdentity' }, provisioningState: 'Succeeded' },
    });
    expect(json.properties).not.toHaveProperty('options');
    expect((await cloud.putPipeline()).json.identity).toEqual(json.identity);
    await cloud.restart();
    expect((await callArm(cloud, 'GET', 'source', '/exportPipelines/EXPORTONE')).json.identity).toEqual(json.identity);
  });

  it('gives a user-assigned identity its ids inside, null outside, and import pipelines an enabled trigger', async () => {
    const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/x';
    const source = { ...container, storageAccessMode: 'ManagedIdentity' };
    const body = { properties: { source }, identity: { type: 'UserAssigned', userAssignedIdentities: { [id]: {} } } };
    const { json } = await callArm(cloud, 'PUT', 'target', '/importPipelines/importone', { body });
    expect(json.identity).toMatchObject({ type: 'userAssigned', principalId: null, tenantId: null });
    expect(json.identity.userAssignedIdentities[id].principalId).toMatch(/^[\da-f-]{36}$/);
    expect(json.properties.trigger).toEqual({ sourceTrigger: { status: 'Enabled' } });
  });

  it('knows storageAccessMode only from 2025-06-01-preview on', async () => {
    const before = '2025-05-01-preview';
    expect(await cloud.putPipeline('exportone', pipelineBody, before)).toMatchObject({ status: 400 });
    const target = { ...container, keyVaultUri: 'https://127.0.0.1:1/secrets/sas' };
    const { json } = await cloud.putPipeline('exportone', { identity, properties: { target } }, before);
    expect(json.properties.target).toEqual(target);
    const now = await callArm(cloud, 'GET', 'source', '/exportPipelines/exportone');
    expect(now.json.properties.target).toEqual({ ...target, storageAccessMode: 'SasToken' });
  });

  it.each([
    ['no target', { properties: {} }],
    ['a SAS pipeline without secret', { properties: { target: container } }],
    ['an unknown option', { properties: { ...pipelineBody.properties, options: ['OverwriteTags'] } }],
    ['an unknown mode', { properties: { target: { ...container, storageAccessMode: 'Magic' } } }],
    [
      'plain http',
      { properties: { target: { ...container, uri: 'http://x/y', storageAccessMode: 'ManagedIdentity' } } },
    ],
    ['an unknown identity', { ...pipelineBody, identity: { type: 'None' } }],
    ['no JSON', 'nonsense'],
  ])('refuses a pipeline with %s', async (_, body) => {
    expect(await cloud.putPipeline('exportone', body)).toMatchObject({ status: 400, json: { error: { code: /./ } } });
    expect((await callArm(cloud, 'GET', 'source', '/exportPipelines')).json.value).toEqual([]);
  });

  describe('over time', () => {
    const at = '/exportPipelines/exportone';
    const stateOf = async () => (await callArm(cloud, 'GET', 'source', at)).json?.properties?.provisioningState;
    const operationOf = (url: unknown) =>
      callArm(cloud, 'GET', 'source', new URL(String(url)).pathname.replace(registryResourceId('source'), ''));

    it('is Creating, then Succeeded; Updating, then Succeeded; meanwhile a change or a removal is refused', async () => {
      cloud.admin.changeSettings({ pipelineSeconds: 0.4 });
      const created = await cloud.putPipeline();
      expect([created.status, created.json.properties.provisioningState]).toEqual([201, 'Creating']);
      for (const refused of [await cloud.putPipeline(), await callArm(cloud, 'DELETE', 'source', at)])
        expect([refused.status, refused.json.error.code]).toEqual([409, 'Conflict']);
      await until(async () => (await stateOf()) === 'Succeeded');
      expect((await operationOf(created.headers['azure-asyncoperation'])).json.status).toBe('Succeeded');
      const updated = await cloud.putPipeline();
      expect([updated.status, updated.json.properties.provisioningState]).toEqual([200, 'Updating']);
      expect(updated.json.identity).toEqual(created.json.identity);
      await until(async () => (await stateOf()) === 'Succeeded');
    });

    it('ends as Failed with its reason, until a change succeeds', async () => {
      cloud.admin.changeSettings({ pipelineFailure: 'No such vault.' });
      const failed = (await cloud.putPipeline()).json;
      expect(failed).toMatchObject({
        properties: { provisioningState: 'Failed' },
        error: { message: 'No such vault.' },
      });
      cloud.admin.changeSettings({ pipelineFailure: '' });
      const mended = (await cloud.putPipeline()).json;
      expect(mended.properties.provisioningState).toBe('Succeeded');
      expect(mended).not.toHaveProperty('error');
    });

    it('is Deleting, then gone, over a restart too', async () => {
      await cloud.putPipeline();
      cloud.admin.changeSettings({ pipelineSeconds: 0.4 });
      const deleted = await callArm(cloud, 'DELETE', 'source', at);
      expect([deleted.status, await stateOf()]).toEqual([202, 'Deleting']);
      expect((await operationOf(deleted.headers['location'])).json.status).toBe('Deleting');
      await cloud.restart();
      await until(async () => (await callArm(cloud, 'GET', 'source', at)).status === 404);
      expect((await callArm(cloud, 'DELETE', 'source', at)).status).toBe(204);
    });

    it('is not deleted while it has runs', async () => {
      await cloud.putPipeline();
      expect((await cloud.putRun('run01')).status).toBe(201);
      const refused = await callArm(cloud, 'DELETE', 'source', at);
      expect([refused.status, refused.json.error.message]).toEqual([409, expect.stringContaining('in progress')]);
      await callArm(cloud, 'DELETE', 'source', '/pipelineRuns/run01');
      expect((await callArm(cloud, 'DELETE', 'source', at)).status).toBe(200);
    });
  });
});
