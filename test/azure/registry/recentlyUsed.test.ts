import { RecentlyUsed } from '../../../src/azure/registry/recentlyUsed';

it('keeps what was used last, and makes anew what was not', () => {
  const made: string[] = [];
  const recent = new RecentlyUsed<{ key: string }>(2);
  const use = (key: string) => recent.get(key, () => (made.push(key), { key }));
  const first = use('a');
  use('b');
  expect(use('a')).toBe(first);
  use('c');
  expect(use('a')).toBe(first);
  use('b');
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});
