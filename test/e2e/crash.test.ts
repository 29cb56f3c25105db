import { STACK_NAMES } from '../../local/stackNames';
import { type Ferry, ROUTE, startFerry } from './helpers/startFerry';
import { until } from './helpers/until';

const MIB = 1024 * 1024;
const PUT_BLOCK = 'storage.PutBlockFromURL';

describe('SIGKILL of the host', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry({ storageGate: true });
  });
  afterAll(() => ferry?.stop());
  beforeEach(() => ferry.stack.admin('DELETE', 'requests'));

  const restart = async (): Promise<void> => {
    await ferry.host().kill();
    await ferry.startHost();
  };
  /** How a transfer ended, and what it took: runs that began, and those of its blob that its report does not name. */
  const endOf = async (id: string, reference: string) => {
    const { api, runs, source, target } = ferry;
    const { outcome, failures, batches } = await api.reportOf(id);
    const { blob, exportRun, importRun } = batches[0] ?? {};
    const named = [exportRun?.resourceId, importRun?.resourceId];
    const all = [...(await runs.list('source')), ...(await runs.list('target'))];
    const own = all.filter(({ properties: { request } }) => (request.target ?? request.source)?.name === blob);
    return {
      outcome,
      failures,
      sameDigest: (await target.digestOf(reference)) === (await source.digestOf(reference)),
      begun: await runs.begun(),
      runs: own.length,
      runsNotNamed: own.filter((run) => !named.includes(run.id)).length,
    };
  };
  const ONCE = {
    outcome: 'succeeded',
    failures: [],
    sameDigest: true,
    begun: { exports: 1, imports: 1 },
    runs: 2,
    runsNotNamed: 0,
  };

  it.each(['export', 'import'])('while an %s run is polled', async (kind) => {
    // Prepare
    const { api, push, runs, hold, held, release } = ferry;
    const reference = await push(`killed/while-${kind}ing:1.0`);
    await hold(`run.${kind}.finish`);
    const { id } = await api.start([reference]);
    await held(`run.${kind}.finish`);
    const polls = async () => (await runs.requests('arm.pipelineRuns.get')).length;
    const seen = await polls();
    await until(async () => (await polls()) > seen, { what: `a poll of the ${kind} run` });

    // Act
    await restart();
    const before = await polls();
    await until(async () => (await polls()) > before, { what: 'a poll by the new host' });
    await release(`run.${kind}.finish`);

    // Assess
    expect(await endOf(id, reference)).toEqual(ONCE);
  });

  it.each([
    ['export', STACK_NAMES.source.registry, { exports: 0, imports: 1 }],
    ['import', STACK_NAMES.target.registry, { exports: 1, imports: 0 }],
  ])('after an %s run was created, before its name was written down', async (kind, registry, answered) => {
    // Prepare
    const { api, push, runs, fault } = ferry;
    const reference = await push(`killed/unanswered-${kind}:1.0`);
    const action = { type: 'loseAnswer' };
    const heal = await fault({ step: 'arm.pipelineRuns.put', registry, times: 0, action });
    const { id } = await api.start([reference]);
    const created = async () => (await runs.requests('arm.pipelineRuns.put')).some((put) => put.registry === registry);
    await until(created, { what: `an ${kind} run whose creator does not know it` });

    // Act
    await ferry.host().kill();
    await heal();
    await ferry.startHost();

    // Assess
    // The PUT that created it lost its answer, so the log has no 201 of it.
    expect(await endOf(id, reference)).toEqual({ ...ONCE, begun: answered });
  });

  it('between blocks, twice: no block is sent twice, and there is one commit', async () => {
    const { api, push, runs, storage, hold, held, release } = ferry;
    const reference = await push('killed/between-blocks:1.0', 6 * MIB);
    await hold(PUT_BLOCK);
    const { id } = await api.start([reference]);
    const forwarded = async () => (await runs.requests(PUT_BLOCK)).filter(({ status }) => status === 201);

    for (const round of [1, 2]) {
      await held(PUT_BLOCK);
      await release(PUT_BLOCK);
      await hold(PUT_BLOCK);
      const some = async () => (await forwarded()).length >= round;
      await until(some, { what: `${round} blocks through the gate` });
      await held(PUT_BLOCK);
      const blob = await blobOf(id);
      // Another lane's block may just be on its way.
      const isStaged = async () => (await storage.stagedBlocks(blob)).length === (await forwarded()).length;
      await until(isStaged, { what: 'every block that went through the gate is staged' });
      await restart();
    }
    const sentBefore = (await forwarded()).length;
    await release(PUT_BLOCK);

    expect(await endOf(id, reference)).toEqual(ONCE);
    const [batch] = (await api.reportOf(id)).batches;
    const ids = (await forwarded()).map(({ blockId }) => blockId);
    expect(batch?.copy?.blocks).toBe(7);
    expect(sentBefore).toBeLessThan(7);
    // What was on its way when its sender was killed may have arrived unheard: the log has no answer to it.
    expect(ids.length).toBeLessThanOrEqual(7);
    expect(new Set(ids).size).toBe(ids.length);
    const commits = (await runs.requests('storage.PutBlockList')).filter(({ path }) => path.includes('/imports/'));
    expect(commits.map(({ status }) => status)).toEqual([201]);
  });

  it('after the claim and before the orchestration: the next host starts what was claimed', async () => {
    // Prepare
    const { api, push, runs, fault } = ferry;
    const reference = await push('killed/after-claim:1.0');
    const body = { route: ROUTE, artifacts: [reference] };
    const headers = { 'idempotency-key': 'claimed by a host that died' };
    // The claim is written, and nobody hears that it was.
    const action = { type: 'loseAnswer' };
    const heal = await fault({ step: 'storage.PutBlob', path: '/transfers/', times: 0, action });
    expect((await api.post(body, headers)).status).toBe(503);
    expect((await runs.begun()).exports).toBe(0);

    // Act
    await ferry.host().kill();
    await heal();
    await ferry.startHost();
    const begun = async () => (await runs.begun()).exports === 1;
    await until(begun, { what: 'an export run that nobody asked for again' });
    const again = await api.post(body, headers);

    // Assess
    expect(again.status).toBe(202);
    expect(await endOf(again.json?.id ?? '', reference)).toEqual(ONCE);
  });

  it('while the report is written: it is written once more, and says the same', async () => {
    // Prepare
    const { api, push, runs, storage, fault } = ferry;
    const reference = await push('killed/at-the-end:1.0');
    const heal = await fault({ step: 'storage.PutBlob', path: '/reports/', times: 0, action: { type: 'loseAnswer' } });
    const { id } = await api.start([reference]);
    const written = async () => (await runs.requests('storage.PutBlob')).some(({ path }) => path.includes('/reports/'));
    await until(written, { what: 'a report whose writer does not know it' });
    const before = JSON.parse(await storage.readState(`reports/${id}.json`)) as unknown;

    // Act
    await ferry.host().kill();
    await heal();
    await ferry.startHost();

    // Assess
    expect(await endOf(id, reference)).toEqual(ONCE);
    expect(await api.reportOf(id)).toEqual(before);
    const listed = async () => {
      const { json } = await api.list('?limit=1');
      return json?.transfers[0]?.state === 'succeeded';
    };
    await until(listed, { what: 'the index to say succeeded' });
  });

  /** The blob that a running transfer copies: its export run names it. */
  async function blobOf(transferId: string): Promise<string> {
    const names = (await ferry.runs.list('source')).map(({ properties }) => properties.request.target?.name ?? '');
    return names.find((name) => name.includes(transferId)) ?? '';
  }
});

describe('SIGKILL of everything', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry();
  });
  afterAll(() => ferry?.stop());

  it.each(['export', 'import'])('while an %s run goes on: it goes on after the restart', async (kind) => {
    // Prepare
    const { api, stack, push, runs, source, target, hold, held } = ferry;
    const reference = await push(`killed/with-all-${kind}:1.0`);
    await hold(`run.${kind}.start`);
    const { id } = await api.start([reference]);
    await held(`run.${kind}.start`);
    const digest = await source.digestOf(reference);

    // Act
    await ferry.host().kill();
    await stack.kill();
    await stack.startAgain();
    await ferry.startHost();

    // Assess
    const report = await api.reportOf(id);
    expect(report).toMatchObject({ outcome: 'succeeded', failures: [] });
    expect(await target.digestOf(reference)).toBe(digest);
    expect(await runs.list('source')).toHaveLength((await api.list()).json?.transfers.length ?? 0);
    expect(await runs.list('target')).toHaveLength((await api.list()).json?.transfers.length ?? 0);
  });
});
