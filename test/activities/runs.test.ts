import { createCheckRun } from '../../src/activities/checkRun';
import { createStartExportRun } from '../../src/activities/startExportRun';
import { createStartImportRun } from '../../src/activities/startImportRun';
import { createFakes } from '../helpers/fakes';
import { digestOf } from '../helpers/fakeRegistries';
import { route, SOURCE, TARGET } from '../helpers/route';

const batch = {
  name: 'b'.repeat(32),
  artifacts: [{ artifact: 'app:v1', repository: 'app', tag: 'v1', digest: digestOf('v1') }],
};

async function setUp() {
  const fakes = createFakes();
  const askForExport = () => createStartExportRun(fakes.deps)({ transferId: 't1', route: 'prod', batch });
  const startExport = async () => {
    const started = await askForExport();
    if ('canceled' in started) throw new Error('No export run was created.');
    return started;
  };
  const startImport = () =>
    createStartImportRun(fakes.deps)({ transferId: 't1', route: 'prod', batchName: batch.name, blobName: 'x.tar.gz' });
  const check = (kind: 'export' | 'import', runName: string) =>
    createCheckRun(fakes.deps)({ transferId: 't1', route: 'prod', kind, runName });
  return { ...fakes, askForExport, startExport, startImport, check };
}

describe('startExportRun', () => {
  it('asks for the artifacts by tag, and a second time for the very same run', async () => {
    const { startExport, registries } = await setUp();
    const started = await startExport();
    expect(started.runName).toMatch(/^e[0-9a-f]{32}$/);
    expect(started.resourceId).toBe(`${SOURCE.registryId}/pipelineRuns/${started.runName}`);
    expect(started.blobName).toContain('t1');
    expect(await startExport()).toEqual(started);
    expect(registries.puts).toBe(2);
    expect([...registries.runs.values()].map(({ request }) => request)).toEqual([
      { blobName: started.blobName, artifacts: ['app:v1'] },
    ]);
  });

  it('canceled: no run is created; one that an earlier try created is polled', async () => {
    const canceled = await setUp();
    await canceled.transfers.requestCancel('t1');
    expect(await canceled.askForExport()).toEqual({ canceled: true });
    expect(canceled.registries.runs.size).toBe(0);

    const created = await setUp();
    const first = await created.startExport();
    await created.transfers.requestCancel('t1');
    expect(await created.askForExport()).toEqual(first);
  });
});

describe('startImportRun', () => {
  it('a second time it is the very same run', async () => {
    const { startImport, registries } = await setUp();
    const started = await startImport();
    expect(started).toMatchObject({ runName: expect.stringMatching(/^i/) });
    expect(await startImport()).toEqual(started);
    expect(registries.runs.size).toBe(1);
  });

  it('canceled after an earlier try created the run unheard: it is polled, not undercut', async () => {
    const { startImport, transfers } = await setUp();
    const first = await startImport();
    await transfers.requestCancel('t1');
    expect(await startImport()).toEqual(first);
  });

  it('canceled: no run is created', async () => {
    const { startImport, registries, transfers } = await setUp();
    await transfers.requestCancel('t1');
    expect(await startImport()).toEqual({ canceled: true });
    expect(registries.runs.size).toBe(0);
  });
});

describe('checkRun', () => {
  it('tells progress while a run goes on, and passes on what the service asks for', async () => {
    const { startExport, check, registries } = await setUp();
    const { runName } = await startExport();
    registries.setRun(SOURCE, runName, { status: 'Running', percentage: 40, retryAfterSeconds: 7 });
    expect(await check('export', runName)).toMatchObject({
      phase: 'running',
      percentage: 40,
      retryAfterSeconds: 7,
      cancelRequested: false,
    });
  });

  it('a run that succeeded is at 100 %, canceled or not', async () => {
    const { startExport, check, registries, transfers } = await setUp();
    const { runName } = await startExport();
    registries.setRun(SOURCE, runName, { provisioningState: 'Succeeded', status: 'Succeeded', percentage: 90 });
    await transfers.requestCancel('t1');
    expect(await check('export', runName)).toMatchObject({
      phase: 'succeeded',
      percentage: 100,
      cancelRequested: false,
    });
  });

  it('a run that goes on while the transfer is canceled', async () => {
    const { startExport, check, transfers } = await setUp();
    const { runName } = await startExport();
    await transfers.requestCancel('t1');
    expect(await check('export', runName)).toMatchObject({ phase: 'running', cancelRequested: true });
  });

  it("a failed import run brings the service's message, its id and the correlation id", async () => {
    const { check, registries, startImport } = await setUp();
    const started = await startImport();
    const runName = 'runName' in started ? started.runName : '';
    registries.setRun(TARGET, runName, {
      provisioningState: 'Failed',
      status: 'Failed',
      errorMessage: 'The blob was not found.',
      correlationId: 'abc',
    });
    expect(await check('import', runName)).toMatchObject({
      phase: 'failed',
      failure: {
        code: 'import_run_failed',
        message: 'The import run failed: The blob was not found.',
        correlationId: 'abc',
        resourceId: `${TARGET.registryId}/pipelineRuns/${runName}`,
      },
    });
  });

  it('a run that is gone is a failure of its own', async () => {
    const { check } = await setUp();
    await expect(check('export', 'e1')).rejects.toMatchObject({
      code: 'resource_not_found',
      message: expect.stringContaining('e1'),
    });
  });
});

describe('a route that is gone while a transfer runs', () => {
  it('is a permanent failure, also when it lost an end', async () => {
    const { routes, startExport } = await setUp();
    const { name, source, copy, keepBlobs } = route();
    routes.set('prod', { name, copy, keepBlobs, ...(source && { source }) });
    await expect(startExport()).rejects.toMatchObject({ code: 'route_gone', transient: false });
    routes.clear();
    await expect(startExport()).rejects.toMatchObject({ code: 'route_gone' });
  });

  it('a routes file that cannot be read is worth another try, and its path is not told', async () => {
    const { deps } = await setUp();
    const findRoute = async () => Promise.reject(new Error('could not be read from /srv/app/routes.json'));
    const start = createStartExportRun({ ...deps, findRoute });
    const failed = start({ transferId: 't1', route: 'prod', batch });
    await expect(failed).rejects.toMatchObject({ code: 'service_unavailable', transient: true });
    await expect(failed).rejects.not.toMatchObject({ message: expect.stringContaining('/srv') });
  });
});
