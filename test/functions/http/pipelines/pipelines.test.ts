import { AccessDeniedError, PipelineBusyError } from '../../../../src/domain/failures/errors';
import type { PipelineSettings } from '../../../../src/domain/pipelines/pipelineSettings';
import { partialReport } from '../../../helpers/partialReport';
import { record } from '../../../helpers/record';
import { route, routeEnd, SOURCE, TARGET } from '../../../helpers/route';
import { createApi } from '../apiFixture';

const EXPORT: PipelineSettings = { options: ['OverwriteBlobs'], storageAccessMode: 'ManagedIdentity' };
const IMPORT: PipelineSettings = { ...EXPORT, options: ['OverwriteTags'], sourceTrigger: 'Disabled' };
const BOTH = route({
  source: routeEnd('builds', { pipelineSettings: EXPORT }),
  target: routeEnd('production', { pipelineSettings: IMPORT }),
});

function setUp(described = BOTH) {
  const api = createApi();
  api.loadsRoutes({ routes: new Map([['prod', described]]), mistakes: [] });
  const outcomes = async (query = '') => {
    const { status, body } = await api.putPipelines('prod', query);
    return [status, ...(body.pipelines ?? []).map(({ outcome }: { outcome: string }) => outcome)];
  };
  return { ...api, outcomes };
}

describe('GET /api/routes/{route}/pipelines', () => {
  it('shows what is not there, what should be, and whom to give what', async () => {
    const { status, body } = await setUp().getPipelines('prod');
    expect(status).toBe(200);
    expect(body.pipelines).toMatchObject([
      {
        ...{ end: 'source', name: SOURCE.pipeline },
        resourceId: `${SOURCE.registryId}/exportPipelines/${SOURCE.pipeline}`,
        desired: { containerUri: SOURCE.containerUri, ...EXPORT },
        difference: [{ what: 'pipeline', is: null, shouldBe: 'exists' }],
        needs: [{ role: 'Storage Blob Data Contributor' }],
      },
      { end: 'target', difference: [{ what: 'pipeline' }], needs: [{ role: 'Storage Blob Data Reader' }] },
    ]);
    expect(body.pipelines[0]).not.toHaveProperty('actual');
  });

  it('shows what is and how it differs; nothing to compare where the file says nothing', async () => {
    const { getPipelines, putPipelines, routePipelines, loadsRoutes } = setUp();
    await putPipelines('prod');
    routePipelines.at('target', TARGET).options = ['overwritetags', 'DeleteSourceBlobOnSuccess'];
    const { body } = await getPipelines('prod');
    expect(body.pipelines.map(({ difference }: { difference: object[] }) => difference)).toEqual([
      [],
      [{ what: 'options', is: 'DeleteSourceBlobOnSuccess, overwritetags', shouldBe: 'OverwriteTags' }],
    ]);
    expect(body.pipelines[0]).toMatchObject({
      actual: { provisioningState: 'Succeeded', identity: { type: 'SystemAssigned' } },
      needs: [{ command: expect.stringMatching(/^az role assignment create --assignee-object-id [\da-f-]{36} /) }],
    });
    loadsRoutes({ routes: new Map([['prod', route()]]), mistakes: [] });
    const [plain] = (await getPipelines('prod', '?end=target')).body.pipelines;
    expect(plain).toMatchObject({ end: 'target', actual: { sourceTrigger: 'Disabled' } });
    expect([plain.desired, plain.difference]).toEqual([undefined, undefined]);
  });

  it('an end that cannot be read says why, and the other one is shown', async () => {
    const { getPipelines, routePipelines } = setUp();
    const { find } = routePipelines;
    routePipelines.find = async (name, end) =>
      name === 'source'
        ? Promise.reject(new AccessDeniedError('read it', 'a role', { words: '403', correlationId: 'c1' }))
        : find.call(routePipelines, name, end);
    const { status, body } = await getPipelines('prod');
    expect(status).toBe(200);
    expect(body.pipelines[0]).toMatchObject({ failure: { code: 'access_denied', correlationId: 'c1' } });
    expect(body.pipelines[0]).not.toHaveProperty('difference');
    expect(body.pipelines[1].difference).toHaveLength(1);
  });

  it('a SAS that somebody wrote into the address of a container is not shown', async () => {
    const { getPipelines, putPipelines, routePipelines } = setUp();
    await putPipelines('prod');
    routePipelines.at('source', SOURCE).containerUri = `${SOURCE.containerUri}?sv=1&sig=hunter2hunter2`;
    const { text } = await getPipelines('prod');
    expect(text).not.toContain('hunter2');
  });
});

