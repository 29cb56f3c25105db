import type { LedgerPage } from '../../src/functions/http/schemas/ledger';
import type { RebuildView } from '../../src/functions/http/schemas/rebuildView';
import type { Problem } from '../../src/functions/http/schemas/problem';
import { request } from './helpers/request';
import { until } from './helpers/until';
import { type Ferry, ROUTE, startFerry } from './helpers/startFerry';

let ferry: Ferry;
beforeAll(async () => {
  ferry = await startFerry();
});
afterAll(() => ferry?.stop());

const call = (method: string, query = '') =>
  request<LedgerPage & Problem & { removed: number }>(
    `${ferry.stack.endpoints.host}/api/routes/${ROUTE}/ledger${query}`,
    { method },
  );

it('a delivery is in the ledger of its route until somebody has it forgotten, and confirms that', async () => {
  // Prepare
  const { api, push, source } = ferry;
  const reference = await push('ledger/app:1.0');
  const digest = await source.digestOf(reference);
  const before = await call('GET');
  const { id } = await api.start([reference]);
  await api.reportOf(id);

  // Act
  const after = await call('GET', '?repository=ledger/app&tag=1.0');
  const unconfirmed = await call('DELETE', '?repository=ledger/app');
  const removed = await call('DELETE', `?repository=ledger/app&confirm=${ROUTE}`);
  const again = await call('GET');

  // Assess
  expect(before.json).toEqual({ entries: [] });
  expect(after.json?.entries).toMatchObject([
    { repository: 'ledger/app', tag: '1.0', digest, firstTransfer: id, lastTransfer: id, verified: true },
  ]);
  expect([unconfirmed.status, unconfirmed.json?.code]).toEqual([400, 'confirmation_required']);
  expect(removed.json).toEqual({ removed: 1 });
  expect(again.json).toEqual({ entries: [] });
});

it('a ledger that was lost is filled from the target: nothing is new then but what is', async () => {
  // Prepare
  const { api, push, target } = ferry;
  const select = { rules: [{ repositories: ['lost/**'] }] };
  const names = ['lost/app:1.0', 'lost/app:2.0', 'lost/web:1.0'];
  for (const name of names) await push(name);
  await api.reportOf((await api.select({ select })).id);
  await call('DELETE', `?confirm=${ROUTE}`);
  const rebuild = (method: string) =>
    request<RebuildView & Problem>(`${ferry.stack.endpoints.host}/api/routes/${ROUTE}/ledger/rebuild`, { method });

  // Act
  const before = await rebuild('GET');
  const started = await rebuild('POST');
  const ended = await until(
    async () => {
      const { status, json } = await rebuild('GET');
      return status === 200 ? json : undefined;
    },
    { what: 'the rebuild to end' },
  );
  const filled = await call('GET', '?repository=lost/app');
  await push('lost/app:3.0');
  const report = await api.reportOf((await api.select({ select })).id);

  // Assess
  expect([before.status, before.json?.code]).toEqual([404, 'rebuild_unknown']);
  expect([started.status, started.headers.location]).toEqual([202, started.json?.statusUrl]);
  expect(ended).toMatchObject({ id: started.json?.id, state: 'succeeded', failedRepositories: 0, failures: [] });
  expect(filled.json?.entries).toHaveLength(2);
  for (const { tag, digest, verified } of filled.json?.entries ?? []) {
    expect({ digest, verified }).toEqual({ digest: await target.digestOf(`lost/app:${tag}`), verified: false });
  }
  expect(report).toMatchObject({
    artifacts: [{ artifact: 'lost/app:3.0', outcome: 'delivered' }],
    totals: { known: 3 },
  });
});
