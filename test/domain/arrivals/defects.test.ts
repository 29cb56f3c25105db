import { defectsOf, inWords, withCategory } from '../../../src/domain/arrivals/defects';
import { isInQuarantine, metadataInQuarantine, quarantineNames } from '../../../src/domain/arrivals/quarantine';

const DAY = 86_400_000;
const seenAt = '2026-11-29T00:00:00.000Z';
const FIT = { contentMd5: 'bWQ1', metadata: { Category: 'acr-transfer-blob' }, lastModified: seenAt, seenAt };

it.each<[string, object, string[]]>([
  ['nothing', {}, []],
  ['no Content-MD5', { contentMd5: undefined }, ['contentMd5']],
  ['no category', { metadata: {} }, ['category']],
  ['another category', { metadata: { category: 'acr-transfer-blobs' } }, ['category']],
  ['exactly 60 days', { lastModified: new Date(Date.parse(seenAt) - 60 * DAY).toISOString() }, []],
  ['more than 60 days', { lastModified: new Date(Date.parse(seenAt) - 60 * DAY - 1).toISOString() }, ['age']],
  ['a clock that is behind', { lastModified: '2027-01-01T00:00:00.000Z' }, []],
  ['no time', { lastModified: '' }, []],
  ['all', { contentMd5: undefined, metadata: {}, lastModified: '2020-01-01' }, ['contentMd5', 'category', 'age']],
])('what is amiss: %s', (_, changes, expected) => {
  expect(defectsOf({ ...FIT, ...changes })).toEqual(expected);
});

it('is told in words', () => {
  expect(inWords(['contentMd5'])).toBe('lacks a Content-MD5');
  expect(inWords(['category', 'age'])).toBe(
    'lacks the metadata category=acr-transfer-blob, and was not written for 60 days',
  );
  expect(inWords(['contentMd5', 'category'])).toBe('lacks a Content-MD5 and the metadata category=acr-transfer-blob');
});

it('the category is merged whatever the letters of its name: two would be one header twice', () => {
  expect(withCategory({ CATEGORY: 'x', Origin: 'low' })).toEqual({ Origin: 'low', category: 'acr-transfer-blob' });
});

it('what is set aside is known by its name, has a place of its own for each transfer, and no category', () => {
  const names = quarantineNames('t1', 'inbox/a.tar.gz');
  expect(names).toEqual({
    blob: 'quarantine/t1/inbox/a.tar.gz',
    manifest: 'quarantine/t1/inbox/a.tar.gz.manifest.json',
    reason: 'quarantine/t1/inbox/a.tar.gz.reason.json',
  });
  expect(Object.values(names).every(isInQuarantine)).toBe(true);
  expect(isInQuarantine('inbox/quarantine/a')).toBe(false);
  const metadata = { Category: 'acr-transfer-blob', FerrySourceEtag: 'old', origin: 'low' };
  expect(metadataInQuarantine({ size: 1, etag: '"1"', metadata })).toEqual({ origin: 'low', ferrysourceetag: '"1"' });
});
