import {
  decideHistory,
  decideOtherHistory,
  KNOWN_ORCHESTRATIONS,
  ownerOfHistory,
} from '../../../src/domain/retention/decideHistory';
import { cleanupIdFor, rebuildIdFor, transferIdFor } from '../../../src/domain/names';
import { retentionOf } from '../../../src/domain/retention/retention';
import { ORCHESTRATIONS } from '../../../src/orchestrations/orchestrations';

const T = transferIdFor('x');
const DAY = 86_400_000;
const NOW = Date.parse('2026-11-29T02:00:00.000Z');
const daysAgo = (days: number): Date => new Date(NOW - days * DAY);

it('every orchestration of the app is known', () => {
  expect([...KNOWN_ORCHESTRATIONS].sort()).toEqual(Object.keys(ORCHESTRATIONS).sort());
});

it.each([
  ['transfer', T, { is: 'transfer', transferId: T }],
  ['importArrival', T, { is: 'transfer', transferId: T }],
  ['batch', `${T}-b-b1`, { is: 'transfer', transferId: T }],
  ['watchRun', `${T}-r1-b-b1-export`, { is: 'transfer', transferId: T }],
  ['rebuildLedger', rebuildIdFor('x'), { is: 'rebuild' }],
  ['removeExpired', cleanupIdFor(NOW, 'x'), { is: 'cleanup' }],
  ['batch', T, { is: 'other' }],
  ['transfer', `${T}-b-b1`, { is: 'other' }],
  ['transfer', T.toUpperCase(), { is: 'other' }],
  ['transfer', `x${T}`, { is: 'other' }],
  ['Transfer', T, { is: 'other' }],
  ['someoneElses', T, { is: 'other' }],
  ['@counter@c1', '@counter@c1', { is: 'other' }],
  ['removeExpired', 'cleanup-1', { is: 'other' }],
  ['transfer', 'f'.repeat(32), { is: 'other' }],
])('the history of %s %s is whose name and id both say', (name, id, owner) => {
  expect(ownerOfHistory({ name, id })).toEqual(owner);
});

const listed = (changes = {}) => ({
  ...{ id: T, name: 'transfer', state: 'ended' as const, createdAt: daysAgo(40), updatedAt: daysAgo(40) },
  ...changes,
});
const ended = (changes = {}) => ({
  ...{
    is: 'ended' as const,
    finishedAt: daysAgo(40).toISOString(),
    runs: false,
    retention: retentionOf({ keepBlobs: false }),
  },
  ...changes,
});

it.each([
  ['ended long ago, with a report', listed(), ended(), 'remove'],
  ['that runs', listed({ state: 'running' }), ended(), 'keep'],
  ['that waits', listed({ state: 'pending' }), ended(), 'keep'],
  ['without a report', listed(), { is: 'open' as const }, 'keep'],
  ['whose transfer goes on', listed(), ended({ runs: true }), 'keep'],
  ['whose report is young', listed(), ended({ finishedAt: daysAgo(29).toISOString() }), 'keep'],
  ['whose report has no time', listed(), ended({ finishedAt: '' }), 'keep'],
  ['that began anew', listed({ createdAt: daysAgo(29) }), ended(), 'keep'],
  ['of an unknown transfer', listed(), { is: 'unknown' as const }, 'keep'],
  ['of an unknown transfer, older', listed({ updatedAt: daysAgo(90) }), { is: 'unknown' as const }, 'remove'],
  [
    'of an unknown transfer, that runs',
    listed({ state: 'running', updatedAt: daysAgo(90) }),
    { is: 'unknown' as const },
    'keep',
  ],
] as const)('a history %s', (_, instance, standing, action) => {
  expect(decideHistory(instance, standing, NOW).action).toBe(action);
});

it.each([
  [listed({ updatedAt: daysAgo(90) }), 'remove'],
  [listed({ updatedAt: daysAgo(89) }), 'keep'],
  [listed({ updatedAt: daysAgo(90), state: 'running' }), 'keep'],
] as const)('a history of no transfer goes by its own age', (instance, action) => {
  expect(decideOtherHistory(instance, NOW).action).toBe(action);
});
