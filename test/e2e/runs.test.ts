import type { Problem } from '../../src/functions/http/schemas/problem';
import type { RunCleaning, RunList, RunRemoval, RunView } from '../../src/functions/http/schemas/runView';
import { type Answer, request } from './helpers/request';
import { ROUTE, type Ferry, startFerry } from './helpers/startFerry';

describe('pipeline runs', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry();
  });
  afterAll(() => ferry?.stop());

  const call = <T>(resource: string, method = 'GET'): Promise<Answer<T & Problem>> =>
    request<T & Problem>(`${ferry.stack.endpoints.host}/api/routes/${ROUTE}/${resource}`, { method });
  const namesAt = async (side: 'source' | 'target') => (await ferry.runs.list(side)).map(({ name }) => name).sort();

  it('lists them, shows one with its error, and deletes what has ended and nothing else', async () => {
    // Prepare
    const { api, push, hold, held, release, fault, stack } = ferry;
    await stack.admin('PUT', 'settings', { pageSize: 2 });
    const endFault = await fault({
      ...{ step: 'run.import.start', times: 0 },
      action: { type: 'failRun', message: 'Failed to access storage. Status: 403' },
    });
    const failed = await api.start([await push('runs/bad:1.0')]);
    expect((await api.reportOf(failed.id)).outcome).not.toBe('succeeded');
    await endFault();
    for (const name of ['one', 'two']) {
      const { id } = await api.start([await push(`runs/${name}:1.0`)]);
      expect((await api.reportOf(id)).outcome).toBe('succeeded');
    }
    await hold('run.import.finish');
    const living = await api.start([await push('runs/slow:1.0')]);
    await held('run.import.finish');
    const before = { source: await namesAt('source'), target: await namesAt('target') };

    // Act
    const listed: RunList['runs'] = [];
    for (let query = '?limit=3'; query !== '';) {
      const { json } = await call<RunList>(`runs${query}`);
      listed.push(...(json?.runs ?? []));
      query = json?.next === undefined ? '' : new URL(json.next, stack.endpoints.host).search;
    }
    const [bad] = listed.filter(({ end, state }) => end === 'target' && state === 'failed');
    const shown = await call<RunView>(`runs/target/${bad?.name}`);
    const running = listed.filter(({ state }) => state === 'running');
    const refused = await call<RunRemoval>(`runs/target/${running[0]?.name}`, 'DELETE');
    const ofLiving = listed.find(({ end, transfer }) => end === 'source' && transfer?.id === living.id);
    const refusedToo = await call<RunRemoval>(`runs/source/${ofLiving?.name}`, 'DELETE');
    const unconfirmed = await call<RunCleaning>('runs?state=failed', 'DELETE');
    const dry = await call<RunCleaning>('runs?dryRun=true', 'DELETE');
    const afterDry = { source: await namesAt('source'), target: await namesAt('target') };
    const one = await call<RunRemoval>(`runs/target/${bad?.name}`, 'DELETE');
    const all = await call<RunCleaning>(`runs?confirm=${ROUTE}`, 'DELETE');
    const again = await call<RunCleaning>(`runs?confirm=${ROUTE}`, 'DELETE');

    // Assess
    for (const end of ['source', 'target'] as const) {
      const names = listed.filter((run) => run.end === end).map(({ name }) => name);
      expect(names.sort()).toEqual(before[end]);
    }
    expect(shown).toMatchObject({
      status: 200,
      json: { createdBy: 'app', errorMessage: expect.stringContaining('Failed to access storage.') },
    });
    expect(shown.json?.correlationId).toMatch(/\S/);
    expect(shown.json?.transfer?.id).toBe(failed.id);
    expect(running).toHaveLength(1);
    for (const { status, json } of [refused, refusedToo]) expect([status, json?.code]).toEqual([409, 'run_in_use']);
    expect(refusedToo.json?.nextStep).toContain(living.id);
    expect([unconfirmed.status, unconfirmed.json?.code]).toEqual([400, 'confirmation_required']);
    expect(afterDry).toEqual(before);
    expect([one.status, one.json?.outcome]).toEqual([200, 'removed']);
    expect(all.json?.counts).toMatchObject({ removed: (dry.json?.counts.wouldRemove ?? 0) - 1, kept: 2, failed: 0 });
    expect(again.json?.counts).toMatchObject({ removed: 0, kept: 2 });
    expect(await namesAt('target')).toEqual([running[0]?.name]);
    expect(await namesAt('source')).toEqual([ofLiving?.name]);
    await release('run.import.finish');
    expect((await api.reportOf(living.id)).outcome).toBe('succeeded');
  });
});
