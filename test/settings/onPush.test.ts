import { loadRoutes } from '../../src/settings/routes/loadRoutes';
import { fileOf, source, target } from './routesFile';

function load(route: object) {
  const { routes, mistakes } = loadRoutes(fileOf({ prod: route }));
  return { onPush: routes.get('prod')?.onPush, mistakes };
}

const SELECT = { rules: [{ repositories: ['app/**'] }] };

it.each<[string, object, object | undefined]>([
  ['pushes start nothing unless a route asks for it', { source: source(), target: target() }, undefined],
  ['the defaults', { source: source(), target: target(), onPush: {} }, { quietSeconds: 120, maxWaitSeconds: 600 }],
  [
    'its own settings, where nothing is exported to',
    { source: source(), onPush: { quietSeconds: 5, maxWaitSeconds: 5, select: SELECT } },
    { quietSeconds: 5, maxWaitSeconds: 5, select: SELECT },
  ],
])('%s', (_, route, expected) => {
  const { onPush, mistakes } = load(route);
  expect(mistakes).toEqual([]);
  expect(onPush).toEqual(expected);
});

it.each<[string, object, string]>([
  ['seconds below zero', { quietSeconds: -1 }, 'routes.prod.onPush.quietSeconds'],
  ['more than a day', { maxWaitSeconds: 86_401 }, 'routes.prod.onPush.maxWaitSeconds'],
  ['the latest before the quiet', { quietSeconds: 601 }, 'routes.prod.onPush.maxWaitSeconds'],
  ['a selection without rules', { select: { rules: [] } }, 'routes.prod.onPush.select.rules'],
  ['a key that nobody knows', { quiet: 5 }, 'routes.prod.onPush.quiet'],
])('%s is a mistake', (_, onPush, path) => {
  expect(load({ source: source(), target: target(), onPush }).mistakes).toMatchObject([{ path }]);
});

it('onPush in a route without a source is a mistake', () => {
  expect(load({ target: target(), onPush: {} }).mistakes).toMatchObject([
    { path: 'routes.prod.onPush', problem: 'stands in a route without a source' },
  ]);
});
