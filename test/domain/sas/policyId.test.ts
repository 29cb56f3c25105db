import { isOwnPolicy, policyId } from '../../../src/domain/sas/policyId';

const NOW = Date.parse('2026-11-29T10:00:00Z');
const OF = { secretUri: 'https://v/secrets/s', replaced: 'v1', rights: 'rawl', now: NOW };

it('whoever replaces the same version makes the same policy, whenever that is', () => {
  expect(policyId('source', OF)).toMatch(/^acrferry-export-[\da-f]{12}$/);
  expect(policyId('source', { ...OF, now: NOW + 1e9 })).toBe(policyId('source', OF));
  expect(policyId('target', OF)).toMatch(/^acrferry-import-/);
  expect(isOwnPolicy(policyId('source', OF))).toBe(true);
  expect(isOwnPolicy('backup')).toBe(false);
});

it.each([
  ['version', { replaced: 'v2' }],
  ['secret', { secretUri: 'https://v/secrets/other' }],
  ['right', { rights: 'rl' }],
])('another %s is another policy', (_, change) => {
  expect(policyId('source', { ...OF, ...change })).not.toBe(policyId('source', OF));
});

it('the first one of a secret that a vault forgot is not the first one of before', () => {
  const first = { ...OF, replaced: undefined };
  expect(policyId('source', { ...first, now: NOW + 1000 })).toBe(policyId('source', first));
  expect(policyId('source', { ...first, now: NOW + 86_400_000 })).not.toBe(policyId('source', first));
});
