import type { CleanupItems, CleanupList, CleanupView } from '../../src/functions/http/schemas/cleanupView';
import type { Problem } from '../../src/functions/http/schemas/problem';
import { type Answer, request } from './helpers/request';
import { ROUTE, type Ferry, startFerry } from './helpers/startFerry';
import { until } from './helpers/until';

const RETENTION = { runDays: 0, keepRuns: 1, blobDays: 0, blockDays: 0 };

describe('cleaning up', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry({
      routes: ({ routes }) => Object.assign(routes[ROUTE] ?? {}, { keepBlobs: true, retention: RETENTION }),
    });
  });
  afterAll(() => ferry?.stop());

  const call = <T>(resource: string, options: { method?: string; body?: unknown } = {}): Promise<Answer<T & Problem>> =>
    request<T & Problem>(`${ferry.stack.endpoints.host}/api/${resource}`, options);
  const post = (body: object) => call<CleanupView>('cleanup', { method: 'POST', body });
  const get = async <T>(resource: string): Promise<T> => {
    const { status, json, text } = await call<T>(resource);
    if (status > 202 || !json) throw new Error(`GET ${resource} answered ${status}: ${text}`);
    return json;
  };
  const endOf = (id: string): Promise<CleanupView> =>
    until(
      async () => {
        const view = await get<CleanupView>(`cleanups/${id}`).catch(() => undefined);
        return view?.endedAt !== undefined && view;
      },
      { what: `the end of ${id}`, timeoutMs: 60_000 },
    );
  const count = ({ summary = [] }: CleanupView, outcome: string, kind?: string): number =>
    summary
      .filter((line) => line.outcome === outcome && (kind === undefined || line.kind === kind))
      .reduce((sum, line) => sum + line.count, 0);
  const everything = async () => {
    const [exports, imports, blobs, copies] = await Promise.all([
      ferry.runs.list('source'),
      ferry.runs.list('target'),
      ferry.storage.blobs('exports'),
      ferry.storage.blobs('imports'),
    ]);
    const names = (runs: { name: string }[]): string[] => runs.map(({ name }) => name).sort();
    return { exports: names(exports), imports: names(imports), blobs: blobs.sort(), copies: copies.sort() };
  };

  it('shows, then removes what is verified and old, keeps the newest run, a failed transfer and a transfer that runs', async () => {
    // Prepare
    const { api, push, hold, held, release, fault, host, startHost } = ferry;
    await call(`routes/${ROUTE}/pause`, { method: 'POST', body: { reason: 'no cleanup but those of this test' } });
    const good: string[] = [];
    for (const name of ['one', 'two', 'three']) {
      const { id } = await api.start([await push(`clean/${name}:1.0`)]);
      expect((await api.reportOf(id)).outcome).toBe('succeeded');
      good.push(id);
    }
    const endFault = await fault({
      ...{ step: 'run.import.start', times: 0 },
      action: { type: 'failRun', message: 'The image is not wanted.' },
    });
    const failing = await api.start([await push('clean/bad:1.0')]);
    expect((await api.reportOf(failing.id)).outcome).not.toBe('succeeded');
    await endFault();
    await hold('run.import.finish');
    const running = await api.start([await push('clean/slow:1.0')]);
    await held('run.import.finish');
    const before = await everything();
    expect(before.blobs.filter((blob) => good.some((id) => blob.includes(id)))).toHaveLength(3);

    // Act
    const dry = await endOf((await post({ dryRun: true })).json?.id ?? '');
    const afterDry = await everything();
    await hold('arm.pipelineRuns.delete');
    const begun = await post({ route: ROUTE });
    await held('arm.pipelineRuns.delete');
    const other = await post({ route: ROUTE, dryRun: true });
    const again = await post({ route: ROUTE });
    await host().kill();
    await release('arm.pipelineRuns.delete');
    await startHost();
    const real = await endOf(begun.json?.id ?? '');
    const after = await everything();

    // Assess
    expect(dry).toMatchObject({ state: 'succeeded', dryRun: true, routes: [ROUTE], failures: [] });
    expect(afterDry).toEqual(before);
    expect(count(dry, 'removed')).toBe(0);
    expect([other.status, other.json?.code]).toEqual([409, 'cleanup_running']);
    expect([again.status, again.json?.id]).toEqual([202, begun.json?.id]);

    expect(real).toMatchObject({ state: 'succeeded', dryRun: false, failures: [] });
    for (const kind of ['exportedBlob', 'copy', 'manifest'])
      expect([kind, count(real, 'removed', kind)]).toEqual([kind, 3]);
    for (const kind of ['exportRun', 'importRun', 'exportedBlob', 'copy', 'manifest']) {
      expect([kind, count(dry, 'wouldRemove', kind)]).toEqual([kind, count(real, 'removed', kind)]);
    }
    const isOfGood = (blob: string): boolean => good.some((id) => blob.includes(id));
    expect([...after.blobs, ...after.copies].filter(isOfGood)).toEqual([]);
    expect(after.blobs).toEqual(before.blobs.filter((blob) => !isOfGood(blob)));
    expect(after.copies).toEqual(before.copies.filter((blob) => !isOfGood(blob)));
    expect(after.copies.filter((blob) => blob.includes(failing.id))).toHaveLength(2);
    // The import that goes on, and the newest of those that have ended; the newest export is of the transfer that runs.
    expect(count(real, 'removed', 'exportRun')).toBe(before.exports.length - after.exports.length);
    expect(count(real, 'removed', 'importRun')).toBe(before.imports.length - after.imports.length);
    expect(after.imports.length).toBe(2);
    expect(after.exports.length).toBe(1);

    const listed = await get<CleanupList>('cleanups?limit=1');
    expect(listed.cleanups).toEqual([real]);
    expect((await get<CleanupList>(`cleanups${new URL(listed.next ?? '', 'http://x').search}`)).cleanups).toEqual([
      dry,
    ]);
    const items: CleanupItems['items'] = [];
    for (let page = 1, isMore = true; isMore; page += 1) {
      const some = await get<CleanupItems>(`cleanups/${real.id}/items?page=${page}`);
      items.push(...some.items);
      isMore = some.next !== undefined;
    }
    expect(items.filter(({ outcome }) => outcome === 'removed')).toHaveLength(count(real, 'removed'));
    const ofRunning = items.filter(({ resource }) => resource.includes(running.id));
    expect(ofRunning.map(({ outcome }) => outcome)).toEqual(ofRunning.map(() => 'kept'));
    expect(ofRunning.length).toBeGreaterThanOrEqual(3);

    await release('run.import.finish');
    expect((await api.reportOf(running.id)).outcome).toBe('succeeded');
    expect((await call('cleanups/cleanup-1')).status).toBe(404);
  });
});
