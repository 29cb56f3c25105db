import { MACHINE } from '../../../../local/machine';
import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { createContainerRegistryManagement } from '@azure/arm-containerregistry/api';
import { createToken } from '../../../../local/identity/createToken';
import { STACK_NAMES, registryResourceId } from '../../../../local/stackNames';
import { callHttp } from '../../callHttp';
import { API_VERSION, callArm } from '../armClient';
import { credential, runBody, startTestResourceManager, type TestResourceManager } from '../resourceManagerFixture';

describe('management plane', () => {
  let cloud: TestResourceManager;

  beforeEach(async () => {
    cloud = await startTestResourceManager();
  });
  afterEach(() => cloud.close());

  it('answers the registry as the stable SDK reads it', async () => {
    const client = new ContainerRegistryManagementClient(credential, STACK_NAMES.source.subscriptionId, {
      endpoint: cloud.arm,
      credentials: { scopes: ['https://management.azure.com/.default'] },
      tlsOptions: { ca: cloud.tls.cert },
    });
    const registry = await client.registries.get(STACK_NAMES.source.resourceGroup, STACK_NAMES.source.registry);
    expect(registry).toMatchObject({
      id: registryResourceId('source'),
      sku: { name: 'Premium', tier: 'Premium' },
      loginServer: '127.0.0.1:5001',
      provisioningState: 'Succeeded',
    });
    const names: (string | undefined)[] = [];
    for await (const each of client.registries.list()) names.push(each.name);
    expect(names).toEqual([STACK_NAMES.source.registry]);
    const missing = client.registries.get(STACK_NAMES.source.resourceGroup, 'nothing');
    await expect(missing).rejects.toMatchObject({ statusCode: 404, code: 'ResourceNotFound' });
  });

  it('serves pipeline runs to the raw client', async () => {
    await cloud.putPipeline();
    const client = createContainerRegistryManagement(credential, STACK_NAMES.source.subscriptionId, {
      endpoint: cloud.arm,
      apiVersion: API_VERSION,
      credentials: { scopes: ['https://management.azure.com/.default'] },
      tlsOptions: { ca: cloud.tls.cert },
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
      `Bearer ${createToken(MACHINE, { audience: 'https://storage.azure.com', principalId: STACK_NAMES.appPrincipalId })}`,
      'InvalidAuthenticationTokenAudience',
    ],
    [
      'an expired token',
      `Bearer ${createToken(MACHINE, { audience: 'https://management.azure.com', principalId: STACK_NAMES.appPrincipalId, lifetimeSeconds: -1 })}`,
      'ExpiredAuthenticationToken',
    ],
  ])('refuses %s with 401', async (_, authorization, code) => {
    const url = `${cloud.arm}${registryResourceId('source')}?api-version=2025-11-01`;
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await callHttp('GET', url, { ca: cloud.tls.cert, headers });
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
    cloud.admin.changeSettings({ enforceRateLimits: true });
    const ask = () => Promise.all(Array.from({ length: 100 }, () => callArm(cloud, 'GET', 'source', '')));
    const isThrottled = ({ status }: { status: number }) => status === 429;
    let answers = await ask();
    // The bucket fills up again meanwhile: a slow machine takes longer to empty it.
    while (!answers.some(isThrottled)) answers = await ask();
    expect(answers.find(isThrottled)?.headers['retry-after']).toBe('1');
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
    cloud.admin.changeSettings({ pipelineApiVersions: ['2019-12-01-preview'] });
    expect((await callArm(cloud, 'GET', 'source', '/pipelineRuns')).status).toBe(400);
    const old = { apiVersion: '2019-12-01-preview' };
    expect((await callArm(cloud, 'GET', 'source', '/pipelineRuns', old)).json).toEqual({ value: [] });
  });
});