describe('PUT /api/routes/{route}/pipelines', () => {
  it('makes them, once: applied twice is one change', async () => {
    const { outcomes, routePipelines } = setUp();
    expect(await outcomes()).toEqual([200, 'created', 'created']);
    expect(routePipelines.changes).toHaveLength(2);
    expect(await outcomes()).toEqual([200, 'unchanged', 'unchanged']);
    expect(routePipelines.changes).toHaveLength(2);
  });

  it('changes the one that differs, says how, and touches no other', async () => {
    const { putPipelines, routePipelines, outcomes } = setUp();
    await outcomes();
    routePipelines.at('target', TARGET).sourceTrigger = 'Enabled';
    const { body } = await putPipelines('prod');
    expect(body.pipelines).toMatchObject([
      { outcome: 'unchanged', difference: [] },
      {
        outcome: 'updated',
        difference: [{ what: 'sourceTrigger', is: 'Enabled', shouldBe: 'Disabled' }],
        actual: { sourceTrigger: 'Disabled' },
      },
    ]);
    expect(routePipelines.changes).toHaveLength(3);
  });

  it('a dry run changes nothing, and tells what the real one would', async () => {
    const { outcomes, routePipelines } = setUp();
    expect(await outcomes('?dryRun=true')).toEqual([200, 'wouldCreate', 'wouldCreate']);
    await outcomes('?end=source');
    routePipelines.at('source', SOURCE).options = [];
    expect(await outcomes('?dryRun=true')).toEqual([200, 'wouldUpdate', 'wouldCreate']);
    expect(routePipelines.changes).toHaveLength(1);
  });

  it('waits for the service; where that takes too long, 202, and the same request goes on', async () => {
    const { putPipelines, outcomes, routePipelines } = setUp();
    routePipelines.looks = 5;
    expect(await outcomes()).toEqual([200, 'created', 'created']);
    routePipelines.at('source', SOURCE).options = [];
    routePipelines.looks = 40;
    const { status, headers, body } = await putPipelines('prod');
    expect([status, headers['location'], headers['retry-after']]).toEqual([
      202,
      'https://app.example/api/routes/prod/pipelines',
      '10',
    ]);
    expect(body.pipelines.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['provisioning', 'unchanged']);
    expect(routePipelines.changes).toHaveLength(3);
    expect(await outcomes()).toEqual([200, 'unchanged', 'unchanged']);
    expect(routePipelines.changes).toHaveLength(3);
  });

  it('a failure is told in the service’s words, and mended by the next PUT', async () => {
    const { putPipelines, outcomes, routePipelines } = setUp();
    routePipelines.failure = 'BadVault: There is no such vault.';
    expect(await putPipelines('prod', '?end=target')).toMatchObject({
      status: 503,
      body: { code: 'pipeline_failed', detail: expect.stringContaining('There is no such vault.') },
    });
    routePipelines.failure = undefined;
    expect(await outcomes('?end=target')).toEqual([200, 'updated']);
  });

  it('the other end is dealt with although one fails, and the same request does the rest', async () => {
    const { putPipelines, outcomes, routePipelines } = setUp();
    const denied = new AccessDeniedError('create it', 'a role', { words: '403', correlationId: 'c1' });
    let isDenied = true;
    const { put } = routePipelines;
    routePipelines.put = async (name, end, desired) =>
      name === 'source' && isDenied ? Promise.reject(denied) : put.call(routePipelines, name, end, desired);
    const { status, body } = await putPipelines('prod');
    expect([status, body.code, body.correlationId]).toEqual([503, 'access_denied', 'c1']);
    isDenied = false;
    expect(await outcomes()).toEqual([200, 'created', 'unchanged']);
  });

  it('two appliers at once: one change, and both see it', async () => {
    const { outcomes, routePipelines } = setUp();
    routePipelines.looks = 3;
    const both = await Promise.all([outcomes('?end=source'), outcomes('?end=source')]);
    expect(both.map(([status]) => status)).toEqual([200, 200]);
    expect(both.map(([, outcome]) => outcome).sort()).toEqual(['created', 'unchanged']);
    expect(routePipelines.changes).toHaveLength(1);
  });

  it('somebody else’s change is waited for; one that does not end is 409, one that came after is told', async () => {
    const { putPipelines, outcomes, routePipelines } = setUp();
    await outcomes();
    const other = { ...EXPORT, containerUri: SOURCE.containerUri, options: [] };
    routePipelines.looks = 3;
    await routePipelines.put('source', SOURCE, other);
    expect(await outcomes('?end=source')).toEqual([200, 'updated']);
    routePipelines.looks = 1_000;
    await routePipelines.put('source', SOURCE, other);
    const stuck = await putPipelines('prod', '?end=source');
    expect([stuck.status, stuck.body.code]).toEqual([409, 'pipeline_busy']);
    routePipelines.kept.clear();
    routePipelines.looks = 2;
    const { find } = routePipelines;
    routePipelines.find = async (name, end) => {
      const found = await find.call(routePipelines, name, end);
      return found?.provisioningState === 'Succeeded' ? { ...found, options: [] } : found;
    };
    const { status, body } = await putPipelines('prod', '?end=source');
    expect([status, body.code]).toEqual([503, 'pipeline_failed']);
    expect(body.detail).toContain('options is none instead of OverwriteBlobs');
  });

  it('a service that stays busy is 409 in its words', async () => {
    const { putPipelines, routePipelines } = setUp();
    routePipelines.beforePut = () => Promise.reject(new PipelineBusyError('create it', { words: '409 Conflict.' }));
    const { status, body } = await putPipelines('prod');
    expect([status, body.code]).toEqual([409, 'pipeline_busy']);
    expect(body.detail).toContain('409 Conflict.');
  });

  it('a route that describes no pipeline is refused; of two, the described one is made', async () => {
    const { putPipelines } = setUp(route());
    const { status, body } = await putPipelines('prod');
    expect([status, body.code]).toEqual([422, 'pipeline_undescribed']);
    const half = setUp(route({ target: BOTH.target! }));
    expect(await half.outcomes()).toEqual([200, 'created']);
    expect((await half.putPipelines('prod', '?end=source')).body.code).toBe('pipeline_undescribed');
  });
});

