import { blobNameFor, pipelineRunName } from '../../../../src/domain/names';
import { AccessDeniedError } from '../../../../src/domain/failures/errors';
import { partialReport } from '../../../helpers/partialReport';
import { record } from '../../../helpers/record';
import { route, SOURCE, TARGET } from '../../../helpers/route';
import { createApi } from '../apiFixture';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const T1 = `t${'1'.repeat(32)}`;
const T2 = `t${'2'.repeat(32)}`;
const ENDED = { provisioningState: 'Succeeded', status: 'Succeeded', percentage: 100 };
const FAILED = { provisioningState: 'Failed', status: 'Failed', errorMessage: 'Failed to access storage.' };

/** Runs that have ended, unless a test says otherwise. */
async function setUp() {
  const api = createApi();
  const { registries, transfers } = api;
  registries.now = () => NOW;
  const exported = async (name: string, status: object = ENDED, transferId = T1) => {
    const blobName = blobNameFor('prod', transferId, 'b'.repeat(32));
    await registries.pipelines.startExport(SOURCE, 'prod', name, { blobName, artifacts: ['app:v1'] });
    registries.setRun(SOURCE, name, status);
    return name;
  };
  const imported = async (name: string, blobName: string, status: object = ENDED) => {
    await registries.pipelines.startImport(TARGET, 'prod', name, blobName);
    registries.setRun(TARGET, name, status);
    return name;
  };
  const transfer = async (id: string, hasEnded: boolean, changes: object = {}) => {
    const made = record({ id, ...changes });
    await transfers.claim(made);
    await transfers.index(made, hasEnded ? 'succeeded' : 'running');
    if (hasEnded) await transfers.writeReport({ ...partialReport([]), id });
  };
  const names = () => [...registries.runs.keys()].map((key) => key.split('/')[1]);
  return { ...api, exported, imported, transfer, names };
}

const OWN = pipelineRunName('export', T1, 'b', 0);
const IMPORT = pipelineRunName('import', T1, 'b', 0);

