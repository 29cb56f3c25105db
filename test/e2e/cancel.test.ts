import { manifestNameFor } from '../../src/domain/names';
import { type Ferry, startFerry } from './helpers/startFerry';
import { until } from './helpers/until';

const MIB = 1024 * 1024;
const PUT_BLOCK = 'storage.PutBlockFromURL';

describe('cancel', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry({ storageGate: true });
  });
  afterAll(() => ferry?.stop());

  it('while the export is polled: canceled, twice is once, and nothing is imported', async () => {
    const { api, push, runs, storage, hold, held, release } = ferry;
    const reference = await push('canceled/while-polling:1.0');
    await hold('run.export.finish');
    const { id } = await api.start([reference]);
    await held('run.export.finish');

    const canceled = await api.cancel(id);
    expect(canceled.status).toBe(202);
    expect(canceled.headers['retry-after']).toMatch(/^\d+$/);
    expect(canceled.json).toMatchObject({ id, cancelRequested: true });
    expect([200, 202]).toContain((await api.cancel(id)).status);

    const report = await api.reportOf(id);
    expect(report).toMatchObject({
      outcome: 'canceled',
      batches: [{ exportRun: { outcome: 'leftRunning', resourceId: expect.stringContaining('/pipelineRuns/') } }],
      artifacts: [{ artifact: reference, outcome: 'failed', failure: { code: 'transfer_canceled' } }],
    });
    expect(report.batches[0]).not.toHaveProperty('importRun');
    await release('run.export.finish');
    expect(await runs.list('target')).toEqual([]);
    expect(await storage.blobs('imports')).toEqual([]);
    const ended = await api.cancel(id);
    expect([ended.status, ended.json?.state]).toEqual([200, 'canceled']);
  });

  it('while blocks are copied: the staged ones are discarded, manifest and blob are gone, nothing is imported', async () => {
    // Prepare
    const { api, push, runs, storage, hold, held, release } = ferry;
    const reference = await push('canceled/while-copying:1.0', 6 * MIB);
    const importsBefore = (await runs.begun()).imports;
    await hold(PUT_BLOCK);
    const { id } = await api.start([reference]);
    await held(PUT_BLOCK);
    await release(PUT_BLOCK);
    await hold(PUT_BLOCK);
    const names = await until(
      async () => {
        const found = (await storage.blobs('imports')).filter((name) => name.includes(id));
        return found.length === 2 && found;
      },
      { what: 'a manifest and a blob of staged blocks' },
    );
    const blob = names.find((name) => !name.endsWith('.json')) ?? '';
    expect(names).toContain(manifestNameFor(blob));
    expect(await storage.stagedBlocks(blob)).not.toHaveLength(0);
    await held(PUT_BLOCK);

    // Act
    const canceled = await api.cancel(id);
    await release(PUT_BLOCK);
    const report = await api.reportOf(id);

    // Assess
    expect(canceled.status).toBe(202);
    expect(report).toMatchObject({ outcome: 'canceled', batches: [{ blob, exportRun: { outcome: 'succeeded' } }] });
    expect(report.batches[0]).not.toHaveProperty('importRun');
    expect(await storage.stagedBlocks(blob)).toEqual([]);
    // Azurite forgets uncommitted blocks when the blob is deleted; the service only when something is committed.
    const commits = (await runs.requests('storage.PutBlockList')).filter(({ path }) =>
      path.endsWith(`/imports/${blob}`),
    );
    expect(commits.map(({ status }) => status)).toEqual([201]);
    expect(await storage.blobs('imports')).toEqual([]);
    expect((await runs.begun()).imports).toBe(importsBefore);
    expect(await ferry.target.digestOf(reference).catch(() => 'none')).toBe('none');
  });

  it('while the import is polled: canceled, and the report names the run that cannot be stopped', async () => {
    // Prepare
    const { api, push, hold, held, release } = ferry;
    const reference = await push('canceled/while-importing:1.0');
    await hold('run.import.start');
    const { id } = await api.start([reference]);
    await held('run.import.start');

    // Act
    await api.cancel(id);
    const report = await api.reportOf(id);

    // Assess
    expect(report).toMatchObject({ outcome: 'canceled', batches: [{ importRun: { outcome: 'leftRunning' } }] });
    await release('run.import.start');
  });

  it('a host that is killed after a cancel was requested cancels after its restart', async () => {
    // Prepare
    const { api, push, hold, held, release } = ferry;
    const reference = await push('canceled/then-killed:1.0');
    await hold('run.export.finish');
    const { id } = await api.start([reference]);
    await held('run.export.finish');
    await hold('arm.pipelineRuns.get');
    await held('arm.pipelineRuns.get');
    await api.cancel(id);

    // Act
    await ferry.host().kill();
    await release('arm.pipelineRuns.get');
    await ferry.startHost();

    // Assess
    expect((await api.reportOf(id)).outcome).toBe('canceled');
    await release('run.export.finish');
  });

  it('a finished transfer cannot be canceled', async () => {
    // Prepare
    const { api, push } = ferry;
    const { id } = await api.start([await push('canceled/too-late:1.0')]);
    await api.reportOf(id);

    // Act
    const late = await api.cancel(id);

    // Assess
    expect(late.headers['content-type']).toBe('application/problem+json');
    expect(late.json).toMatchObject({
      status: 409,
      code: 'transfer_ended',
      detail: expect.stringContaining('succeeded'),
    });
    expect(late.json?.nextStep).toContain(id);
    expect((await api.get(id)).json?.state).toBe('succeeded');
  });

  it('an unknown transfer does not exist, nor can it be canceled', async () => {
    const { api } = ferry;
    for (const unknown of [`t${'0'.repeat(32)}`, 'nothing', '..%2Freports']) {
      const answer = await api.cancel(unknown);
      expect(answer.status).toBe(404);
      expect((await api.get(unknown)).status).toBe(404);
    }
    expect((await api.get('nothing')).json).toMatchObject({ code: 'transfer_unknown', nextStep: expect.any(String) });
  });
});
