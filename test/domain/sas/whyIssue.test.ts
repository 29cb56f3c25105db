import type { StoredSecret } from '../../../src/domain/ports/sasSecrets';
import { toTags, type SasTags } from '../../../src/domain/sas/sasTags';
import { whyIssue, type WantedSas } from '../../../src/domain/sas/whyIssue';

const NOW = Date.parse('2026-11-29T10:00:00Z');
const DAY = 86_400_000;
const CONTAINER = 'https://a.blob.core.windows.net/c';
const WANTED: WantedSas = { end: 'source', containerUri: CONTAINER, kind: 'userDelegation', rights: 'rawl' };
const TAGS: SasTags = { route: 'prod', ...WANTED };

function secret(changes: Partial<StoredSecret> = {}, tags: Partial<SasTags> = {}, query = ''): StoredSecret {
  const se = encodeURIComponent(new Date(NOW + 5 * DAY).toISOString());
  return {
    value: `?sv=1&spr=https&st=2026-11-22T10%3A00%3A00Z&se=${se}&sr=c&sp=rawl&skoid=x&sig=abc${query}`,
    ...{ version: '1', tags: toTags({ ...TAGS, ...tags }), expiresAt: NOW + 5 * DAY, ...changes },
  };
}

const byPolicy = (changes: Partial<StoredSecret> = {}) =>
  secret({ value: '?sv=1&spr=https&si=acrferry-export-1&sr=c&sig=abc', ...changes }, { kind: 'storedAccessPolicy' });

it('a good SAS is kept, as long as enough is left of it', () => {
  expect(whyIssue(secret(), WANTED, NOW, 2 * DAY)).toBeUndefined();
  expect(whyIssue(secret(), WANTED, NOW, 5 * DAY)).toBeUndefined();
  expect(whyIssue(secret(), WANTED, NOW, 5 * DAY + 1)).toBe('The SAS there ends at 2026-12-04T10:00:00.000Z.');
});

it('one that has its times in a policy goes by the secret’s own', () => {
  const wanted = { ...WANTED, kind: 'storedAccessPolicy' } as const;
  expect(whyIssue(byPolicy(), wanted, NOW, 2 * DAY)).toBeUndefined();
  expect(whyIssue(byPolicy(), wanted, NOW, 6 * DAY)).toContain('ends at');
  const { expiresAt: _none, ...endless } = byPolicy();
  expect(whyIssue(endless, wanted, NOW, 0)).toContain('does not say when');
});

it.each<[string, StoredSecret | undefined, RegExp]>([
  ['there is none', undefined, /no such secret/],
  ['somebody else made it', secret({ tags: { owner: 'us' } }), /not one that the app made/],
  ['it is no SAS', secret({ value: 'hunter2' }), /is a text of 7 characters/],
  ['it has expired', secret({ value: '?sv=1&se=2026-11-01T00%3A00%3A00Z&sp=rawl&sr=c&sig=a' }), /expired at/],
  [
    'it lacks rights',
    secret({ value: '?sv=1&se=2027-11-01T00%3A00%3A00Z&sp=rl&sr=c&sig=a' }),
    /lacks the permissions aw/,
  ],
  ['it is of another container', secret({}, { containerUri: `${CONTAINER}2` }), /that of the container/],
  ['it is of the other end', secret({}, { end: 'target' }), /for the target/],
  ['it is of the other kind', secret({}, { kind: 'storedAccessPolicy' }), /by storedAccessPolicy/],
  ['it may do more than it should', secret({}, { rights: 'rawdl' }), /has the rights rawdl/],
])('%s: it is replaced', (_, found, why) => {
  expect(whyIssue(found, WANTED, NOW, 0)).toMatch(why);
});

it('no reason shows a SAS', () => {
  expect(whyIssue(secret({}, {}, '&x=1'), WANTED, NOW, 9 * DAY)).not.toContain('sig');
});
