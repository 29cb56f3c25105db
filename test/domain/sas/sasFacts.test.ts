import { sasFacts } from '../../../src/domain/sas/sasFacts';
import { fromTags, toTags, type SasTags } from '../../../src/domain/sas/sasTags';

const NOW = Date.parse('2026-11-29T10:00:00Z');
const USE = { now: NOW, need: 'rl', containerUri: 'https://a.blob.core.windows.net/c' };
const facts = (value: string, rest: object = {}) => sasFacts({ value, version: '1', tags: {}, ...rest }, USE);
const UNTIL = 'se=2026-12-04T10%3A00%3A00Z';

it.each([
  [`?sv=1&${UNTIL}&sp=rl&sr=c&skoid=x&sig=a`, 'userDelegation'],
  [`sv=1&${UNTIL}&sp=rl&sr=c&sig=a`, 'accountKey'],
  [`sv=1&${UNTIL}&sp=rl&ss=b&srt=sco&sig=a`, 'account'],
  ['sv=1&sr=c&si=mine&sig=a', 'storedAccessPolicy'],
])('%s is by %s', (value, kind) => {
  const found = facts(value, { expiresAt: NOW + 1 });
  expect(found).toMatchObject({ kind, isSas: true });
  expect(found.problem).toBeUndefined();
  expect(JSON.stringify(found)).not.toContain('sig');
});

it('tells rights and times of the SAS itself, before those of the secret', () => {
  const value = `?sv=1&st=2026-11-28T10%3A00%3A00Z&${UNTIL}&sp=rl&sr=c&sig=a`;
  expect(facts(value, { startsAt: 1, expiresAt: 2 })).toEqual({
    ...{ kind: 'accountKey', isSas: true, rights: 'rl' },
    startsAt: Date.parse('2026-11-28T10:00:00Z'),
    expiresAt: Date.parse('2026-12-04T10:00:00Z'),
  });
});

it('of one by policy tells what the secret says', () => {
  const tags = toTags({
    ...{ route: 'prod', end: 'target', containerUri: USE.containerUri, kind: 'storedAccessPolicy' },
    ...{ rights: 'rl', policy: 'mine' },
  });
  const value = '?sv=1&si=mine&sr=c&sig=a';
  expect(facts(value, { tags, expiresAt: NOW + 5 })).toMatchObject({
    rights: 'rl',
    policy: 'mine',
    expiresAt: NOW + 5,
  });
  expect(facts(value, { tags, expiresAt: NOW - 5 }).problem).toContain('expired at');
});

it('tells a SAS that cannot be used from what is none', () => {
  expect(facts(`sv=1&${UNTIL}&sp=r&sr=c&sig=a`)).toMatchObject({
    isSas: true,
    problem: expect.stringContaining('lacks'),
  });
  expect(facts('hunter2')).toEqual({ isSas: false, problem: 'is a text of 7 characters, not a SAS' });
});

it('tags come back as they went; those of others are none', () => {
  const tags: SasTags = {
    ...{ route: 'prod', end: 'source', containerUri: USE.containerUri, kind: 'userDelegation', rights: 'rawl' },
  };
  expect(fromTags(toTags(tags))).toEqual(tags);
  expect(fromTags({})).toBeUndefined();
  expect(fromTags({ ...toTags(tags), 'managed-by': 'terraform' })).toBeUndefined();
  expect(fromTags({ ...toTags(tags), end: 'both' })).toBeUndefined();
});
