import { loadRoutes } from '../../src/settings/routes/loadRoutes';
import { fileOf, source, target } from './routesFile';

function load(route: object) {
  const { routes, mistakes } = loadRoutes(fileOf({ prod: route }));
  return { arrivals: routes.get('prod')?.arrivals, mistakes };
}

const DEFAULTS = { prefix: '', manifestWaitMinutes: 15, takeOverMinutes: 20, settleSeconds: 60 };

it.each<[string, object, object | undefined]>([
  ['a route without a source imports what arrives', { target: target() }, DEFAULTS],
  ['unless it says otherwise', { target: target(), arrivals: { import: false } }, undefined],
  ['one with both ends does not', { source: source(), target: target() }, undefined],
  ['nor where it only says how', { source: source(), target: target(), arrivals: { prefix: 'in/' } }, undefined],
  ['unless it says so', { source: source(), target: target(), arrivals: { import: true } }, DEFAULTS],
  ['one without a target has nothing to import into', { source: source() }, undefined],
  [
    'its own settings',
    { target: target(), arrivals: { prefix: 'inbox/', manifestWaitMinutes: 0, takeOverMinutes: 0, settleSeconds: 0 } },
    { prefix: 'inbox/', manifestWaitMinutes: 0, takeOverMinutes: 0, settleSeconds: 0 },
  ],
  [
    'what becomes of defects',
    { target: target(), arrivals: { onDefect: 'repair' } },
    { ...DEFAULTS, onDefect: 'repair' },
  ],
])('%s', (_, route, expected) => {
  const { arrivals, mistakes } = load(route);
  expect(mistakes).toEqual([]);
  expect(arrivals).toEqual(expected);
});

it.each([
  ['/inbox', 'a slash in front'],
  ['../inbox', 'a way out'],
  ['inbox/../other', 'a way out further down'],
  ['.', 'a dot'],
  ['inbox/..', 'a way out at the end'],
  ['in box', 'a blank'],
  ['inbox?', 'a query'],
  ['a\\b', 'a backslash'],
  ['', 'nothing'],
  ['x'.repeat(257), 'more than names have'],
])('the prefix %j is a mistake: %s', (prefix) => {
  const { mistakes } = load({ target: target(), arrivals: { prefix } });
  expect(mistakes).toMatchObject([{ path: 'routes.prod.arrivals.prefix' }]);
});

it.each(['inbox/', 'inbox', 'a.b/..c/', 'low-side/2026/', 'ünï/'])('the prefix %j is none', (prefix) => {
  expect(load({ target: target(), arrivals: { prefix } })).toEqual({ arrivals: { ...DEFAULTS, prefix }, mistakes: [] });
});

it.each([-1, 1.5, 1_441, '5'])('waiting %j minutes is a mistake', (minutes) => {
  for (const key of ['manifestWaitMinutes', 'takeOverMinutes']) {
    const { mistakes } = load({ target: target(), arrivals: { [key]: minutes } });
    expect(mistakes).toMatchObject([{ path: `routes.prod.arrivals.${key}` }]);
  }
});

it.each([-1, 1.5, 3_601, '5'])('leaving a blob alone for %j seconds is a mistake', (settleSeconds) => {
  const { mistakes } = load({ target: target(), arrivals: { settleSeconds } });
  expect(mistakes).toMatchObject([{ path: 'routes.prod.arrivals.settleSeconds' }]);
});

it('another word for what becomes of defects is a mistake', () => {
  const { mistakes } = load({ target: target(), arrivals: { onDefect: 'delete' } });
  expect(mistakes).toMatchObject([{ path: 'routes.prod.arrivals.onDefect' }]);
});

it('a prefix where blobs are set aside is a mistake', () => {
  expect(load({ target: target(), arrivals: { prefix: 'quarantine/t1/' } }).mistakes).toMatchObject([
    { path: 'routes.prod.arrivals.prefix', problem: expect.stringContaining('begins with quarantine/') },
  ]);
});

it('arrivals in a route without a target are a mistake', () => {
  expect(load({ source: source(), arrivals: {} }).mistakes).toEqual([
    {
      route: 'prod',
      path: 'routes.prod.arrivals',
      problem: 'stands in a route without a target',
      expected: 'a target to import into, or no arrivals',
    },
  ]);
});
