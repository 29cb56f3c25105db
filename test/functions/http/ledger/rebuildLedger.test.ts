import { OrchestrationRuntimeStatus } from 'durable-functions';
import { NOTHING_FOUND, type RebuildEnd } from '../../../../src/domain/ledger/rebuild';
import { digestOf } from '../../../helpers/fakeRegistries';
import { TARGET } from '../../../helpers/route';
import { createApi } from '../apiFixture';

const URL_OF_PROD = 'https://app.example/api/routes/prod/ledger/rebuild';
const END: RebuildEnd = {
  ...{ ...NOTHING_FOUND, repositories: 3, entries: 8, outcome: 'partial', failedRepositories: 1 },
  failures: [{ code: 'access_denied', message: '403 denied', nextStep: 'grant it' }],
  endedAt: '2026-11-21T10:05:00.000Z',
};

type Api = ReturnType<typeof createApi>;

/** As the orchestration ends it. */
async function end({ rebuilds, client }: Api, route = 'prod'): Promise<void> {
  const found = await rebuilds.read(route);
  if (!found) throw new Error('There is none.');
  await rebuilds.write({ ...found.rebuild, end: END }, found.version);
  client.instances.set(found.rebuild.id, { status: OrchestrationRuntimeStatus.Completed });
}

describe('POST /api/routes/{route}/ledger/rebuild', () => {
  it.each(['prod', 'import-only'])('starts one of the route %s, and says where to look', async (route) => {
    const api = createApi();
    const { status, headers, body } = await api.rebuildLedger(route);
    expect([status, headers['location']]).toEqual([202, `https://app.example/api/routes/${route}/ledger/rebuild`]);
    expect(body).toEqual({
      ...{ id: expect.stringMatching(/^rebuild-[0-9a-f]{32}$/), route, state: 'accepted' },
      ...{ startedAt: '2026-11-21T10:00:00.000Z', startedBy: { kind: 'functionKey', name: 'function key' } },
      ...{ repositories: 0, failedRepositories: 0, entries: 0, failures: [], statusUrl: headers['location'] },
    });
    expect(api.client.starts).toEqual([`rebuildLedger ${body.id}`]);
    expect((await api.rebuilds.read(route))?.rebuild).toMatchObject({ id: body.id, target: TARGET });
    expect(api.client.instances.get(body.id)?.input).toEqual({
      ...{ route, rebuildId: body.id, patience: { stepMinutes: 360 } },
    });
  });

  it('again while it runs, it is the same one; after its end it is a new one', async () => {
    const api = createApi();
    const first = await api.rebuildLedger('prod');
    api.client.instances.set(first.body.id, { status: OrchestrationRuntimeStatus.Running });
    const second = await api.rebuildLedger('prod');
    expect([second.status, second.body.id, second.body.state]).toEqual([202, first.body.id, 'running']);
    await end(api);
    const third = await api.rebuildLedger('prod');
    expect(third.body.id).not.toBe(first.body.id);
    expect(api.client.starts).toHaveLength(2);
  });

  it('ten at once get the same one, which starts once', async () => {
    const api = createApi();
    const answers = await Promise.all(Array.from({ length: 10 }, () => api.rebuildLedger('prod')));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(api.client.starts).toHaveLength(1);
  });

  it.each([
    ['nowhere', 404, 'ledger_unknown'],
    ['..', 404, 'ledger_unknown'],
    ['__proto__', 404, 'ledger_unknown'],
    ['export-only', 422, 'route_incomplete'],
    ['broken', 422, 'route_invalid'],
    ['gone', 422, 'route_unknown'],
  ])('is refused for the route %s', async (route, expected, code) => {
    const api = createApi();
    const artifact = { repository: 'app', tag: 'v1', digest: digestOf('a') };
    await api.ledger.record('gone', { id: 't1', at: '2026-11-21T10:00:00.000Z' }, [artifact]);
    const { status, body } = await api.rebuildLedger(route);
    expect([status, body.code]).toEqual([expected, code]);
    expect(api.client.starts).toEqual([]);
  });
});

describe('GET /api/routes/{route}/ledger/rebuild', () => {
  it('shows how far it is', async () => {
    const api = createApi();
    const { id } = (await api.rebuildLedger('prod')).body;
    const counts = { repositories: 3, failedRepositories: 1, entries: 70 };
    api.client.instances.set(id, { status: OrchestrationRuntimeStatus.Running, customStatus: counts });
    expect(await api.getRebuild('prod')).toMatchObject({
      ...{ status: 202, headers: { location: URL_OF_PROD, 'retry-after': '5' } },
      body: { id, state: 'running', ...counts, failures: [] },
    });
  });

  it('shows how it ended, and what to do', async () => {
    const api = createApi();
    const { id } = (await api.rebuildLedger('prod')).body;
    await end(api);
    api.client.instances.clear();
    const { status, headers, body } = await api.getRebuild('prod');
    expect([status, headers?.['location']]).toEqual([200, undefined]);
    const { outcome, ...shown } = END;
    expect(body).toMatchObject({ id, state: outcome, ...shown });
    expect(body.nextStep).toContain('POST /api/routes/prod/ledger/rebuild again');
    expect(api.client.starts).toHaveLength(1);
  });

  it('takes up what was cut off: never started, lost with its task hub, or terminated', async () => {
    const api = createApi();
    const { id } = (await api.rebuildLedger('prod')).body;
    api.client.instances.clear();
    expect((await api.getRebuild('prod')).body.id).toBe(id);
    api.client.instances.set(id, { status: OrchestrationRuntimeStatus.Terminated });
    expect((await api.rebuildLedger('prod')).body.id).toBe(id);
    expect(api.client.starts).toEqual(Array.from({ length: 3 }, () => `rebuildLedger ${id}`));
    expect(api.logged.join()).toContain('is cut off');
  });

  it('an end that comes between two looks is no reason to start it again', async () => {
    const api = createApi();
    const { id } = (await api.rebuildLedger('prod')).body;
    api.client.beforeStatus = async () => {
      api.client.beforeStatus = async () => undefined;
      await end(api);
    };
    expect((await api.getRebuild('prod')).body).toMatchObject({ id, state: 'partial' });
    expect(api.client.starts).toHaveLength(1);
  });

  it.each([
    ['prod', 'rebuild_unknown'],
    ['nowhere', 'ledger_unknown'],
    ['a%2Fb', 'ledger_unknown'],
  ])('there is none of the route %s', async (route, code) => {
    const { status, body } = await createApi().getRebuild(route);
    expect([status, body.code]).toEqual([404, code]);
  });
});