describe('GET /api/routes/{route}/runs', () => {
  it('shows the runs of both ends, who created them, how they ended, and their transfer', async () => {
    const { listRuns, exported, imported, registries } = await setUp();
    await exported(OWN);
    await imported('importone_637', 'x.tar.gz', FAILED);
    const own = registries.runs.get(`production/importone_637`);
    if (own) own.writtenAt = '2026-11-21T09:50:00.0000000+00:00';
    await imported('byhand', 'y.tar.gz', { provisioningState: 'Creating' });
    const { status, body } = await listRuns('prod');
    expect(status).toBe(200);
    expect(body.next).toBeUndefined();
    expect(body.runs).toMatchObject([
      {
        ...{ end: 'source', name: OWN, pipeline: SOURCE.pipeline, createdBy: 'app', state: 'succeeded' },
        transfer: { id: T1, statusUrl: `https://app.example/api/transfers/${T1}` },
        runUrl: `https://app.example/api/routes/prod/runs/source/${OWN}`,
        startedAt: '2026-11-21T10:00:00.000Z',
      },
      {
        ...{ end: 'target', name: 'importone_637', createdBy: 'sourceTrigger', state: 'failed' },
        ...{ errorMessage: 'Failed to access storage.', writtenAt: '2026-11-21T09:50:00.000Z' },
      },
      { end: 'target', name: 'byhand', createdBy: 'other', state: 'running', blob: 'y.tar.gz' },
    ]);
    expect(body.runs[0]).not.toHaveProperty('artifacts');
  });

  it.each([1, 2, 3, 50])(
    'leads through both registries in pages of %i, each run once, with the filter',
    async (limit) => {
      const { listRuns, exported, imported } = await setUp();
      for (let index = 0; index < 5; index += 1) await exported(`run0${index}`);
      for (let index = 0; index < 4; index += 1) await imported(`imp0${index}`, 'x', index === 1 ? FAILED : ENDED);
      const found: string[] = [];
      let query = `?state=succeeded&limit=${limit}&code=s3cr3t`;
      for (let pages = 0; query !== '' && pages < 30; pages += 1) {
        const { body } = await listRuns('prod', query);
        expect(body.runs.length).toBeLessThanOrEqual(limit);
        found.push(...body.runs.map(({ name }: { name: string }) => name));
        expect(body.next ?? '').not.toContain('s3cr3t');
        query = body.next === undefined ? '' : new URL(body.next).search;
      }
      expect(found).toEqual(['run00', 'run01', 'run02', 'run03', 'run04', 'imp00', 'imp02', 'imp03']);
    },
  );

  it('shows those of one end, and says that a route has no such end', async () => {
    const { listRuns, exported, imported } = await setUp();
    await exported(OWN);
    await imported(IMPORT, 'x');
    const { body } = await listRuns('prod', '?end=target');
    expect(body.runs.map(({ name }: { name: string }) => name)).toEqual([IMPORT]);
    expect(await listRuns('export-only', '?end=target')).toMatchObject({
      status: 422,
      body: { code: 'route_incomplete' },
    });
  });

  const cursorOf = (place: object): string => Buffer.from(JSON.stringify(place)).toString('base64url');
  const runs = `https://management.azure.com${SOURCE.registryId}/pipelineRuns`;
  it.each([
    ['another service', 'https://elsewhere.example/pipelineRuns'],
    ['another resource', 'https://management.azure.com/subscriptions/x/resourceGroups'],
    ['a path that leads elsewhere', `${runs}/../exportPipelines`],
    ['an escaped slash', `https://management.azure.com${SOURCE.registryId}%2FpipelineRuns`],
    ['the runs of another registry', runs.replace('builds', 'production')],
    ['a user in the address', runs.replace('https://', 'https://user:word@')],
    ['no address', '2'],
  ])('a cursor does not lead the app to %s', async (_, page) => {
    const { listRuns, registries } = await setUp();
    const list = jest.spyOn(registries.pipelineRuns, 'list');
    const { status, body } = await listRuns('prod', `?cursor=${cursorOf({ end: 'source', page })}`);
    expect([status, body.code, body.errors[0].path]).toEqual([400, 'request_invalid', 'query.cursor']);
    expect(list).not.toHaveBeenCalled();
  });

  it.each([
    ['cursor=abc', 'query.cursor'],
    [`cursor=${cursorOf({ end: 'middle' })}`, 'query.cursor'],
    [`end=source&cursor=${cursorOf({ end: 'target' })}`, 'query.cursor'],
    ['end=both', 'query.end'],
    ['state=ended', 'query.state'],
    ['pipeline=a-b-c', 'query.pipeline'],
    ['from=yesterday', 'query.from'],
    ['from=2027-01-01T00:00:00Z&to=2026-01-01T00:00:00Z', 'query.from'],
    ['limit=201', 'query.limit'],
    ['route=x', 'query.route'],
  ])('refuses "%s"', async (query, path) => {
    const { listRuns } = await setUp();
    const { status, body } = await listRuns('prod', `?${query}`);
    expect([status, body.code, body.errors[0].path]).toEqual([400, 'request_invalid', path]);
  });

  it('a route that is unknown or has mistakes is refused; a registry that refuses is named', async () => {
    const { listRuns, registries } = await setUp();
    expect((await listRuns('nope')).body.code).toBe('route_unknown');
    expect((await listRuns('broken')).body.code).toBe('route_invalid');
    const said = { words: '403 AuthorizationFailed', correlationId: 'c1' };
    registries.pipelineRuns.list = async () => Promise.reject(new AccessDeniedError('list the runs', 'a role', said));
    expect(await listRuns('prod')).toMatchObject({
      status: 503,
      body: { code: 'access_denied', detail: expect.stringContaining('AuthorizationFailed'), correlationId: 'c1' },
    });
  });
});

describe('GET /api/routes/{route}/runs/{end}/{name}', () => {
  it('shows all of a run, with its error and the correlation id', async () => {
    const { getRun, exported } = await setUp();
    await exported(OWN, { ...FAILED, correlationId: 'c1' });
    const { body } = await getRun('prod', 'source', OWN);
    expect(body).toMatchObject({
      ...{ name: OWN, state: 'failed', errorMessage: 'Failed to access storage.', correlationId: 'c1' },
      ...{ artifacts: ['app:v1'], provisioningState: 'Failed', status: 'Failed' },
    });
  });

  it.each([
    ['source', IMPORT],
    ['target', OWN],
    ['source', 'a/b'],
    ['source', '..'],
    ['source', 'x'.repeat(101)],
  ])('%s/%s is 404', async (end, name) => {
    const { getRun, exported, imported } = await setUp();
    await exported(OWN);
    await imported(IMPORT, 'x');
    expect(await getRun('prod', end, name)).toMatchObject({ status: 404, body: { code: 'run_unknown' } });
  });
});

it.each(['middle', 'Source', ''])('the end %j is neither source nor target', async (end) => {
  const { getRun, deleteRun } = await setUp();
  for (const { status, body } of [await getRun('prod', end, OWN), await deleteRun('prod', end, OWN)]) {
    expect([status, body.code]).toEqual([400, 'request_invalid']);
    expect(body.errors).toEqual([{ path: 'path.end', problem: 'is not valid', expected: 'one of source, target' }]);
  }
});

