import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { createContainerRegistryManagement } from '@azure/arm-containerregistry/api';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Admin, createAdmin } from '../../../../local/admin/createAdmin';
import type { RunningServer, TlsFiles } from '../../../../local/http/startServer';
import { createToken } from '../../../../local/identity/createToken';
import { NAMES, registryResourceId } from '../../../../local/names';
import type { ContentStore } from '../../../../local/registry/contentStore';
import { createContentStore } from '../../../../local/registry/createContentStore';
import { startManagement } from '../../../../local/registry/management/startManagement';
import { callHttp } from '../../callHttp';
import { testTls } from '../../testTls';
import { API_VERSION, callArm } from '../armClient';

const CALLER = NAMES.appPrincipalId;
const credential = {
  getToken: async () => ({
    token: createToken({ audience: 'https://management.azure.com', principalId: CALLER }),
    expiresOnTimestamp: Date.now() + 3_600_000,
  }),
};

describe('management plane', () => {
  let folder: string;
  let tls: TlsFiles;
  let admin: Admin;
  let store: ContentStore;
  let management: RunningServer;
  let cloud: { arm: string; tls: TlsFiles };

  const start = async (): Promise<void> => {
    const registries = (['source', 'target'] as const).map((end) => ({
      ...{ resourceId: registryResourceId(end), loginServer: '127.0.0.1:5001', store },
    }));
    management = await startManagement({ port: 0, tls, registries, folder: path.join(folder, 'arm'), admin });
    cloud = { arm: management.origin, tls };
  };
  beforeAll(async () => {
    tls = await testTls();
  });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'arm test '));
    admin = createAdmin({ folder: path.join(folder, 'admin') });
    store = await createContentStore(path.join(folder, 'content'));
    // Runs stop before they touch storage, which these tests have none of.
    admin.holds.hold('run.*');
    await start();
  });
  afterEach(async () => {
    await management.close();
    await rm(folder, { recursive: true });
  });

  const container = { type: 'AzureStorageBlobContainer', uri: 'https://127.0.0.1:1/account/container' };
  const identity = { type: 'SystemAssigned' };
  const pipelineBody = { identity, properties: { target: { ...container, storageAccessMode: 'ManagedIdentity' } } };
  const importBody = { identity, properties: { source: { ...container, storageAccessMode: 'ManagedIdentity' } } };
  const putPipeline = (name = 'exportone', body: unknown = pipelineBody, apiVersion?: string) =>
    callArm(cloud, 'PUT', 'source', `/exportPipelines/${name}`, { body, ...(apiVersion ? { apiVersion } : {}) });
  const runBody = (properties: Record<string, unknown> = {}, artifacts: unknown = ['app:v1']) => ({
    properties: {
      request: {
        pipelineResourceId: `${registryResourceId('source')}/exportPipelines/exportone`,
        target: { type: 'AzureStorageBlob', name: 'blob' },
        artifacts,
      },
      ...properties,
    },
  });
  const putRun = (name: string, body: unknown = runBody()) =>
    callArm(cloud, 'PUT', 'source', `/pipelineRuns/${name}`, { body });

  it('answers the registry as the stable SDK reads it', async () => {
    const client = new ContainerRegistryManagementClient(credential, NAMES.source.subscriptionId, {
      endpoint: cloud.arm,
      credentials: { scopes: ['https://management.azure.com/.default'] },
      tlsOptions: { ca: tls.cert },
    });
    const registry = await client.registries.get(NAMES.source.resourceGroup, NAMES.source.registry);
    expect(registry).toMatchObject({
      id: registryResourceId('source'),
      sku: { name: 'Premium', tier: 'Premium' },
      loginServer: '127.0.0.1:5001',
      provisioningState: 'Succeeded',
    });
    const names: (string | undefined)[] = [];
    for await (const each of client.registries.list()) names.push(each.name);
    expect(names).toEqual([NAMES.source.registry]);
    const missing = client.registries.get(NAMES.source.resourceGroup, 'nothing');
    await expect(missing).rejects.toMatchObject({ statusCode: 404, code: 'ResourceNotFound' });
  });

  it('serves pipeline runs to the raw client', async () => {
    await putPipeline();
    const client = createContainerRegistryManagement(credential, NAMES.source.subscriptionId, {
      endpoint: cloud.arm,
      apiVersion: API_VERSION,
      credentials: { scopes: ['https://management.azure.com/.default'] },
      tlsOptions: { ca: tls.cert },
    });
    const options = { body: runBody(), queryParameters: { 'api-version': API_VERSION } };
    const answer = await client.pathUnchecked(`${registryResourceId('source')}/pipelineRuns/run01`).put(options);
    expect(answer.status).toBe('201');
    expect(answer.body).toMatchObject({ name: 'run01', properties: { provisioningState: 'Creating' } });
    const operation = answer.headers['azure-asyncoperation'] ?? '';
    expect(operation).toContain('/pipelineRuns/run01/operationStatuses/pipelineruns-');
    const status = await client.pathUnchecked(operation).get();
    expect(status).toMatchObject({ status: '200', body: { status: 'Creating' } });
  });

  it.each([
    ['no token', undefined, 'AuthenticationFailed'],
    ['something else', 'Basic abc', 'InvalidAuthenticationToken'],
    [
      'a token for storage',
      `Bearer ${createToken({ audience: 'https://storage.azure.com', principalId: CALLER })}`,
      'InvalidAuthenticationTokenAudience',
    ],
    [
      'an expired token',
      `Bearer ${createToken({ audience: 'https://management.azure.com', principalId: CALLER, lifetimeSeconds: -1 })}`,
      'ExpiredAuthenticationToken',
    ],
  ])('refuses %s with 401', async (_, authorization, code) => {
    const url = `${cloud.arm}${registryResourceId('source')}?api-version=2025-11-01`;
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await callHttp('GET', url, { ca: tls.cert, headers });
    expect(answer).toMatchObject({ status: 401, json: { error: { code, message: expect.any(String) } } });
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer authorization_uri=/);
  });

  it('puts tracing and rate headers on every answer, errors included', async () => {
    const headers = { 'x-ms-correlation-request-id': '11111111-2222-3333-4444-555555555555' };
    for (const at of ['', '/exportPipelines/nothing', '/nonsense']) {
      const answer = await callArm(cloud, 'GET', 'source', at, { headers });
      expect(answer.headers['x-ms-correlation-request-id']).toBe(headers['x-ms-correlation-request-id']);
      expect(answer.headers['x-ms-request-id']).toMatch(/^[\da-f-]{36}$/);
    }
    const { headers: sent } = await callArm(cloud, 'GET', 'source', '');
    expect(Number(sent['x-ms-ratelimit-remaining-subscription-reads'])).toBeGreaterThan(100);
  });

  it('answers 429 once a bucket is empty, when told to', async () => {
    admin.changeSettings({ enforceRateLimits: true });
    const answers = await Promise.all(Array.from({ length: 300 }, () => callArm(cloud, 'GET', 'source', '')));
    const throttled = answers.filter((answer) => answer.status === 429);
    expect(throttled.length).toBeGreaterThan(0);
    expect(throttled[0]?.headers['retry-after']).toBe('1');
  });

  it.each([
    ['2025-11-01', '/exportPipelines'],
    ['2018-01-01-preview', '/pipelineRuns'],
    ['1999-01-01', ''],
  ])('refuses api-version %s at %s with what is supported', async (apiVersion, at) => {
    const answer = await callArm(cloud, 'GET', 'source', at, { apiVersion });
    expect(answer).toMatchObject({ status: 400, json: { error: { code: 'NoRegisteredProviderFound' } } });
    expect(answer.headers['api-supported-versions']).toContain('2025-06-01-preview');
  });

  it('may be a cloud that knows only the oldest version', async () => {
    admin.changeSettings({ pipelineApiVersions: ['2019-12-01-preview'] });
    expect((await callArm(cloud, 'GET', 'source', '/pipelineRuns')).status).toBe(400);
    const old = { apiVersion: '2019-12-01-preview' };
    expect((await callArm(cloud, 'GET', 'source', '/pipelineRuns', old)).json).toEqual({ value: [] });
  });

  it('creates a pipeline synchronously and echoes it with its identity', async () => {
    const { status, headers, json } = await putPipeline();
    expect(status).toBe(200);
    expect(headers['azure-asyncoperation']).toBeUndefined();
    expect(json).toMatchObject({
      type: 'Microsoft.ContainerRegistry/registries/exportPipelines',
      name: 'exportone',
      identity: {
        type: 'systemAssigned',
        principalId: expect.stringMatching(/^[\da-f-]{36}$/),
        tenantId: NAMES.tenantId,
      },
      properties: { target: { ...container, storageAccessMode: 'ManagedIdentity' }, provisioningState: 'Succeeded' },
    });
    expect(json.properties).not.toHaveProperty('options');
    expect((await putPipeline()).json.identity).toEqual(json.identity);
    await management.close();
    await start();
    expect((await callArm(cloud, 'GET', 'source', '/exportPipelines/EXPORTONE')).json.identity).toEqual(json.identity);
  });

  it('gives a user-assigned identity its ids inside, null outside, and import pipelines an enabled trigger', async () => {
    const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/x';
    const body = { ...importBody, identity: { type: 'UserAssigned', userAssignedIdentities: { [id]: {} } } };
    const { json } = await callArm(cloud, 'PUT', 'target', '/importPipelines/importone', { body });
    expect(json.identity).toMatchObject({ type: 'userAssigned', principalId: null, tenantId: null });
    expect(json.identity.userAssignedIdentities[id].principalId).toMatch(/^[\da-f-]{36}$/);
    expect(json.properties.trigger).toEqual({ sourceTrigger: { status: 'Enabled' } });
  });

  it('knows storageAccessMode only from 2025-06-01-preview on', async () => {
    const before = '2025-05-01-preview';
    expect(await putPipeline('exportone', pipelineBody, before)).toMatchObject({ status: 400 });
    const target = { ...container, keyVaultUri: 'https://127.0.0.1:1/secrets/sas' };
    const { json } = await putPipeline('exportone', { identity, properties: { target } }, before);
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
    expect(await putPipeline('exportone', body)).toMatchObject({ status: 400, json: { error: { code: /./ } } });
    expect((await callArm(cloud, 'GET', 'source', '/exportPipelines')).json.value).toEqual([]);
  });

  it.each(['abcd', 'a'.repeat(51), 'with-hyphen', 'with_underscore', 'with.dot'])(
    'refuses to create "%s", but lets it be asked for and deleted',
    async (name) => {
      await putPipeline();
      expect(await putRun(name)).toMatchObject({ status: 400, json: { error: { code: 'InvalidResourceName' } } });
      expect((await putPipeline(name)).status).toBe(400);
      expect((await callArm(cloud, 'GET', 'source', `/pipelineRuns/${name}`)).status).toBe(404);
      expect((await callArm(cloud, 'DELETE', 'source', `/pipelineRuns/${name}`)).status).toBe(204);
    },
  );

  it('refuses runs that cannot be: 50 artifacts at most, a blob, a pipeline of this registry', async () => {
    await putPipeline();
    const artifacts = Array.from({ length: 51 }, (_, index) => `app:v${index}`);
    expect(await putRun('toomany', runBody({}, artifacts))).toMatchObject({ status: 400 });
    expect(await putRun('fifty', runBody({}, artifacts.slice(1)))).toMatchObject({ status: 201 });
    expect(await putRun('nothing', runBody({}, []))).toMatchObject({ status: 400 });
    const { request } = runBody().properties;
    for (const pipelineResourceId of [
      `${registryResourceId('source')}/exportPipelines/nothing`,
      `${registryResourceId('target')}/exportPipelines/exportone`,
    ]) {
      const answer = await putRun('unknown', { properties: { request: { ...request, pipelineResourceId } } });
      expect(answer).toMatchObject({ status: 404, json: { error: { code: 'ResourceNotFound' } } });
    }
    expect(await putRun('noblob', { properties: { request: { ...request, target: {} } } })).toMatchObject({
      status: 400,
    });
  });

  it('runs an identical PUT once, a new forceUpdateTag again, and refuses both changes while it runs', async () => {
    await putPipeline();
    const first = await putRun('run01');
    const operation = (answer: { headers: Record<string, unknown> }) => answer.headers['azure-asyncoperation'];
    expect(await putRun('run01')).toMatchObject({ status: 200 });
    expect(operation(await putRun('run01'))).toBeUndefined();
    expect(await putRun('run01', runBody({ forceUpdateTag: '1' }))).toMatchObject({ status: 409 });
    admin.holds.release('run.*');
    const state = async () => (await callArm(cloud, 'GET', 'source', '/pipelineRuns/run01')).json.properties;
    while ((await state()).provisioningState !== 'Failed');
    expect((await state()).response.pipelineRunErrorMessage).toContain('Failed to access storage.');
    expect(await putRun('run01')).toMatchObject({ status: 200, json: { properties: { provisioningState: 'Failed' } } });
    admin.holds.hold('run.*');
    const again = await putRun('run01', runBody({ forceUpdateTag: '1' }));
    expect(again).toMatchObject({ status: 201, json: { properties: { provisioningState: 'Creating' } } });
    expect(operation(again)).not.toBe(operation(first));
  });

  it('can show provisioningState Succeeded while the run is Running', async () => {
    await putPipeline();
    admin.holds.release('run.*');
    admin.faults.add({ step: 'run.export.start', times: 1, action: { type: 'stayRunning' } });
    admin.changeSettings({ provisioningStateLeads: true });
    await putRun('run01');
    const read = async () => (await callArm(cloud, 'GET', 'source', '/pipelineRuns/run01')).json.properties;
    while ((await read()).response?.status !== 'Running');
    expect(await read()).toMatchObject({ provisioningState: 'Succeeded', response: { progress: { percentage: '0' } } });
    expect((await read()).response.startTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}\+00:00$/);
  });

  it('lists oldest first, in pages that nextLink leads through', async () => {
    await putPipeline();
    admin.changeSettings({ pageSize: 2 });
    const names = ['runaa', 'runbb', 'runcc', 'rundd', 'runee'];
    for (const name of names) await putRun(name);
    const found: string[] = [];
    let pages = 0;
    let next: string | undefined =
      `${cloud.arm}${registryResourceId('source')}/pipelineRuns?api-version=${API_VERSION}`;
    while (next !== undefined) {
      const { token } = await credential.getToken();
      const answer = await callHttp('GET', next, { ca: tls.cert, headers: { authorization: `Bearer ${token}` } });
      found.push(...answer.json.value.map((run: { name: string }) => run.name));
      next = answer.json.nextLink;
      pages += 1;
    }
    expect(found).toEqual(names);
    expect(pages).toBe(3);
  });

  it('deletes: pipelines at once, runs through a Location that ends in success, what is not there with 204', async () => {
    await putPipeline();
    await putRun('run01');
    const deleted = await callArm(cloud, 'DELETE', 'source', '/pipelineRuns/run01');
    expect(deleted.status).toBe(202);
    const { token } = await credential.getToken();
    const headers = { authorization: `Bearer ${token}` };
    const operation = await callHttp('GET', deleted.headers.location ?? '', { ca: tls.cert, headers });
    expect(operation).toMatchObject({ status: 200, json: { status: 'Succeeded' } });
    expect((await callArm(cloud, 'GET', 'source', '/pipelineRuns/run01')).status).toBe(404);
    expect((await callArm(cloud, 'DELETE', 'source', '/pipelineRuns/run01')).status).toBe(204);
    expect((await callArm(cloud, 'DELETE', 'source', '/exportPipelines/exportone')).status).toBe(200);
    expect((await callArm(cloud, 'DELETE', 'source', '/exportPipelines/exportone')).status).toBe(204);
    expect((await callArm(cloud, 'PATCH', 'source', '/exportPipelines/exportone')).status).toBe(405);
  });

  it('meets faults: an answer with Retry-After, a dropped connection, a lost answer', async () => {
    await putPipeline();
    const step = 'arm.pipelineRuns.put';
    admin.faults.add({ step, times: 1, action: { type: 'answer', status: 429, retryAfter: 7 } });
    const answer = await putRun('run01');
    expect(answer).toMatchObject({ status: 429, json: { error: { code: 'TooManyRequests' } } });
    expect(answer.headers['retry-after']).toBe('7');
    expect(answer.headers['x-ms-request-id']).toBeTruthy();
    admin.faults.add({ step, times: 1, action: { type: 'drop' } });
    await expect(putRun('run01')).rejects.toThrow('socket hang up');
    expect((await callArm(cloud, 'GET', 'source', '/pipelineRuns/run01')).status).toBe(404);
    admin.faults.add({ step, times: 1, action: { type: 'loseAnswer' } });
    await expect(putRun('run01')).rejects.toThrow('socket hang up');
    expect((await callArm(cloud, 'GET', 'source', '/pipelineRuns/run01')).status).toBe(200);
    expect(await putRun('run01')).toMatchObject({ status: 200 });
    expect(admin.requests.list({ plane: 'arm', step })).toHaveLength(4);
  });
});
