import { randomBytes } from 'node:crypto';
import { STACK_NAMES } from '../../local/stackNames';
import { imageOf } from './helpers/images';
import { type Ferry, startFerry } from './helpers/startFerry';
import { until } from './helpers/until';

interface RoleAssignment {
  principalId: string;
  role: string;
  scope: string;
}

describe('failures are told, and what passes is survived', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry();
  });
  afterAll(() => ferry?.stop());

  const movedTo = async (reference: string): Promise<string> => {
    const image = imageOf(reference, randomBytes(500));
    await ferry.source.push(image);
    return image.manifest.digest;
  };

  it.each(['export', 'import'])('an %s run that fails: its words, its resource id, a correlation id', async (kind) => {
    // Prepare
    const { api, push, runs, fault } = ferry;
    const reference = await push(`failed/${kind}:1.0`);
    const message = `Out of luck with ${kind}ing.`;
    await fault({
      step: `run.${kind}.beforeBlob`.replace('import.beforeBlob', 'import.beforeTags'),
      action: { type: 'failRun', message },
    });
    const before = await runs.begun();

    // Act
    const report = await api.reportOf((await api.start([reference])).id);

    // Assess
    const run = report.batches[0]?.[kind === 'export' ? 'exportRun' : 'importRun'];
    expect(report.outcome).toBe('failed');
    expect(run).toMatchObject({
      outcome: 'failed',
      resourceId: expect.stringMatching(/^\/subscriptions\/.*\/pipelineRuns\/\w+$/),
    });
    expect(report.failures).toEqual([
      {
        code: `${kind}_run_failed`,
        message: expect.stringContaining(message),
        nextStep: expect.any(String),
        resourceId: run?.resourceId,
        correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    ]);
    expect(report.artifacts).toMatchObject([{ artifact: reference, outcome: 'failed', failure: report.failures[0] }]);
    const imports = kind === 'export' ? before.imports : before.imports + 1;
    expect(await runs.begun()).toEqual({ exports: before.exports + 1, imports });
  });

  it('429 and 503 with Retry-After, cut connections and lost answers of Resource Manager: succeeded, one run each', async () => {
    // Prepare
    const { api, push, runs, fault } = ferry;
    const reference = await push('survived/arm:1.0');
    const before = await runs.begun();
    const answer = (status: number) => ({ type: 'answer', status, retryAfter: 1 });
    await fault({ step: 'arm.pipelineRuns.put', action: answer(429) });
    await fault({ step: 'arm.pipelineRuns.put', action: { type: 'loseAnswer' } });
    await fault({ step: 'arm.pipelineRuns.get', action: answer(503) });
    await fault({ step: 'arm.pipelineRuns.get', action: { type: 'drop' } });
    await fault({ step: 'arm.pipelineRuns.get', registry: STACK_NAMES.target.registry, action: answer(429) });

    // Act
    const { id } = await api.start([reference]);
    const report = await api.reportOf(id);

    // Assess
    expect(report).toMatchObject({ outcome: 'succeeded', failures: [] });
    expect(await ferry.stack.admin('GET', 'faults')).toEqual([]);
    const all = [...(await runs.list('source')), ...(await runs.list('target'))];
    const blobs = all.map(({ properties: { request } }) => (request.target ?? request.source)?.name ?? '');
    expect(blobs.filter((name) => name.includes(id))).toHaveLength(2);
    // The PUT that created the export run lost its answer, so the log has no 201 of it.
    expect(await runs.begun()).toEqual({ exports: before.exports, imports: before.imports + 1 });
  });

  it('a run whose provisioningState leads is not over before its status is', async () => {
    const { api, stack, push, runs, hold, held, release } = ferry;
    const reference = await push('survived/leading:1.0');
    await stack.admin('PUT', 'settings', { provisioningStateLeads: true });
    const importsBefore = (await runs.begun()).imports;
    await hold('run.export.beforeBlob');
    const { id } = await api.start([reference]);
    await held('run.export.beforeBlob');
    const polls = async () => (await runs.requests('arm.pipelineRuns.get')).length;
    const seen = await polls();
    await until(async () => (await polls()) >= seen + 2, { what: 'two polls of a run that claims to have succeeded' });
    expect((await api.get(id)).json).toMatchObject({ state: 'running', progress: { phase: 'exporting' } });
    expect((await runs.begun()).imports).toBe(importsBefore);
    await release('run.export.beforeBlob');
    expect((await api.reportOf(id)).outcome).toBe('succeeded');
    await stack.admin('PUT', 'settings', { provisioningStateLeads: false });
  });

  it('a tag that moves between plan and export is drifted, never verified', async () => {
    // Prepare
    const { api, push, source, target, hold, held, release } = ferry;
    const [moved, still] = [await push('drifted/moved:1.0'), await push('drifted/still:1.0')];
    const planned = await source.digestOf(moved);
    await hold('run.export.start');

    // Act
    const { id } = await api.start([moved, still]);
    await held('run.export.start');
    const arrived = await movedTo(moved);
    await release('run.export.start');

    const { outcome, artifacts } = await api.reportOf(id);

    // Assess
    expect(outcome).toBe('partial');
    expect(artifacts).toMatchObject([
      {
        artifact: moved,
        outcome: 'drifted',
        sourceDigest: planned,
        targetDigest: arrived,
        failure: { code: 'tag_drifted', message: expect.stringContaining(planned), nextStep: expect.any(String) },
      },
      { artifact: still, outcome: 'delivered' },
    ]);
    expect(await target.digestOf(moved)).toBe(arrived);
  });

  it('a target tag that may not be overwritten: failed, and the tag is as it was', async () => {
    // Prepare
    const { api, push, target, runs } = ferry;
    const reference = await push('taken/app:1.0');
    const theirs = imageOf(reference, randomBytes(300));
    await target.push(theirs);
    const restore = await runs.setOptions('target', ['ContinueOnErrors']);

    // Act
    const { outcome, artifacts } = await api.reportOf((await api.start([reference])).id);
    await restore();

    // Assess
    expect(outcome).toBe('failed');
    expect(artifacts).toMatchObject([
      { outcome: 'failed', targetDigest: theirs.manifest.digest, failure: { code: 'digest_mismatch' } },
    ]);
    expect(artifacts[0]?.failure?.nextStep).toContain('OverwriteTags');
    expect(await target.digestOf(reference)).toBe(theirs.manifest.digest);
  });

  it('an artifact that the export leaves out is tried alone: the transfer is partial, and says why in the words of the run', async () => {
    // Prepare
    const { api, stack, push, hold, held, release } = ferry;
    const [kept, deleted] = [await push('skipped/kept:1.0'), await push('skipped/deleted:1.0')];
    await hold('run.export.start');
    const { id } = await api.start([kept, deleted]);
    await held('run.export.start');
    const url = `${stack.endpoints.sourceRegistry}/v2/skipped/deleted/manifests/${await ferry.source.digestOf(deleted)}`;
    const { status } = await stack.request(url, {
      method: 'DELETE',
      headers: { authorization: stack.login('source') },
    });
    expect(status).toBe(202);

    // Act
    await release('run.export.start');
    const { outcome, artifacts, batches } = await api.reportOf(id);

    // Assess
    expect(outcome).toBe('partial');
    expect(artifacts).toMatchObject([
      {
        artifact: deleted,
        outcome: 'failed',
        failure: { code: 'export_run_failed', message: expect.stringContaining(deleted) },
      },
      { artifact: kept, outcome: 'delivered' },
    ]);
    expect(batches).toMatchObject([{ parts: [{ artifacts: [deleted], outcome: 'failed' }] }]);
  });

  it.each([
    ['import', 'Storage Blob Data Contributor', /storage.*403/i],
    ['export', 'Key Vault Secrets User', /key vault.*403/i],
  ])('an %s pipeline without its role: the words of the refusal', async (kind, role, words) => {
    // Prepare
    const { api, stack, push } = ferry;
    const roles = await stack.admin<RoleAssignment[]>('GET', 'role-assignments');
    const taken = roles.filter((each) => each.role === role && each.principalId !== STACK_NAMES.appPrincipalId);
    expect(taken).not.toHaveLength(0);
    for (const each of taken) await stack.admin('DELETE', 'role-assignments', each);
    const reference = await push(`denied/${kind}:1.0`);

    // Act
    const report = await api.reportOf((await api.start([reference])).id);
    for (const each of taken) await stack.admin('PUT', 'role-assignments', each);

    // Assess
    expect(report.outcome).toBe('failed');
    expect(report.failures).toMatchObject([{ code: `${kind}_run_failed`, message: expect.stringMatching(words) }]);
    expect(report.failures[0]?.nextStep).toContain(role);
  });

  it('a registry that refuses the app: access_denied, with the role that is missing', async () => {
    // Prepare
    const { api, push, fault, runs } = ferry;
    const reference = await push('denied/registry:1.0');
    const before = await runs.begun();
    const heal = await fault({ step: 'arm.pipelineRuns.put', times: 0, action: { type: 'answer', status: 403 } });

    // Act
    const report = await api.reportOf((await api.start([reference])).id);
    await heal();

    // Assess
    expect(report.outcome).toBe('failed');
    expect(report.failures).toMatchObject([
      { code: 'access_denied', nextStep: expect.stringContaining('Transfer Pipeline Contributor') },
    ]);
    expect(await runs.begun()).toEqual(before);
  });
});