describe('DELETE /api/routes/{route}/runs/{end}/{name}', () => {
  it('deletes a run whose transfer has ended, once; a dry run deletes nothing', async () => {
    const { deleteRun, exported, transfer, names } = await setUp();
    await exported(OWN);
    await transfer(T1, true);
    const dry = await deleteRun('prod', 'source', OWN, '?dryRun=true');
    expect(dry.body).toMatchObject({ end: 'source', name: OWN, outcome: 'wouldRemove' });
    expect(names()).toEqual([OWN]);
    expect(await deleteRun('prod', 'source', OWN)).toMatchObject({ status: 200, body: { outcome: 'removed' } });
    expect(names()).toEqual([]);
    expect((await deleteRun('prod', 'source', OWN)).body.code).toBe('run_unknown');
  });

  it('202 where the service still shows it', async () => {
    const { deleteRun, exported, registries } = await setUp();
    await exported('byhand');
    registries.pipelineRuns.remove = async () => undefined;
    expect(await deleteRun('prod', 'source', 'byhand')).toMatchObject({ status: 202, body: { outcome: 'removing' } });
  });

  it('a run that goes on stays, dry run or not, whoever created it', async () => {
    const { deleteRun, exported, names } = await setUp();
    await exported('byhand', { provisioningState: 'Creating' });
    for (const query of ['', '?dryRun=true']) {
      const { status, body } = await deleteRun('prod', 'source', 'byhand', query);
      expect([status, body.code]).toEqual([409, 'run_in_use']);
      expect(body.detail).toContain('it has not ended');
    }
    expect(names()).toEqual(['byhand']);
  });

  it('a run of a transfer that has no report stays, also where the index does not know the transfer', async () => {
    const { deleteRun, exported, transfers, names } = await setUp();
    await exported(OWN);
    await transfers.claim(record({ id: T1 }));
    const { status, body } = await deleteRun('prod', 'source', OWN);
    expect([status, body.code, body.nextStep]).toEqual([409, 'run_in_use', expect.stringContaining(T1)]);
    expect(names()).toEqual([OWN]);
  });

  it('a run stays that a living transfer notes, or whose blob one imports, whoever began it', async () => {
    const { deleteRun, imported, transfer, transfers, names, registries } = await setUp();
    await transfer(T2, false, { arrival: { name: 'inbox/x.tar.gz', size: 1 } });
    await transfers.noteRun(T2, 'noted');
    await imported('noted', 'elsewhere.tar.gz');
    await imported('importone_637', 'inbox/x.tar.gz');
    for (const name of ['noted', 'importone_637'])
      expect((await deleteRun('prod', 'target', name)).body.code).toBe('run_in_use');
    expect(names()).toHaveLength(2);
    // Not every answer has the name that was asked for.
    const own = registries.runs.get('production/importone_637');
    if (own) own.blobUri = `${TARGET.containerUri}/inbox/x.tar.gz`;
    expect((await deleteRun('prod', 'target', 'importone_637')).body.code).toBe('run_in_use');
  });

  it('an import of a blob that was carried here goes once its transfer has ended', async () => {
    const { deleteRun, imported, transfer, transfers } = await setUp();
    await imported(IMPORT, 'inbox/x.tar.gz', FAILED);
    expect((await deleteRun('prod', 'target', IMPORT)).body).toMatchObject({ code: 'run_in_use' });
    await transfer(T2, true, { arrival: { name: 'inbox/x.tar.gz', size: 1 } });
    await transfers.noteRun(T2, IMPORT);
    expect((await deleteRun('prod', 'target', IMPORT)).body).toMatchObject({ outcome: 'removed' });
  });

  it('a run that is run again between the look and the removal stays', async () => {
    const { deleteRun, exported, registries, names } = await setUp();
    await exported('byhand');
    const { find } = registries.pipelineRuns;
    let looks = 0;
    registries.pipelineRuns.find = async (end, name) => {
      const found = await find(end, name);
      looks += 1;
      return looks === 2 && found ? { ...found, phase: 'running' } : found;
    };
    expect((await deleteRun('prod', 'source', 'byhand')).body.code).toBe('run_in_use');
    expect(names()).toEqual(['byhand']);
  });
});

