import { pause, NO_PAUSES } from '../../../../src/domain/pause/pauses';
import { route } from '../../../helpers/route';
import { createApi } from '../apiFixture';

const ON_PUSH = { quietSeconds: 120, maxWaitSeconds: 600 };
const V1 = { repository: 'app/web', tag: 'v1', digest: `sha256:${'a'.repeat(64)}` };
const [FIRST, SECOND] = ['2026-11-21T09:59:00.000Z', '2026-11-21T09:59:30.000Z'];
const BY = { kind: 'functionKey', name: 'function key' } as const;

function prepare() {
  const api = createApi();
  api.loadsRoutes({ routes: new Map([['prod', route({ onPush: ON_PUSH })]]), mistakes: [] });
  return api;
}

it('shows what waits, and when it is due; what a transfer takes is no longer among it', async () => {
  const { pushes, listPushes } = prepare();
  await pushes.note('prod', { ...V1, tag: 'v0' }, FIRST);
  const taken = await pushes.noted('prod');
  await pushes.writeClaim('prod', { transfer: 't1', at: FIRST, pushes: taken }, undefined);
  await pushes.note('prod', V1, FIRST);
  await pushes.note('prod', V1, SECOND);
  await pushes.noteDeletions('prod', [{ artifact: 'app/web:old', at: SECOND }]);
  const { status, body } = await listPushes('prod');
  expect(status).toBe(200);
  expect(body).toEqual({
    route: 'prod',
    paused: false,
    onPush: ON_PUSH,
    waiting: [{ artifact: 'app/web:v1', digest: V1.digest, firstAt: FIRST, lastAt: SECOND }],
    dueAt: '2026-11-21T10:01:30.000Z',
    next: { id: 't1', statusUrl: 'https://app.example/api/transfers/t1', at: FIRST, pushes: 1 },
    deleted: [{ artifact: 'app/web:old', at: SECOND }],
  });
});

it('of very many, a thousand', async () => {
  const { pushes, listPushes } = prepare();
  for (let index = 0; index < 1_003; index += 1) await pushes.note('prod', { ...V1, tag: `v${index}` }, FIRST);
  const { body } = await listPushes('prod');
  expect(body).toMatchObject({ more: 3 });
  expect((body as { waiting: unknown[] }).waiting).toHaveLength(1_000);
});

it('where nothing waits, and the route is paused', async () => {
  const { pauses, listPushes } = prepare();
  await pauses.write(pause(NO_PAUSES, 'prod', { at: FIRST, by: BY }), undefined);
  const { body } = await listPushes('prod');
  expect(body).toMatchObject({ paused: true, waiting: [], deleted: [] });
  expect(body).not.toHaveProperty('dueAt');
});

it('a route that nobody knows is told so', async () => {
  expect(await prepare().listPushes('nope')).toMatchObject({ status: 422, body: { code: 'route_unknown' } });
});
