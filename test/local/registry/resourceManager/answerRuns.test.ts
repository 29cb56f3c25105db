import { registryResourceId } from '../../../../local/stackNames';
import { callHttp } from '../../callHttp';
import { API_VERSION, callArm } from '../armClient';
import { credential, runBody, startTestResourceManager, type TestResourceManager } from '../resourceManagerFixture';

describe('pipeline runs', () => {
  let cloud: TestResourceManager;

  beforeEach(async () => {
    cloud = await startTestResourceManager();
  });
  afterEach(() => cloud.close());

  it.each(['abcd', 'a'.repeat(51), 'with-hyphen', 'with_underscore', 'with.dot'])(
    'refuses to create "%s", but lets it be asked for and deleted',
    async (name) => {
      await cloud.putPipeline();
      expect(await cloud.putRun(name)).toMatchObject({ status: 400, json: { error: { code: 'InvalidResourceName' } } });
      expect((await cloud.putPipeline(name)).status).toBe(400);
      expect((await callArm(cloud, 'GET', 'source', `/pipelineRuns/${name}`)).status).toBe(404);
      expect((await callArm(cloud, 'DELETE', 'source', `/pipelineRuns/${name}`)).status).toBe(204);
    },
  );

  it('refuses runs that cannot be: 50 artifacts at most, a blob, a pipeline of this registry', async () => {
    await cloud.putPipeline();
    const artifacts = Array.from({ length: 51 }, (_, index) => `app:v${index}`);
    expect(await cloud.putRun('toomany', runBody({}, artifacts))).toMatchObject({ status: 400 });
    expect(await cloud.putRun('fifty', runBody({}, artifacts.slice(1)))).toMatchObject({ status: 201 });
    expect(await cloud.putRun('nothing', runBody({}, []))).toMatchObject({ status: 400 });
    const { request } = runBody().properties;
    for (const pipelineResourceId of [
      `${registryResourceId('source')}/exportPipelines/nothing`,
      `${registryResourceId('target')}/exportPipelines/exportone`,
    ]) {
      const answer = await cloud.putRun('unknown', { properties: { request: { ...request, pipelineResourceId } } });
      expect(answer).toMatchObject({ status: 404, json: { error: { code: 'ResourceNotFound' } } });
    }
    expect(await cloud.putRun('noblob', { properties: { request: { ...request, target: {} } } })).toMatchObject({
      status: 400,
    });
  });

  it('runs an identical PUT once, a new forceUpdateTag again, and refuses both changes while it runs', async () => {
    await cloud.putPipeline();
    const first = await cloud.putRun('run01');
    const operation = (answer: { headers: Record<string, unknown> }) => answer.headers['azure-asyncoperation'];
    expect(await cloud.putRun('run01')).toMatchObject({ status: 200 });
    expect(operation(await cloud.putRun('run01'))).toBeUndefined();
    expect(await cloud.putRun('run01', runBody({ forceUpdateTag: '1' }))).toMatchObject({ status: 409 });
    cloud.admin.holds.release('run.*');
    const state = async () => (await callArm(cloud, 'GET', 'source', '/pipelineRuns/run01')).json.properties;
    while ((await state()).provisioningState !== 'Failed');
    expect((await state()).response.pipelineRunErrorMessage).toContain('Failed to access storage.');
    expect(await cloud.putRun('run01')).toMatchObject({
      status: 200,
      json: { properties: { provisioningState: 'Failed' } },
    });
    cloud.admin.holds.hold('run.*');
    const again = await cloud.putRun('run01', runBody({ forceUpdateTag: '1' }));
    expect(again).toMatchObject({ status: 201, json: { properties: { provisioningState: 'Creating' } } });
    expect(operation(again)).not.toBe(operation(first));
  });

  it('can show provisioningState Succeeded while the run is Running', async () => {
    await cloud.putPipeline();
    cloud.admin.holds.release('run.*');
    cloud.admin.faults.add({ step: 'run.export.start', times: 1, action: { type: 'stayRunning' } });
    cloud.admin.changeSettings({ provisioningStateLeads: true });
    await cloud.putRun('run01');
    const read = async () => (await callArm(cloud, 'GET', 'source', '/pipelineRuns/run01')).json.properties;
    while ((await read()).response?.status !== 'Running');
    expect(await read()).toMatchObject({ provisioningState: 'Succeeded', response: { progress: { percentage: '0' } } });
    expect((await read()).response.startTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}\+00:00$/);
  });

  it('lists oldest first, in pages that nextLink leads through', async () => {
    await cloud.putPipeline();
    cloud.admin.changeSettings({ pageSize: 2 });
    const names = ['runaa', 'runbb', 'runcc', 'rundd', 'runee'];
    for (const name of names) await cloud.putRun(name);
    const found: string[] = [];
    let pages = 0;
    let next: string | undefined =
      `${cloud.arm}${registryResourceId('source')}/pipelineRuns?api-version=${API_VERSION}`;
    while (next !== undefined) {
      const { token } = await credential.getToken();
      const answer = await callHttp('GET', next, { ca: cloud.tls.cert, headers: { authorization: `Bearer ${token}` } });
      found.push(...answer.json.value.map((run: { name: string }) => run.name));
      next = answer.json.nextLink;
      pages += 1;
    }
    expect(found).toEqual(names);
    expect(pages).toBe(3);
  });

  it('deletes: pipelines at once, runs through a Location that ends in success, what is not there with 204', async () => {
    await cloud.putPipeline();
    await cloud.putRun('run01');
    const deleted = await callArm(cloud, 'DELETE', 'source', '/pipelineRuns/run01');
    expect(deleted.status).toBe(202);
    const { token } = await credential.getToken();
    const headers = { authorization: `Bearer ${token}` };
    const operation = await callHttp('GET', deleted.headers.location ?? '', { ca: cloud.tls.cert, headers });
    expect(operation).toMatchObject({ status: 200, json: { status: 'Succeeded' } });
    expect((await callArm(cloud, 'GET', 'source', '/pipelineRuns/run01')).status).toBe(404);
    expect((await callArm(cloud, 'DELETE', 'source', '/pipelineRuns/run01')).status).toBe(204);
    expect((await callArm(cloud, 'DELETE', 'source', '/exportPipelines/exportone')).status).toBe(200);
    expect((await callArm(cloud, 'DELETE', 'source', '/exportPipelines/exportone')).status).toBe(204);
    expect((await callArm(cloud, 'PATCH', 'source', '/exportPipelines/exportone')).status).toBe(405);
  });

  it('meets faults: an answer with Retry-After, a dropped connection, a lost answer', async () => {
    await cloud.putPipeline();
    const step = 'arm.pipelineRuns.put';
    cloud.admin.faults.add({ step, times: 1, action: { type: 'answer', status: 429, retryAfter: 7 } });
    const answer = await cloud.putRun('run01');
    expect(answer).toMatchObject({ status: 429, json: { error: { code: 'TooManyRequests' } } });
    expect(answer.headers['retry-after']).toBe('7');
    expect(answer.headers['x-ms-request-id']).toBeTruthy();
    cloud.admin.faults.add({ step, times: 1, action: { type: 'drop' } });
    await expect(cloud.putRun('run01')).rejects.toThrow('socket hang up');
    expect((await callArm(cloud, 'GET', 'source', '/pipelineRuns/run01')).status).toBe(404);
    cloud.admin.faults.add({ step, times: 1, action: { type: 'loseAnswer' } });
    await expect(cloud.putRun('run01')).rejects.toThrow('socket hang up');
    expect((await callArm(cloud, 'GET', 'source', '/pipelineRuns/run01')).status).toBe(200);
    expect(await cloud.putRun('run01')).toMatchObject({ status: 200 });
    expect(cloud.admin.requests.list({ plane: 'arm', step })).toHaveLength(4);
  });
});
