import { decideDeletion, type RunStanding } from '../../../src/domain/runs/decideDeletion';
import { creatorOf, type RunDetails } from '../../../src/domain/runs/runDetails';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const OWN = `e${'0'.repeat(32)}`;

function run(changes: Partial<RunDetails> = {}): RunDetails {
  return { name: 'byhand', resourceId: '/r', phase: 'failed', percentage: 0, endedAt: daysAgo(1), ...changes };
}

function daysAgo(days: number): string {
  return new Date(NOW - days * 86_400_000).toISOString();
}

it.each<[string, Partial<RunDetails>, RunStanding, RegExp]>([
  ['a run that goes on', { phase: 'running' }, { is: 'none' }, /has not ended/],
  ['a run whose states nobody knows', { phase: 'unclear' }, { is: 'ended' }, /do not tell/],
  ['a run of a living transfer', {}, { is: 'open', transferId: 't1' }, /Its transfer has not ended/],
  ['a young run that may be of another deployment', { name: OWN }, { is: 'unknown' }, /another deployment/],
  ['the same, where nothing tells when it ended', { name: OWN, endedAt: '' }, { is: 'unknown' }, /another deployment/],
])('%s stays', (_, changes, standing, why) => {
  const verdict = decideDeletion(run(changes), standing, NOW);
  expect(verdict).toEqual({ action: 'keep', why: expect.stringMatching(why) });
});

it.each<[string, Partial<RunDetails>, RunStanding]>([
  ['one that somebody made by hand', {}, { is: 'none' }],
  ['one that has succeeded', { phase: 'succeeded' }, { is: 'none' }],
  ['one whose transfer has ended', { name: OWN }, { is: 'ended' }],
  ['an old one that nobody knows', { name: OWN, endedAt: daysAgo(30) }, { is: 'unknown' }],
])('%s may go', (_, changes, standing) => {
  expect(decideDeletion(run(changes), standing, NOW).action).toBe('remove');
});

it('the registry’s own runs are told by the underscore, or by their trigger', () => {
  expect(creatorOf({ name: OWN })).toBe('app');
  expect(creatorOf({ name: 'importpipeline_637' })).toBe('sourceTrigger');
  expect(creatorOf({ name: 'anything', writtenAt: daysAgo(1) })).toBe('sourceTrigger');
  expect(creatorOf({ name: 'byhand' })).toBe('other');
});
