import type { LedgerPage } from '../../src/functions/http/schemas/ledger';
import type { Problem } from '../../src/functions/http/schemas/problem';
import { request } from './helpers/request';
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
