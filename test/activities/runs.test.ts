import { checkRun } from '../../src/activities/runs/checkRun';
import { startExportRun } from '../../src/activities/runs/startExportRun';
import { startImportRun } from '../../src/activities/runs/startImportRun';
import { CANCELED } from '../../src/domain/failures/ending';
import { createFakes } from '../helpers/fakes';
import { SOURCE, TARGET } from '../helpers/route';

const EXPORT = { transferId: 't1', runName: 'e1', blobName: 'x.tar.gz', artifacts: ['app:v1'] };
const LOOKED_AT = '2026-11-21T10:00:00.000Z';
const IMPORT = { transferId: 't1', runName: 'i1', blobName: 'x.tar.gz' };

function setUp() {
  const fakes = createFakes();
  const machine = { ...fakes.deps.machine, now: () => Date.parse(LOOKED_AT) };
  const check = (kind: 'export' | 'import', runName: string) =>
    checkRun({ ...fakes.deps, machine }, { transferId: 't1', kind, runName });
  return {
    ...fakes,
    startExport: () => startExportRun(fakes.deps, EXPORT),
    startImport: () => startImportRun(fakes.deps, IMPORT),
    check,
  };
}

describe('startExportRun', () => {
  it('asks for the artifacts by tag, and the second time for the very same run', async () => {
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
  it('asks for the very same run the second time', async () => {
    const { startImport, registries } = setUp();
    const started = await startImport();
    expect(started).toEqual({ resourceId: `${TARGET.registryId}/pipelineRuns/i1` });
    expect(await startImport()).toEqual(started);
    expect(registries.runs.size).toBe(1);
  });
});

describe.each(['startExport', 'startImport'] as const)('%s of a canceled transfer', (start) => {
  it('creates no run', async () => {
    // Prepare
    const { registries, transfers, ...activities } = setUp();
    await transfers.requestCancel('t1');

    // Act
    const end = await activities[start]();

    // Assess
    expect(end).toBe(CANCELED);
    expect(registries.runs.size).toBe(0);
  });

  it('does not undercut one that an earlier try created unheard: it is polled', async () => {
    // Prepare
    const { transfers, ...activities } = setUp();
    const first = await activities[start]();
    await transfers.requestCancel('t1');

    // Act
    const second = await activities[start]();

    // Assess
    expect(second).toEqual(first);
  });

  it('is uncertain where an earlier try may have created one that the registry does not show yet', async () => {
    // Prepare
    const { transfers, registries, ...activities } = setUp();
    await activities[start]();
    registries.runs.clear();
    await transfers.requestCancel('t1');

    // Act
    const end = await activities[start]();

    // Assess
    expect(end).toEqual({ ...CANCELED, uncertain: true });
    expect(registries.runs.size).toBe(0);
  });
});

describe('checkRun', () => {
  it('tells progress while a run goes on, and passes on what the service asks for', async () => {
    // Prepare
    const { startExport, check, registries } = setUp();
    await startExport();
    registries.setRun(SOURCE, 'e1', { status: 'Running', percentage: 40, retryAfterSeconds: 7 });

    // Act
    const look = await check('export', 'e1');

    // Assess
    expect(look).toMatchObject({
      phase: 'running',
      percentage: 40,
      retryAfterSeconds: 7,
      cancelRequested: false,
    });
  });

  it('shows a run that succeeded at 100 %, canceled or not', async () => {
    // Prepare
    const { startExport, check, registries, transfers } = setUp();
    await startExport();
    registries.setRun(SOURCE, 'e1', { provisioningState: 'Succeeded', status: 'Succeeded', percentage: 90 });
    await transfers.requestCancel('t1');

    // Act
    const look = await check('export', 'e1');

    // Assess
    expect(look).toMatchObject({
      phase: 'succeeded',
      percentage: 100,
      cancelRequested: false,
    });
  });

  it('tells that a cancel was requested while a run goes on', async () => {
    // Prepare
    const { startExport, check, transfers } = setUp();
    await startExport();
    await transfers.requestCancel('t1');

    // Act
    const look = await check('export', 'e1');

    // Assess
    expect(look).toMatchObject({ phase: 'running', cancelRequested: true });
  });

  it("gives, for a failed import run, the service's message, its id and the correlation id", async () => {
    // Prepare
    const { check, registries, startImport } = setUp();
    await startImport();
    registries.setRun(TARGET, 'i1', {
      provisioningState: 'Failed',
      status: 'Failed',
      errorMessage: 'The blob was not found.',
      correlationId: 'abc',
      endedAt: '2026-11-20T10:00:00Z',
    });

    // Act
    const look = await check('import', 'i1');

    // Assess
    expect(look).toMatchObject({
      phase: 'failed',
      failedSince: '2026-11-20T10:00:00.000Z',
      failure: {
        code: 'import_run_failed',
        message: 'The import run i1 failed: The blob was not found.',
        correlationId: 'abc',
        resourceId: `${TARGET.registryId}/pipelineRuns/i1`,
      },
    });
  });

  it.each([undefined, 'soon'])('a run that ended at no time (%s) failed when it was seen', async (endedAt) => {
    const { deps, registries, startImport } = setUp();
    await startImport();
    registries.setRun(TARGET, 'i1', { provisioningState: 'Failed', ...(endedAt !== undefined && { endedAt }) });
    const machine = { ...deps.machine, now: () => Date.parse('2026-11-20T10:00:00Z') };
    const look = await checkRun({ ...deps, machine }, { transferId: 't1', kind: 'import', runName: 'i1' });
    expect(look.failedSince).toBe('2026-11-20T10:00:00.000Z');
  });

  it('a run may have been refused as soon as it began', async () => {
    const { check, registries, startImport } = setUp();
    await startImport();
    const times = { startedAt: '2026-11-20T09:30:00Z', endedAt: '2026-11-20T10:00:00Z' };
    registries.setRun(TARGET, 'i1', { provisioningState: 'Failed', ...times });
    expect((await check('import', 'i1')).failedSince).toBe('2026-11-20T09:30:00.000Z');
  });

  it('a run that the registry does not show is absent, canceled or not: the next look may tell', async () => {
    const { check, transfers } = setUp();
    const lookedAt = LOOKED_AT;
    expect(await check('export', 'e1')).toEqual({ phase: 'absent', percentage: 0, cancelRequested: false, lookedAt });
    await transfers.requestCancel('t1');
    expect(await check('export', 'e1')).toEqual({ phase: 'absent', percentage: 0, cancelRequested: true, lookedAt });
  });

  it('a run of unknown words shows them', async () => {
    const { startExport, check, registries } = setUp();
    await startExport();
    registries.setRun(SOURCE, 'e1', { provisioningState: 'Succeeded', status: 'Finito', percentage: 100 });
    expect(await check('export', 'e1')).toMatchObject({
      phase: 'unclear',
      states: 'provisioningState Succeeded, status Finito',
    });
  });
});

it('whose record was removed, a transfer ends: nobody knows its route', async () => {
  const { transfers, startExport, startImport } = setUp();
  transfers.records.clear();
  const gone = { code: 'transfer_record_gone', transient: false };
  await expect(startExport()).rejects.toMatchObject(gone);
  await expect(startImport()).rejects.toMatchObject(gone);
});
