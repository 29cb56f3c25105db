import { OrchestrationRuntimeStatus } from 'durable-functions';
import { transferIdFor } from '../../../../src/domain/names';
import type { LoadedRoutes } from '../../../../src/domain/route';
import { route } from '../../../helpers/route';
import { createApi } from '../apiFixture';

const BODY = { route: 'prod', artifacts: ['app:v1'] };
const key = (name: string) => ({ 'Idempotency-Key': name });
const FIRST = transferIdFor('first');
const SECOND = transferIdFor('second');

function apiWith(whenBusy: 'refuse' | 'queue') {
  const api = createApi();
  const routes: LoadedRoutes = { routes: new Map([['prod', route({ whenBusy })]]), mistakes: [] };
  api.loadsRoutes(routes);
  return api;
}

it('a busy route refuses with 409, and says which transfer runs and where', async () => {
  const { post, transfers } = apiWith('refuse');
  await post(BODY, key('first'));
  const refused = await post(BODY, key('second'));
  expect(refused.body).toMatchObject({
    status: 409,
    code: 'route_busy',
    detail: expect.stringContaining(FIRST) as unknown,
    transfer: { id: FIRST, statusUrl: `https://app.example/api/transfers/${FIRST}` },
  });
  expect(refused.headers['content-type']).toBe('application/problem+json');
  expect([...transfers.records.keys()]).toEqual([FIRST]);
  expect(transfers.states.size).toBe(1);
});

it('the same Idempotency-Key finds its own transfer', async () => {
  const { post } = apiWith('refuse');
  await post(BODY, key('first'));
  expect(await post(BODY, key('first'))).toMatchObject({ status: 202, body: { id: FIRST } });
});

it('a busy route that queues accepts, and the transfer says for which one it waits', async () => {
  const { post, get, client } = apiWith('queue');
  await post(BODY, key('first'));
  expect(await post(BODY, key('second'))).toMatchObject({ status: 202, body: { id: SECOND, state: 'accepted' } });
  const note = `waiting for the transfer ${FIRST} of the same route`;
  const customStatus = { phase: 'planning', percentage: 0, isQueued: true, note };
  client.instances.set(SECOND, { status: OrchestrationRuntimeStatus.Running, customStatus });
  expect((await get(SECOND)).body).toMatchObject({
    state: 'accepted',
    progress: { phase: 'planning', percentage: 0, note },
  });
});

it('a cancel wakes a transfer that waits', async () => {
  const { post, cancel, client } = apiWith('queue');
  await post(BODY, key('first'));
  await post(BODY, key('second'));
  const customStatus = { phase: 'planning', percentage: 0, isQueued: true };
  client.instances.set(SECOND, { status: OrchestrationRuntimeStatus.Running, customStatus });
  expect(await cancel(SECOND)).toMatchObject({ status: 202, body: { state: 'accepted', cancelRequested: true } });
  expect(client.raised).toEqual([`${SECOND} ${SECOND}`]);
});

it('the route says so', async () => {
  const { listRoutes } = apiWith('queue');
  expect((await listRoutes()).body.routes).toMatchObject([{ name: 'prod', whenBusy: 'queue' }]);
});
