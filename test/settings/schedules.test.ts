import { loadRoutes } from '../../src/settings/routes/loadRoutes';
import { fileOf, source, target } from './routesFile';

const SELECT = { rules: [{ repositories: ['app/**'] }] };
const NIGHTLY = { name: 'nightly', cron: '30 2 * * *', timeZone: 'Europe/Berlin' };

function load(schedules: unknown, route: object = { select: SELECT }, rest: object = {}) {
  return loadRoutes(fileOf({ prod: { source: source(), target: target(), ...route, schedules } }, rest));
}

/** Each mistake as `path: problem`. */
function mistakesOf(schedules: unknown, route?: object, rest?: object): string[] {
  return load(schedules, route, rest).mistakes.map(({ path, problem }) => `${path}: ${problem}`);
}

it('a schedule gets its defaults', () => {
  const full = {
    ...NIGHTLY,
    name: 'weekly',
    cron: '0 0 3 * * SUN',
    select: SELECT,
    everything: true,
    onMissed: 'skip',
  };
  const { routes, mistakes } = load([NIGHTLY, full]);
  expect(mistakes).toEqual([]);
  expect(routes.get('prod')?.schedules).toEqual([{ ...NIGHTLY, onMissed: 'run' }, full]);
});

it('a route without schedules has none', () => {
  expect(load([]).routes.get('prod')).not.toHaveProperty('schedules');
  expect(load(undefined).routes.get('prod')).not.toHaveProperty('schedules');
});

it.each([
  ['a cron that cannot be read', { cron: '61 2 * * *' }, 'cron: has an unreadable minute'],
  ['a cron that is never due', { cron: '0 0 31 2 *' }, 'cron: is never due'],
  ['a cron of other fields', { cron: 'nightly' }, 'cron: is "nightly"'],
  ['a cron that is a number', { cron: 5 }, 'cron: is 5'],
  ['no cron', { cron: undefined }, 'cron: is missing'],
  ['an unknown time zone', { timeZone: 'Europe/Bern' }, 'timeZone: is "Europe/Bern"'],
  [
    'an offset',
    { timeZone: '+02:00' },
    'timeZone: is a text of 6 characters (not repeated here: it may hold a secret)',
  ],
  ['no time zone', { timeZone: undefined }, 'timeZone: is missing'],
  ['a name that is none for a URL', { name: 'every/night' }, 'name: is "every/night"'],
  ['an empty name', { name: '' }, 'name: is an empty string'],
  ['an unknown word', { onMissed: 'later' }, 'onMissed: is "later"'],
  ['an unknown key', { crom: '30 2 * * *' }, 'crom: is not a setting here'],
])('%s is a mistake', (_what, changes, mistake) => {
  expect(mistakesOf([{ ...NIGHTLY, ...changes }])).toEqual([`routes.prod.schedules[0].${mistake}`]);
});

it('a cron that may hold a secret is not repeated', () => {
  const { mistakes } = load([{ ...NIGHTLY, cron: 'sv=2024&sig=aGVsbG8gd29ybGQhIQ%3D%3D * * * hunter2Hunter2' }]);
  expect(mistakes).toHaveLength(1);
  expect(JSON.stringify(mistakes)).not.toMatch(/aGVsbG8|hunter2/);
});

it('two schedules of one name are a mistake of the second', () => {
  const others = [NIGHTLY, { ...NIGHTLY, name: 'weekly' }, { ...NIGHTLY, cron: '0 4 * * *' }];
  expect(mistakesOf(others)).toEqual(['routes.prod.schedules[2].name: is the name of an earlier schedule']);
});

it('the same name on two routes is none', () => {
  const other = { source: source(), select: SELECT, schedules: [NIGHTLY] };
  const { mistakes } = loadRoutes(fileOf({ a: other, b: other }));
  expect(mistakes).toEqual([]);
});

it('a schedule that nothing is selected for is a mistake; its own, the route’s or the defaults’ selection will do', () => {
  expect(mistakesOf([NIGHTLY], {})).toEqual(['routes.prod.schedules[0].select: is missing']);
  expect(mistakesOf([{ ...NIGHTLY, select: SELECT }], {})).toEqual([]);
  expect(mistakesOf([NIGHTLY], {}, { defaults: { select: SELECT } })).toEqual([]);
});

it('a route without a source has nothing to transfer', () => {
  const { mistakes } = loadRoutes(fileOf({ prod: { target: target(), select: SELECT, schedules: [NIGHTLY] } }));
  expect(mistakes).toMatchObject([{ path: 'routes.prod.schedules', problem: 'stands in a route without a source' }]);
});

it('too many are a mistake, and so is something else than a list', () => {
  const many = Array.from({ length: 21 }, (_, index) => ({ ...NIGHTLY, name: `s${index}` }));
  expect(mistakesOf(many)).toEqual(['routes.prod.schedules: is a list']);
  expect(mistakesOf(NIGHTLY)).toEqual(['routes.prod.schedules: is an object']);
});
