import type { ManifestFacts } from '../../../src/domain/planning/manifestFacts';
import { mergeFacts } from '../../../src/domain/planning/mergeFacts';

const facts = (digest: string): ManifestFacts => ({ digest, bytes: 1, largest: 1 });
const many = (count: number, prefix = '') => Array.from({ length: count }, (_, index) => facts(`${prefix}${index}`));

it('what was read last is remembered first, and the oldest is forgotten', () => {
  const merged = mergeFacts(many(20_000), [facts('new'), facts('19999')]);
  expect(merged).toHaveLength(20_000);
  expect(merged.slice(0, 3).map(({ digest }) => digest)).toEqual(['new', '19999', '0']);
  expect(merged.at(-1)?.digest).toBe('19997');
});

it('the same facts again change nothing but their place', () => {
  const known = many(10);
  expect(mergeFacts(known, known)).toEqual(known);
  expect(mergeFacts(known, [])).toEqual(known);
  expect(mergeFacts([], known)).toEqual(known);
});