describe('DELETE /api/routes/{route}/runs', () => {
  async function many() {
    const api = await setUp();
    await api.exported('failed0', FAILED);
    await api.exported('failed1', FAILED);
    await api.exported('going0', { provisioningState: 'Creating' });
    await api.exported('good00');
    await api.exported(pipelineRunName('export', T2, 'b', 0), FAILED, T2);
    await api.transfer(T2, false);
    await api.imported('failed2', 'x', FAILED);
    return api;
  }

  it('asks for a confirmation, and says how many runs it would be', async () => {
    const { cleanRuns, names } = await many();
    for (const query of ['?state=failed', '?state=failed&confirm=other', '?state=failed&dryRun=false']) {
      const { status, body } = await cleanRuns('prod', query);
      expect([status, body.code]).toEqual([400, 'confirmation_required']);
      expect(body.detail).toContain('3 pipeline runs of the registries of the route "prod"');
    }
    expect(names()).toHaveLength(6);
  });

  it('a dry run shows what the real one then does; what runs or is of a living transfer stays', async () => {
    const { cleanRuns, names } = await many();
    const dry = (await cleanRuns('prod', '?state=failed&dryRun=true')).body;
    expect(dry).toMatchObject({ dryRun: true, complete: true, counts: { removed: 0, wouldRemove: 3, kept: 1 } });
    expect(names()).toHaveLength(6);
    const real = (await cleanRuns('prod', '?state=failed&confirm=prod')).body;
    expect(real).toMatchObject({ dryRun: false, complete: true, counts: { removed: 3, wouldRemove: 0, kept: 1 } });
    const asDry = real.runs.map((run: { outcome: string }) =>
      run.outcome === 'removed' ? { ...run, outcome: 'wouldRemove' } : run,
    );
    expect(asDry).toEqual(dry.runs);
    expect(names()).toEqual(['going0', 'good00', pipelineRunName('export', T2, 'b', 0)]);
    expect((await cleanRuns('prod', '?confirm=prod')).body.counts).toMatchObject({ removed: 1, kept: 2 });
    expect((await cleanRuns('prod', '?confirm=prod')).body).toMatchObject({ complete: true, counts: { removed: 0 } });
  });

  it('deletes as many as the limit says, and the same request goes on', async () => {
    const { cleanRuns, names } = await many();
    const query = '?state=failed&limit=2&confirm=prod';
    expect((await cleanRuns('prod', query)).body).toMatchObject({ complete: false, counts: { removed: 2 } });
    expect((await cleanRuns('prod', query)).body).toMatchObject({ complete: true, counts: { removed: 1 } });
    expect(names()).toHaveLength(3);
  });

  it('a list that takes long leaves time for deletions, and the same request goes on', async () => {
    const { cleanRuns, names, registries, deps } = await many();
    let now = NOW;
    deps.machine = { ...deps.machine, now: () => now };
    registries.runsPerPage = 1;
    const { list } = registries.pipelineRuns;
    registries.pipelineRuns.list = async (end, page) => ((now += 50_000), list(end, page));
    const query = '?state=failed&confirm=prod';
    const { body } = await cleanRuns('prod', query);
    expect([body.complete, body.counts.removed]).toEqual([false, 2]);
    expect(names()).toHaveLength(4);
    await cleanRuns('prod', `${query}&end=target`);
    expect(names()).toHaveLength(3);
  });

  it('what cannot be deleted is told, and keeps nothing else from being', async () => {
    const { cleanRuns, registries } = await many();
    const { remove } = registries.pipelineRuns;
    registries.pipelineRuns.remove = async (end, name) =>
      name === 'failed1'
        ? Promise.reject(new AccessDeniedError('delete the run', 'a role', { words: '403', correlationId: 'c1' }))
        : remove(end, name);
    const { body } = await cleanRuns('prod', '?state=failed&confirm=prod');
    expect(body).toMatchObject({ complete: true, counts: { removed: 2, failed: 1 } });
    const failure = { code: 'access_denied', correlationId: 'c1' };
    expect(body.runs).toContainEqual(expect.objectContaining({ name: 'failed1', outcome: 'failed' }));
    expect(body.runs.find(({ name }: { name: string }) => name === 'failed1').failure).toMatchObject(failure);
  });

  it('a pipeline of another route is cleaned only where it is named', async () => {
    const { cleanRuns, exported, registries } = await setUp();
    await exported('other0', FAILED);
    const run = registries.runs.get('builds/other0');
    if (run) run.pipelineId = `${route().source?.registryId}/exportPipelines/another`;
    expect((await cleanRuns('prod', '?dryRun=true')).body.counts.wouldRemove).toBe(0);
    expect((await cleanRuns('prod', '?dryRun=true&pipeline=another')).body.counts.wouldRemove).toBe(1);
  });
});

it('none are deleted of a time that has no beginning before its end', async () => {
  const { cleanRuns, exported, names } = await setUp();
  await exported(OWN);
  const { status, body } = await cleanRuns('prod', '?confirm=prod&from=2027-01-01T00:00:00Z&to=2027-01-01T00:00:00Z');
  expect([status, body.errors[0].path, names()]).toEqual([400, 'query.from', [OWN]]);
});
