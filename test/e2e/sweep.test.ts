import { manifestNameFor } from '../../src/domain/names';
import type { SweepList, SweepView } from '../../src/functions/http/schemas/sweepView';
import { createCourier, type Courier } from './helpers/courier';
import { endSubscriptions } from './helpers/endSubscriptions';
import { ROUTE, startFerry, type Ferry } from './helpers/startFerry';
import { until } from './helpers/until';

/** What is younger is left for a later sweep. */
const SETTLE_SECONDS = 5;
const MOST_MS = 90_000;

describe('the sweep, where no event reaches the app', () => {
  let ferry: Ferry;
  let courier: Courier;
  beforeAll(async () => {
    ferry = await startFerry({
      routes: ({ routes }) => {
        const both = routes[ROUTE] ?? {};
        Object.assign(both, { keepBlobs: true, arrivals: { import: true, settleSeconds: SETTLE_SECONDS } });
        const { target } = both;
        routes['inbox'] = {
          target,
          keepBlobs: true,
          arrivals: { prefix: 'inbox/', manifestWaitMinutes: 5, settleSeconds: SETTLE_SECONDS },
        };
        routes['bare'] = {
          target,
          arrivals: { prefix: 'bare/', manifestWaitMinutes: 0, settleSeconds: SETTLE_SECONDS },
        };
        routes['held'] = {
          target,
          arrivals: { prefix: 'held/', manifestWaitMinutes: 5, settleSeconds: SETTLE_SECONDS },
        };
      },
    });
    courier = createCourier(ferry.stack);
    await endSubscriptions(ferry.stack, 'blobCreated');
  });
  afterAll(() => ferry?.stop());

  const call = async <T>(method: 'GET' | 'POST', resource: string): Promise<T> => {
    const { stack } = ferry;
    const { status, json, text } = await stack.request<T>(`${stack.endpoints.host}/api/${resource}`, { method });
    if (status !== 200 || !json) throw new Error(`${method} ${resource} answered ${status}: ${text}`);
    return json;
  };
  const sweepNow = () => call<SweepView>('POST', 'sweep');
  const transfersOf = async (route: string): Promise<string[]> => {
    const { json } = await ferry.api.list(`?route=${route}&limit=100`);
    return json?.transfers.map(({ id }) => id) ?? [];
  };
  const importsOf = async (name: string): Promise<number> => {
    const runs = await ferry.runs.list('target');
    return runs.filter(({ properties: { request } }) => request.source?.name === name).length;
  };
  /** The transfer of a route, once a sweep has started it. */
  const sweptInto = (route: string): Promise<string> =>
    until(
      async () => {
        await sweepNow();
        return (await transfersOf(route))[0] ?? false;
      },
      { what: `a transfer of the route ${route}`, timeoutMs: MOST_MS },
    );
  /** Copies what a transfer of the source's side made to another name. */
  const carry = async (reference: string, name: string, withManifest: boolean): Promise<string> => {
    const { api, push } = ferry;
    await push(reference);
    const { id } = await api.start([reference]);
    const { batches } = await api.reportOf(id);
    const own = batches[0]?.blob ?? '';
    if (withManifest) await courier.bring(manifestNameFor(name), await courier.take('imports', manifestNameFor(own)));
    await courier.bring(name, await courier.take('exports', own));
    return ferry.source.digestOf(reference);
  };

  it(
    'finds what arrived, once, and what arrived on a paused route after the resume',
    async () => {
      // Prepare
      const { api } = ferry;
      await call('POST', 'routes/held/pause');
      const digest = await carry('swept/app:1.0', 'inbox/app.tar.gz', true);
      await carry('swept/bare:1.0', 'bare/app.tar.gz', false);
      await carry('swept/held:1.0', 'held/app.tar.gz', true);
      const ofChain = await transfersOf(ROUTE);

      // Act
      const inbox = await sweptInto('inbox');
      const bare = await sweptInto('bare');
      const reports = [await api.reportOf(inbox), await api.reportOf(bare)];
      const inPause = await sweepNow();
      const heldInPause = await transfersOf('held');
      await call('POST', 'routes/held/resume');
      const held = await sweptInto('held');
      const heldReport = await api.reportOf(held);
      const last: SweepView[] = [];
      for (let index = 0; index < 5; index += 1) last.push(await sweepNow());

      // Assess
      expect(reports).toEqual([
        expect.objectContaining({
          outcome: 'succeeded',
          startedBy: { kind: 'trigger', name: 'sweep' },
          artifacts: [expect.objectContaining({ outcome: 'delivered', targetDigest: digest })],
        }),
        expect.objectContaining({ outcome: 'unconfirmed', startedBy: { kind: 'trigger', name: 'sweep' } }),
      ]);
      expect(inPause.items).toContainEqual({ finding: 'paused', subject: 'held', route: 'held' });
      expect(heldInPause).toEqual([]);
      expect(heldReport).toMatchObject({ outcome: 'succeeded' });
      for (const name of ['inbox/app.tar.gz', 'bare/app.tar.gz', 'held/app.tar.gz'])
        expect(await importsOf(name)).toBe(1);
      for (const route of ['inbox', 'bare', 'held']) expect(await transfersOf(route)).toHaveLength(1);
      expect(await transfersOf(ROUTE)).toEqual(ofChain);
      for (const { complete, found } of last) {
        expect(complete).toBe(true);
        expect(found).toContainEqual({ finding: 'known', count: 1 });
        expect(found).toContainEqual({ finding: 'withoutManifest', count: 1 });
        expect(found).toContainEqual({ finding: 'own', count: 3 });
        expect(found.map(({ finding }) => finding)).not.toContain('importStarted');
      }
      const { sweeps } = await call<SweepList>('GET', 'sweeps?limit=100');
      expect(sweeps.slice(0, 5).map(({ id }) => id)).toEqual(last.map(({ id }) => id).reverse());
      const started = sweeps.flatMap(({ items }) => items).filter(({ finding }) => finding === 'importStarted');
      expect(started.map(({ transferId }) => transferId).sort()).toEqual([inbox, bare, held].sort());
    },
    3 * MOST_MS,
  );
});
