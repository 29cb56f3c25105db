import { OrchestrationRuntimeStatus } from 'durable-functions';
import { transferIdFor } from '../../../../src/domain/names';
import type { TransferOutcome, TransferReport } from '../../../../src/domain/report/report';
import { record } from '../../../helpers/record';
import { route, TARGET } from '../../../helpers/route';
import { createApi } from '../apiFixture';

const ID = transferIdFor('a blob');
const ARRIVAL = { name: 'inbox/app.tar.gz', size: 1_000, contentMd5: 'TzcHOBWX7SzSGbDR1Ni8Lg==' };
const STARTED_BY = { kind: 'trigger', name: 'blobCreated' } as const;

/** An API that has the import of a blob on record, and runs it. */
function prepare() {
  const api = createApi();
  const { source: _none, ...importOnly } = route({ name: 'import-only' });
  const own = record({
    ...{ id: ID, route: 'import-only', artifacts: [], arrival: ARRIVAL, startedBy: STARTED_BY },
    pinnedRoute: { ...importOnly, arrivals: { prefix: '', manifestWaitMinutes: 5 } },
  });
  api.transfers.records.set(ID, own);
  const shows = (customStatus: object) =>
    void api.client.instances.set(ID, { status: OrchestrationRuntimeStatus.Running, customStatus });
  shows({ phase: 'importing', percentage: 0, watch: `${ID}-import` });
  const act = (name: string) => api.send(`${name}Transfer`, `/transfers/${ID}/${name}`, { params: { id: ID } });
  const end = (outcome: TransferOutcome, artifacts: TransferReport['artifacts'] = []) =>
    api.transfers.writeReport({
      ...{ version: 1, id: ID, route: 'import-only', outcome, startedBy: STARTED_BY, artifacts },
      ...{ startedAt: '2026-11-21T10:00:00.000Z', finishedAt: '2026-11-21T10:01:00.000Z', batches: [], failures: [] },
    });
  return { ...api, own, act, end, shows };
}

it('is shown and listed like every transfer, with the blob and what its run shows', async () => {
  const { get, client, list, own, transfers } = prepare();
  client.instances.set(`${ID}-import`, {
    status: OrchestrationRuntimeStatus.Running,
    customStatus: { percentage: 40 },
  });
  expect((await get(ID)).body).toMatchObject({
    id: ID,
    route: 'import-only',
    state: 'running',
    startedBy: STARTED_BY,
    artifacts: [],
    arrival: { blob: `${TARGET.containerUri}/inbox/app.tar.gz`, size: 1_000, contentMd5: ARRIVAL.contentMd5 },
    progress: { phase: 'importing', percentage: 40 },
  });
  await transfers.index(own, 'running');
  expect((await list()).body.transfers).toMatchObject([{ id: ID, state: 'running' }]);
});

it('GET /api/routes shows which routes import what arrives', async () => {
  const { listRoutes, loadsRoutes } = prepare();
  const arrivals = { prefix: 'inbox/', manifestWaitMinutes: 5, onDefect: 'quarantine' } as const;
  const [on, off] = [route({ name: 'on', arrivals }), route({ name: 'off' })];
  loadsRoutes({ routes: new Map([on, off].map((one) => [one.name, one])), mistakes: [] });
  const shown = (await listRoutes()).body.routes as { arrivals?: object }[];
  expect(shown.map((one) => one.arrivals)).toEqual([arrivals, undefined]);
});

it('one that was cut off is taken up as what it is', async () => {
  const { get, client } = prepare();
  client.instances.delete(ID);
  await get(ID);
  expect(client.starts).toEqual([`importArrival ${ID}`]);
  expect(client.instances.get(ID)?.input).toMatchObject({ blobName: ARRIVAL.name, manifestWaitMinutes: 5, life: 'r0' });
});

it('can be canceled', async () => {
  const { act, transfers } = prepare();
  expect((await act('cancel')).body).toMatchObject({ state: 'running', cancelRequested: true });
  expect(transfers.cancels.has(ID)).toBe(true);
});

it.each<[TransferOutcome, TransferReport['artifacts']]>([
  ['unconfirmed', []],
  ['unconfirmed', [{ artifact: 'app:1.0', outcome: 'unverified' }]],
  ['failed', []],
  ['partial', [{ artifact: 'app:1.0', outcome: 'delivered' }]],
  ['canceled', []],
])('one that ended as %s is tried again: the same blob, by a transfer of its own, once', async (outcome, artifacts) => {
  const { act, end, client, transfers } = prepare();
  await transfers.keepPlan(ID, { batches: [], unplanned: [] });
  await end(outcome, artifacts);
  const [{ status, body }] = await Promise.all([act('retry'), act('retry')]);
  expect(status).toBe(202);
  expect(body).toMatchObject({ retryOf: `https://app.example/api/transfers/${ID}`, arrival: { size: 1_000 } });
  expect(transfers.records.get(body.id)).toMatchObject({ arrival: ARRIVAL, retryOf: ID, artifacts: [] });
  expect(client.instances.get(body.id)?.input).not.toHaveProperty('takeOverMinutes');
  expect(client.starts).toEqual([`importArrival ${body.id}`]);
});

it('of one that succeeded, or runs, a retry is refused', async () => {
  const { act, end, client } = prepare();
  expect((await act('retry')).body).toMatchObject({ status: 409, code: 'transfer_running' });
  await end('succeeded', [{ artifact: 'app:1.0', outcome: 'delivered' }]);
  expect((await act('retry')).body).toMatchObject({ status: 409, code: 'nothing_to_retry' });
  expect(client.starts).toEqual([]);
});

it('where the route has no target any more, a retry is refused', async () => {
  const { act, end, loadsRoutes } = prepare();
  await end('failed');
  const { target: _none, ...exportOnly } = route({ name: 'import-only' });
  loadsRoutes({ routes: new Map([['import-only', exportOnly]]), mistakes: [] });
  expect((await act('retry')).body).toMatchObject({ status: 422, code: 'route_incomplete' });
});
