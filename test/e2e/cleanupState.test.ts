import type { CleanupItems, CleanupView } from '../../src/functions/http/schemas/cleanupView';
import { ageTransfer } from './helpers/ageTransfer';
import { type Answer, request } from './helpers/request';
import { ROUTE, type Ferry, startFerry } from './helpers/startFerry';
import { until } from './helpers/until';

describe('cleaning up the state of transfers', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    const retention = { runDays: 0, keepRuns: 0, transferDays: 10, historyDays: 5 };
    ferry = await startFerry({ routes: ({ routes }) => Object.assign(routes[ROUTE] ?? {}, { retention }) });
  });
  afterAll(() => ferry?.stop());

  const call = <T>(resource: string, options: { method?: string; body?: unknown } = {}): Promise<Answer<T>> =>
    request<T>(`${ferry.stack.endpoints.host}/api/${resource}`, options);
  const begin = async (body: object): Promise<string> =>
    (await call<CleanupView>('cleanup', { method: 'POST', body })).json?.id ?? '';
  const endOf = (id: string): Promise<CleanupView> =>
    until(
      async () => {
        const { json } = await call<CleanupView>(`cleanups/${id}`).catch(() => ({ json: undefined }));
        return json?.endedAt !== undefined && json;
      },
      { what: `the end of ${id}`, timeoutMs: 60_000 },
    );
  const itemsOf = async (id: string): Promise<CleanupItems['items']> => {
    const items: CleanupItems['items'] = [];
    for (let page = 1, isMore = true; isMore; page += 1) {
      const { json } = await call<CleanupItems>(`cleanups/${id}/items?page=${page}`);
      items.push(...(json?.items ?? []));
      isMore = json?.next !== undefined;
    }
    return items;
  };
  const instances = async (): Promise<string[]> => {
    const url = `${ferry.stack.endpoints.host}/runtime/webhooks/durabletask/instances`;
    const { json } = await ferry.stack.request<{ instanceId: string }[]>(url);
    return (json ?? []).map(({ instanceId }) => instanceId);
  };
  const listed = async (): Promise<string[]> => ((await ferry.api.list()).json?.transfers ?? []).map(({ id }) => id);

  it('removes what ended long ago and has no blobs, and nothing of the others; its key begins anew', async () => {
    // Prepare
    const { api, push, fault, host, startHost, storage } = ferry;
    await call(`routes/${ROUTE}/pause`, { method: 'POST', body: { reason: 'no cleanup but those of this test' } });
    const run = async (reference: string, key?: string): Promise<string> => {
      const { id } = await api.start([await push(reference)], key === undefined ? {} : { key });
      await api.reportOf(id);
      return id;
    };
    const [old, recent] = [await run('old/good:1.0', 'release-42'), await run('new/good:1.0')];
    const middle = await run('middle/good:1.0');
    const endFault = await fault({
      ...{ step: 'run.import.start', times: 0 },
      action: { type: 'failRun', message: 'The image is not wanted.' },
    });
    const failed = await run('old/bad:1.0');
    await endFault();
    // The runs go first: the registry would take those of a transfer that begins anew for the old ones.
    await endOf(await begin({}));
    await host().kill();
    for (const [id, days] of [
      [old, 400],
      [failed, 400],
      [middle, 7],
    ] as const) {
      await ageTransfer(ferry, id, days);
    }
    await startHost();
    const ofId = (id: string) => (name: string) => name.includes(id);
    const before = { state: await storage.blobs('state'), instances: await instances() };
    expect(before.instances.filter(ofId(old)).length).toBeGreaterThan(2);

    // Act
    const dry = await endOf(await begin({ dryRun: true }));
    const afterDry = { state: await storage.blobs('state'), instances: await instances() };
    const id = await begin({});
    await host().kill();
    await startHost();
    const real = await endOf(id);

    // Assess
    expect(dry).toMatchObject({ state: 'succeeded', failures: [] });
    const ofTransfers = (name: string): boolean => !name.startsWith('cleanups/') && !name.startsWith('sweeps/');
    expect(afterDry.state.filter(ofTransfers)).toEqual(before.state.filter(ofTransfers));
    expect(afterDry.instances).toEqual(expect.arrayContaining(before.instances));

    expect(real).toMatchObject({ state: 'succeeded', failures: [] });
    const items = await itemsOf(real.id);
    const outcomes = (kind: string) =>
      items.filter((item) => item.kind === kind).map(({ resource, outcome }) => [resource, outcome]);
    expect(outcomes('transfer').sort()).toEqual(
      [
        [old, 'removed'],
        [failed, 'kept'],
      ].sort(),
    );
    const purged = before.instances.filter((name) => [old, failed, middle].some((each) => name.includes(each)));
    expect(outcomes('history').sort()).toEqual(purged.map((name) => [name, 'removed']).sort());
    const left = { state: await storage.blobs('state'), instances: await instances() };
    expect(left.state.filter(ofTransfers).filter(ofId(old))).toEqual([]);
    expect(left.instances.filter((name) => purged.includes(name))).toEqual([]);
    for (const other of [recent, failed, middle]) {
      expect(left.state.filter(ofId(other))).toEqual(before.state.filter(ofId(other)));
      expect((await api.get(other)).status).toBe(200);
    }
    expect(left.instances).toEqual(expect.arrayContaining(before.instances.filter(ofId(recent))));
    expect((await api.get(old)).status).toBe(404);
    expect((await listed()).sort()).toEqual([recent, failed, middle].sort());
    expect((await api.retry(failed)).status).toBe(202);

    const again = await api.start(['old/good:1.0'], { key: 'release-42' });
    expect(again.id).toBe(old);
    expect((await api.reportOf(old)).outcome).toBe('succeeded');
  }, 240_000);
});
