import { STACK_NAMES } from '../../../../local/stackNames';
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
});
