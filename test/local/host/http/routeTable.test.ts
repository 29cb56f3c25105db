import type { RegisteredFunction } from '../../../../local/host/app/functionApp';
import { createRouteTable } from '../../../../local/host/http/routeTable';

const http = (name: string, route?: string, methods: string[] = ['GET']): RegisteredFunction => {
  const trigger = { type: 'httpTrigger', name: 'in', direction: 'in' as const, route, methods };
  return { name, metadata: { name, bindings: { in: trigger } }, callback: () => undefined, trigger };
};
const matched = (functions: RegisteredFunction[], method: string, path: string, prefix = 'api') => {
  const match = createRouteTable(functions, prefix).match(method, path);
  return match && [match.entry.name, match.params];
};

describe('createRouteTable', () => {
  const functions = [
    http('rest', 'files/{*path}'),
    http('free', 'things/{id}'),
    http('number', 'things/{id:int}'),
    http('literal', 'things/all'),
    http('post', 'things/all', ['POST']),
    http('optional', 'things/{id}/{part?}', ['PUT']),
    http('named'),
  ];

  it.each([
    ['GET', '/api/things/all', ['literal', {}]],
    ['POST', '/api/things/ALL/', ['post', {}]],
    ['GET', '/api/things/12', ['number', { id: '12' }]],
    ['GET', '/api/things/x%20y', ['free', { id: 'x y' }]],
    ['PUT', '/api/things/a/b', ['optional', { id: 'a', part: 'b' }]],
    ['PUT', '/api/things/a', ['optional', { id: 'a' }]],
    ['GET', '/api/files/a/b%2Fc', ['rest', { path: 'a/b%2Fc' }]],
    ['GET', '/api/files', ['rest', {}]],
    ['GET', '/api/Named', ['named', {}]],
    ['GET', '/api/things/%E0%A4%A', ['free', { id: '%E0%A4%A' }]],
  ])('%s %s', (method, path, expected) => expect(matched(functions, method, path)).toEqual(expected));

  it('two functions share a route with a parameter in its middle, each with a method of its own', () => {
    const shared = [
      http('list', 'routes'),
      http('ask', 'routes/{route}/ledger'),
      http('remove', 'routes/{route}/ledger', ['DELETE']),
    ];
    const path = '/api/routes/to-prod/ledger';
    expect(matched(shared, 'GET', path)).toEqual(['ask', { route: 'to-prod' }]);
    expect(matched(shared, 'DELETE', path)).toEqual(['remove', { route: 'to-prod' }]);
    expect(matched(shared, 'delete', `${path}/`)).toEqual(['remove', { route: 'to-prod' }]);
    expect(matched(shared, 'POST', path)).toBeUndefined();
    expect(matched(shared, 'DELETE', '/api/routes')).toBeUndefined();
  });

  it.each([
    ['DELETE', '/api/things/all'],
    ['GET', '/api/things'],
    ['GET', '/api/things/a/b/c'],
    ['GET', '/api//things/all'],
    ['GET', '/things/all'],
  ])('nothing answers %s %s', (method, path) => expect(matched(functions, method, path)).toBeUndefined());

  it('works without a prefix', () => expect(matched(functions, 'GET', '/named', '')).toEqual(['named', {}]));

  it('sets admin routes aside', () => {
    expect(createRouteTable([http('a', 'Administer')], 'api').shadowed.map(({ name }) => name)).toEqual(['a']);
  });

  it.each(['a-{id}', '{id:regex(x)}', '{id:unknown}', '{', '{a}{b}'])('refuses %s and names the function', (route) => {
    expect(() => createRouteTable([http('bad', route)], 'api')).toThrow(/Function "bad".*cannot read/);
  });
});
