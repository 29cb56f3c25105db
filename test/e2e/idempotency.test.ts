import { type Ferry, ROUTE, startFerry } from './helpers/startFerry';

describe('one Idempotency-Key is one transfer', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry();
  });
  afterAll(() => ferry?.stop());

  it('ten POSTs at once run one export and one import; the same POST after the end finds it and runs nothing', async () => {
    const { api, runs, push, source, target } = ferry;
    const reference = await push('once/app:1.0');
    const body = { route: ROUTE, artifacts: [reference] };
    const headers = { 'idempotency-key': 'ten at once' };

    const answers = await Promise.all(Array.from({ length: 10 }, () => api.post(body, headers)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
    const ids = new Set(answers.map(({ json }) => json?.id));
    expect(ids.size).toBe(1);
    const [id = ''] = ids as Set<string>;

    const report = await api.reportOf(id);
    expect(report.outcome).toBe('succeeded');
    expect(await target.digestOf(reference)).toBe(await source.digestOf(reference));
    expect(await runs.begun()).toEqual({ exports: 1, imports: 1 });
    expect([await runs.list('source'), await runs.list('target')].map(({ length }) => length)).toEqual([1, 1]);
    expect((await api.list()).json?.transfers).toHaveLength(1);

    await ferry.stack.admin('DELETE', 'requests');
    const again = await api.post(body, headers);
    expect(again.status).toBe(202);
    expect(again.headers.location).toBe(answers[0]?.headers.location);
    expect(again.json).toMatchObject({ id, state: 'succeeded', report });
    expect(await runs.requests('arm.pipelineRuns.put')).toEqual([]);
    expect((await api.list()).json?.transfers).toHaveLength(1);
    expect((await api.get(id)).json?.report).toEqual(report);
  });

  it('the same key with another body is refused and starts nothing', async () => {
    // Prepare
    const { api, runs, push } = ferry;
    const reference = await push('once/refused:1.0');
    const headers = { 'idempotency-key': 'one key for two bodies' };
    const first = await api.post({ route: ROUTE, artifacts: [reference] }, headers);
    const { outcome } = await api.reportOf(first.json?.id ?? '');
    expect(outcome).toBe('succeeded');
    const before = await runs.begun();

    // Act
    const other = await api.post({ route: ROUTE, artifacts: ['once/app:1.0'] }, headers);

    // Assess
    expect(other.status).toBe(422);
    expect(other.headers['content-type']).toBe('application/problem+json');
    expect(other.json).toMatchObject({ code: 'idempotency_key_reused', status: 422 });
    expect(other.json?.nextStep).toContain('new key');
    expect(await runs.begun()).toEqual(before);
  });

  it('artifacts in another order, or named twice, are the same request', async () => {
    // Prepare
    const { api, push } = ferry;
    const [one, two] = [await push('once/one:1.0'), await push('once/two:1.0')];
    const { id } = await api.start([one, two], { key: 'any order' });

    // Act
    const again = await api.start([two, one, two], { key: 'any order' });

    // Assess
    expect(again.id).toBe(id);
    expect((await api.reportOf(id)).outcome).toBe('succeeded');
  });
});
