import { ServiceUnavailableError } from '../../../src/domain/failures/errors';
import type { Route } from '../../../src/domain/route';
import { createEventCounts } from '../../../src/functions/events/eventCounts';
import { createImagePushed } from '../../../src/functions/events/imagePushed';
import { canary } from '../../helpers/canary';
import { FakeCanaries } from '../../helpers/fakeCanaries';
import { FakePushes } from '../../helpers/fakePushes';
import { imagePushedEvent } from '../../helpers/registryEvents';
import { route, SOURCE } from '../../helpers/route';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const V1 = { repository: 'app/web', tag: 'v1', digest: DIGEST };
const ON_PUSH = { quietSeconds: 120, maxWaitSeconds: 600 };
const NOW = Date.parse('2026-11-29T10:00:00Z');

function prepare(...routes: Route[]) {
  const pushes = new FakePushes();
  const logged: string[] = [];
  const canaries = new FakeCanaries();
  const machine = { now: () => NOW, wait: () => new Promise<void>(() => undefined), random: () => 0 };
  let load = async () => ({ routes: new Map(routes.map((one) => [one.name, one])), mistakes: [] });
  const routeBook = { load: () => load() };
  const deps = { routes: routeBook, pushes, canaries, machine, eventCounts: createEventCounts(machine) };
  const log = { info: (text: string) => void logged.push(text), warn: (text: string) => void logged.push(text) };
  const imagePushed = createImagePushed(deps);
  return {
    ...{ pushes, canaries, logged },
    receive: (event: unknown) => imagePushed(event, log),
    fail: (error: Error) => (load = () => Promise.reject(error)),
  };
}

it('a push is noted for each route of the registry that asks for pushes, however its id is written', async () => {
  const { receive, pushes } = prepare(
    route({ name: 'one', onPush: ON_PUSH }),
    route({ name: 'two', onPush: ON_PUSH }),
    route({ name: 'none' }),
  );
  await receive(imagePushedEvent(SOURCE.registryId.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions'), V1));
  expect(await pushes.noted('one')).toMatchObject([{ ...V1, firstAt: '2026-11-29T10:00:00.000Z' }]);
  expect(await pushes.noted('two')).toHaveLength(1);
  expect(await pushes.noted('none')).toEqual([]);
});

it('what the route does not select by its repository is not noted', async () => {
  const select = { rules: [{ repositories: ['other/**'] }] };
  const { receive, pushes, logged } = prepare(
    route({ name: 'own', onPush: { ...ON_PUSH, select } }),
    route({ name: 'routes', onPush: ON_PUSH, select }),
    route({ name: 'both', onPush: { ...ON_PUSH, select: { rules: [{ repositories: ['app/*'] }] } }, select }),
  );
  await receive(imagePushedEvent(SOURCE.registryId, V1));
  expect(await pushes.noted('own')).toEqual([]);
  expect(await pushes.noted('routes')).toEqual([]);
  expect(await pushes.noted('both')).toHaveLength(1);
  expect(logged).toEqual([]);
});

it('a deletion is noted, and nothing waits for a transfer', async () => {
  const { receive, pushes } = prepare(route({ onPush: ON_PUSH }));
  const eventType = 'Microsoft.ContainerRegistry.ImageDeleted';
  await receive(imagePushedEvent(SOURCE.registryId, V1, { eventType }));
  expect(await pushes.deletions('prod')).toEqual([{ artifact: 'app/web:v1', at: '2026-11-29T10:00:00.000Z' }]);
  expect(await pushes.noted('prod')).toEqual([]);
});

it('what nothing can be done about is acknowledged and counted', async () => {
  const { receive, pushes, logged } = prepare(route({ onPush: ON_PUSH }));
  pushes.beforeCall = () => Promise.reject(new Error('Nothing is asked.'));
  await receive({ nonsense: true });
  await receive(imagePushedEvent(SOURCE.registryId.replace('builds', 'another'), V1));
  expect(logged).toHaveLength(1);
  expect(logged[0]).toContain('no event that can be read: 1');
});

it('weather is told to the host, so that the event comes again', async () => {
  const { receive, pushes, fail } = prepare(route({ onPush: ON_PUSH }));
  const away = new ServiceUnavailableError('write the state', { words: '503' });
  pushes.beforeCall = () => Promise.reject(away);
  await expect(receive(imagePushedEvent(SOURCE.registryId, V1))).rejects.toBe(away);
  fail(new Error('no file'));
  await expect(receive(imagePushedEvent(SOURCE.registryId, V1))).rejects.toMatchObject({ code: 'routes_unreadable' });
});

it('a delivery of many events for one artifact is a note or two, one of deletions a write or two; the latest are kept', async () => {
  const { receive, pushes } = prepare(route({ onPush: ON_PUSH }));
  const calls: string[] = [];
  pushes.beforeCall = async (call) => void calls.push(call);
  const eventType = 'Microsoft.ContainerRegistry.ImageDeleted';
  const pushed = Array.from({ length: 1_000 }, () => imagePushedEvent(SOURCE.registryId, V1));
  const deleted = Array.from({ length: 1_000 }, (_, index) =>
    imagePushedEvent(SOURCE.registryId, { ...V1, tag: `d${index}` }, { eventType }),
  );
  await Promise.all([...pushed, ...deleted].map((event) => receive(event)));
  expect(calls.filter((call) => call === 'note').length).toBeLessThanOrEqual(2);
  expect(calls.filter((call) => call === 'noteDeletions').length).toBeLessThanOrEqual(2);
  expect(await pushes.noted('prod')).toHaveLength(1);
  const kept = await pushes.deletions('prod');
  expect([kept.length, kept[0]?.artifact]).toEqual([100, 'app/web:d999']);
});

it('a push of a canary is noted with it, and starts nothing', async () => {
  const { receive, pushes, canaries } = prepare(route({ onPush: ON_PUSH }));
  await canaries.write('prod', canary(), undefined);
  const target = { repository: 'acr-ferry/canary', digest: DIGEST };
  await receive(imagePushedEvent(SOURCE.registryId, { ...target, tag: 'another' }));
  expect((await canaries.read('prod'))?.canary.events).toEqual({});
  await receive(imagePushedEvent(SOURCE.registryId, { ...target, tag: 'canary-c0ffee' }));
  expect((await canaries.read('prod'))?.canary.events).toEqual({ imagePushedAt: new Date(NOW).toISOString() });
  expect(await pushes.noted('prod')).toEqual([]);
});
