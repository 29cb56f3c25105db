import { listQuerySchema, toListing } from '../../../../src/functions/http/transfers/listQuery';
import { readQuery } from '../../../../src/functions/http/request/readQuery';
import type { RequestInvalidError } from '../../../../src/domain/failures/errors';

const parse = (query: string) => toListing(readQuery(listQuerySchema, new URLSearchParams(query)));
const GOOD_CURSOR = 'index/8638217160000000-t0123456789abcdef0123456789abcdef';
const encoded = (cursor: string) => Buffer.from(cursor).toString('base64url');
const CURSOR = 'index/8638217160000000-../../transfers/x';

function mistakesOf(query: string): RequestInvalidError['mistakes'] {
  try {
    parse(query);
  } catch (error) {
    return (error as RequestInvalidError).mistakes;
  }
  throw new Error(`${query} was taken.`);
}

it('without a query: everything, twenty at a time', () => {
  expect(parse('')).toEqual({ filter: {}, page: { limit: 20 } });
});

it('reads every filter', () => {
  const cursor = GOOD_CURSOR;
  expect(
    parse(
      `route=prod&state=partial&from=2026-01-31T12:00:00Z&to=2026-02-01T00:00:00%2B01:00&limit=7&cursor=${encoded(cursor)}`,
    ),
  ).toEqual({
    filter: {
      route: 'prod',
      states: ['partial'],
      from: new Date('2026-01-31T12:00:00Z'),
      to: new Date('2026-01-31T23:00:00Z'),
    },
    page: { limit: 7, cursor },
  });
});

it("leaves the host's own parameters alone, in any letter case", () => {
  expect(parse('code=abc&CODE=abc&clientId=default')).toEqual({ filter: {}, page: { limit: 20 } });
});

it.each(['limit=1', 'limit=100'])('takes %s', (query) => {
  expect(parse(query).page.limit).toBe(Number(query.slice(6)));
});

it.each([
  ['limit=0', 'limit'],
  ['limit=101', 'limit'],
  ['limit=1.5', 'limit'],
  ['limit=ten', 'limit'],
  ['limit=', 'limit'],
  ['limit=NaN', 'limit'],
  ['limit=Infinity', 'limit'],
  ['state=done', 'state'],
  ['state=Running', 'state'],
  ['state=running,failed', 'state'],
  ['from=yesterday', 'from'],
  ['from=2026-01-31', 'from'],
  ['to=2026-13-01T00:00:00Z', 'to'],
  ['route=', 'route'],
  ['route=a&route=b', 'route'],
  ['route=a,b', 'route'],
  ['route=a%E2%80%8B', 'route'],
  ['limit=1&limit=2', 'limit'],
  ['cursor=', 'cursor'],
  ['cursor=abc', 'cursor'],
  [`cursor=${encoded(GOOD_CURSOR)}&cursor=${encoded(GOOD_CURSOR)}`, 'cursor'],
  [`cursor=${encoded(GOOD_CURSOR)},`, 'cursor'],
  [`cursor=${Buffer.from('transfers/x.json').toString('base64url')}`, 'cursor'],
  [`cursor=${Buffer.from(CURSOR).toString('base64url')}`, 'cursor'],
])('refuses %s', (query, name) => {
  expect(mistakesOf(query)).toEqual([
    { path: `query.${name}`, problem: 'is not valid', expected: expect.stringMatching(/\S/) },
  ]);
});

it.each(['2026-01-31T12:00:00Z', '2026-01-31T13:00:00%2B01:00', '2025-12-31T00:00:00Z'])(
  'refuses a time that ends at %s, when it begins or before',
  (to) => {
    expect(mistakesOf(`from=2026-01-31T12:00:00Z&to=${to}`)).toEqual([
      { path: 'query.from', problem: 'is not before "to"', expected: 'a time before "to"' },
    ]);
  },
);

it.each(['status=failed', 'Route=prod', 'constructor=x', 'toString=x', '__proto__=x', 'runtimeStatus=Failed'])(
  'refuses %s: a misspelt filter would list everything',
  (query) => {
    const name = query.slice(0, query.indexOf('='));
    expect(mistakesOf(query)).toEqual([
      { path: `query.${name}`, problem: 'is not known', expected: 'one of route, state, from, to, limit, cursor' },
    ]);
  },
);

it('lists all mistakes at once', () => {
  expect(
    mistakesOf('limit=0&state=x&nonsense=1')
      .map(({ path }) => path)
      .sort(),
  ).toEqual(['query.limit', 'query.nonsense', 'query.state']);
});
