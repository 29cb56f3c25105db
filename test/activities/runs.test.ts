import { checkRun } from '../../src/activities/runs/checkRun';
import { startExportRun } from '../../src/activities/runs/startExportRun';
import { startImportRun } from '../../src/activities/runs/startImportRun';
import { CANCELED } from '../../src/domain/failures/ending';
import { createFakes } from '../helpers/fakes';
import { route, SOURCE, TARGET } from '../helpers/route';

const EXPORT = { transferId: 't1', route: 'prod', runName: 'e1', blobName: 'x.tar.gz', artifacts: ['app:v1'] };
const IMPORT = { transferId: 't1', route: 'prod', runName: 'i1', blobName: 'x.tar.gz' };

function setUp() {
  const fakes = createFakes();
  const check = (kind: 'export' | 'import', runName: string) =>
    checkRun(fakes.deps, { transferId: 't1', route: 'prod', kind, runName });
  return {
    ...fakes,
    startExport: () => startExportRun(fakes.deps, EXPORT),
    startImport: () => startImportRun(fakes.deps, IMPORT),
    check,
  };
}

describe('startExportRun', () => {
  it('asks for the artifacts by tag, and a second time for the very same run', async () => {
    const { startExport, registries } = setUp();
    const started = await startExport();
    expect(started).toEqual({ resourceId: `${SOURCE.registryId}/pipelineRuns/e1` });
    expect(await startExport()).toEqual(started);
    expect(registries.puts).toBe(2);
    expect([...registries.runs.values()].map(({ request }) => request)).toEqual([
      { blobName: 'x.tar.gz', artifacts: ['app:v1'] },
    ]);
  });
});

describe('startImportRun', () => {
  it('a second time it is the very same run', async () => {
    const { startImport, registries } = setUp();
    const started = await startImport();
    expect(started).toEqual({ resourceId: `${TARGET.registryId}/pipelineRuns/i1` });
    expect(await startImport()).toEqual(started);
    expect(registries.runs.size).toBe(1);
  });
});

describe.each(['startExport', 'startImport'] as const)('%s of a canceled transfer', (start) => {
  it('creates no run', async () => {
    const { registries, transfers, ...activities } = setUp();
    await transfers.requestCancel('t1');
    expect(await activities[start]()).toBe(CANCELED);
    expect(registries.runs.size).toBe(0);
  });

  it('does not undercut one that an earlier try created unheard: it is polled', async () => {
    const { transfers, ...activities } = setUp();
    const first = await activities[start]();
    await transfers.requestCancel('t1');
    expect(await activities[start]()).toEqual(first);
  });
});

describe('checkRun', () => {
  it('tells progress while a run goes on, and passes on what the service asks for', async () => {
    const { startExport, check, registries } = setUp();
    await startExport();
    registries.setRun(SOURCE, 'e1', { status: 'Running', percentage: 40, retryAfterSeconds: 7 });
    expect(await check('export', 'e1')).toMatchObject({
      phase: 'running',
      percentage: 40,
      retryAfterSeconds: 7,
      cancelRequested: false,
    });
  });

  it('a run that succeeded is at 100 %, canceled or not', async () => {
    const { startExport, check, registries, transfers } = setUp();
    await startExport();
    registries.setRun(SOURCE, 'e1', { provisioningState: 'Succeeded', status: 'Succeeded', percentage: 90 });
    await transfers.requestCancel('t1');
    expect(await check('export', 'e1')).toMatchObject({
      phase: 'succeeded',
      percentage: 100,
      cancelRequested: false,
    });
  });

  it('a run that goes on while the transfer is canceled', async () => {
    const { startExport, check, transfers } = setUp();
    await startExport();
    await transfers.requestCancel('t1');
    expect(await check('export', 'e1')).toMatchObject({ phase: 'running', cancelRequested: true });
  });

  it("a failed import run brings the service's message, its id and the correlation id", async () => {
    const { check, registries, startImport } = setUp();
    await startImport();
    registries.setRun(TARGET, 'i1', {
      provisioningState: 'Failed',
      status: 'Failed',
      errorMessage: 'The blob was not found.',
      correlationId: 'abc',
    });
    expect(await check('import', 'i1')).toMatchObject({
      phase: 'failed',
      failure: {
        code: 'import_run_failed',
        message: 'The import run i1 failed: The blob was not found.',
        correlationId: 'abc',
        resourceId: `${TARGET.registryId}/pipelineRuns/i1`,
      },
    });
  });

  it('a run that is gone is a failure of its own', async () => {
    const { check } = setUp();
    await expect(check('export', 'e1')).rejects.toMatchObject({
      code: 'resource_not_found',
      message: expect.stringContaining('e1'),
    });
  });
});

describe('a route that is gone while a transfer runs', () => {
  it('is a permanent failure, also when it lost the end that is needed; the other end may be absent', async () => {
    const { routes, startExport, startImport } = setUp();
    const { name, source, target, copy, keepBlobs } = route();
    const gone = { code: 'route_gone', transient: false };
    routes.set('prod', { name, copy, keepBlobs, ...(source && { source }) });
    await expect(startImport()).rejects.toMatchObject(gone);
    expect(await startExport()).toEqual({ resourceId: `${SOURCE.registryId}/pipelineRuns/e1` });
    routes.set('prod', { name, copy, keepBlobs, ...(target && { target }) });
    await expect(startExport()).rejects.toMatchObject(gone);
    expect(await startImport()).toEqual({ resourceId: `${TARGET.registryId}/pipelineRuns/i1` });
    routes.clear();
    await expect(startExport()).rejects.toMatchObject(gone);
  });

  it('a routes file that cannot be read is worth another try, and its path is not told', async () => {
    const { deps } = setUp();
    const find = async () => Promise.reject(new Error('could not be read from /srv/app/routes.json'));
    const failed = startExportRun({ ...deps, routes: { ...deps.routes, find } }, EXPORT);
    await expect(failed).rejects.toMatchObject({ code: 'service_unavailable', transient: true });
    await expect(failed).rejects.not.toMatchObject({ message: expect.stringContaining('/srv') });
  });
});