describe('DELETE /api/routes/{route}/pipelines', () => {
  async function made() {
    const api = setUp();
    await api.putPipelines('prod');
    const running = async (changes: object = {}) => {
      const one = record({ id: `t${'1'.repeat(32)}`, ...changes });
      await api.transfers.claim(one);
      await api.transfers.index(one, 'running');
      return one;
    };
    return { ...api, running };
  }

  it('asks for a confirmation, and names what it would delete', async () => {
    const { deletePipelines, routePipelines } = await made();
    for (const query of ['', '?confirm=other', '?end=source', '?dryRun=false']) {
      const { status, body } = await deletePipelines('prod', query);
      expect([status, body.code]).toEqual([400, 'confirmation_required']);
      expect(body.detail).toContain(`the export pipeline ${SOURCE.pipeline} of the registry builds`);
    }
    expect(routePipelines.kept.size).toBe(2);
  });

  it('a dry run deletes nothing; the real one both, or the one that is asked for; twice is once', async () => {
    const { deletePipelines, routePipelines } = await made();
    const outcomesOf = async (query: string) => {
      const { status, body } = await deletePipelines('prod', query);
      return [status, ...body.pipelines.map(({ outcome }: { outcome: string }) => outcome)];
    };
    expect(await outcomesOf('?dryRun=true')).toEqual([200, 'wouldDelete', 'wouldDelete']);
    expect(await outcomesOf('?end=source&confirm=prod')).toEqual([200, 'deleted']);
    expect([...routePipelines.kept.keys()]).toEqual([expect.stringContaining('importpipelines')]);
    expect(await outcomesOf('?confirm=prod')).toEqual([200, 'absent', 'deleted']);
    expect(await outcomesOf('?confirm=prod')).toEqual([200, 'absent', 'absent']);
  });

  it('202 where the service takes its time, and the same request asks for nothing more', async () => {
    const { deletePipelines, routePipelines } = await made();
    routePipelines.looks = 40;
    const { status, body } = await deletePipelines('prod', '?end=source&confirm=prod');
    expect([status, body.pipelines[0].outcome]).toEqual([202, 'deleting']);
    expect((await deletePipelines('prod', '?end=source&confirm=prod')).body.pipelines[0].outcome).toBe('deleted');
    expect(routePipelines.changes.filter((change) => change.startsWith('remove'))).toHaveLength(1);
  });

  it('a pipeline whose route has a transfer without a report stays, dry run or not', async () => {
    const { deletePipelines, routePipelines, running, transfers } = await made();
    const one = await running();
    for (const query of ['?confirm=prod', '?dryRun=true', '?end=target&confirm=prod']) {
      const { status, body } = await deletePipelines('prod', query);
      expect([status, body.code]).toEqual([409, 'pipeline_in_use']);
      expect(body.detail).toContain(one.id);
    }
    expect(routePipelines.kept.size).toBe(2);
    await transfers.writeReport({ ...partialReport([]), id: one.id });
    expect((await deletePipelines('prod', '?confirm=prod')).status).toBe(200);
  });

  it('so does one that a transfer of another route uses, and that alone', async () => {
    const { deletePipelines, running } = await made();
    const source = { ...SOURCE, registryId: SOURCE.registryId.toUpperCase() };
    await running({ route: 'other', pinnedRoute: route({ name: 'other', source, target: routeEnd('elsewhere') }) });
    expect((await deletePipelines('prod', '?end=source&confirm=prod')).body.code).toBe('pipeline_in_use');
    expect((await deletePipelines('prod', '?end=target&confirm=prod')).status).toBe(200);
  });

  it('and one with a run that goes on, whoever created that', async () => {
    const { deletePipelines, registries, routePipelines } = await made();
    await registries.pipelines.startExport(SOURCE, 'prod', 'byhand', { blobName: 'b', artifacts: ['app:v1'] });
    const { status, body } = await deletePipelines('prod', '?confirm=prod');
    expect([status, body.code]).toEqual([409, 'pipeline_in_use']);
    expect(body.detail).toContain('its pipeline run byhand has not ended');
    expect(routePipelines.kept.size).toBe(2);
  });

  it('and one with a run whose states do not tell, for a day', async () => {
    const { deletePipelines, registries, deps } = await made();
    const now = deps.machine.now();
    registries.now = () => now - 3_600_000;
    await registries.pipelines.startExport(SOURCE, 'prod', 'byhand', { blobName: 'b', artifacts: ['app:v1'] });
    registries.setRun(SOURCE, 'byhand', { provisioningState: 'Succeeded' });
    expect((await deletePipelines('prod', '?end=source&confirm=prod')).body.code).toBe('pipeline_in_use');
    deps.machine = { ...deps.machine, now: () => now + 86_400_000 };
    expect((await deletePipelines('prod', '?end=source&confirm=prod')).status).toBe(200);
  });

  it('where there are too many runs to look through, nothing is deleted', async () => {
    const { deletePipelines, registries, routePipelines, deps } = await made();
    let now = deps.machine.now();
    deps.machine = { ...deps.machine, now: () => now };
    registries.runsPerPage = 1;
    for (const name of ['byhand0', 'byhand1', 'byhand2']) {
      await registries.pipelines.startExport(SOURCE, 'prod', name, { blobName: name, artifacts: ['app:v1'] });
      registries.setRun(SOURCE, name, { provisioningState: 'Succeeded', status: 'Succeeded' });
    }
    const { list } = registries.pipelineRuns;
    registries.pipelineRuns.list = async (end, page) => ((now += 40_000), list(end, page));
    const { status, body } = await deletePipelines('prod', '?confirm=prod');
    expect([status, body.detail]).toEqual([503, expect.stringContaining('Clean runs first')]);
    expect(routePipelines.kept.size).toBe(2);
  });

  it.each([
    ['?end=both', 'query.end'],
    ['?dryRun=yes', 'query.dryRun'],
    ['?confirm=prod&confirm=prod', undefined],
    ['?force=true', 'query.force'],
  ])('refuses "%s"', async (query, path) => {
    const { deletePipelines, routePipelines } = await made();
    const { status, body } = await deletePipelines('prod', query);
    expect(status).toBe(400);
    expect(body.errors?.[0].path).toBe(path);
    expect(routePipelines.kept.size).toBe(2);
  });
});
