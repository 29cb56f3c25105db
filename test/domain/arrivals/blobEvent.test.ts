import fc from 'fast-check';
import { ContainerClient } from '@azure/storage-blob';
import { readBlobEvent } from '../../../src/domain/arrivals/blobEvent';
import { blobCreatedEvent } from '../../helpers/blobEvents';
import { cloudEventOf } from '../../helpers/gridEvent';

const CONTAINER = 'https://production.blob.core.windows.net/transfers';

function read(changes: object, data: object = {}): unknown {
  const event = blobCreatedEvent(CONTAINER, 'inbox/app.tar.gz');
  return readBlobEvent({ ...event, ...changes, data: { ...event.data, ...data } });
}

const BLOB = { blob: { containerUri: CONTAINER, name: 'inbox/app.tar.gz' } };
const UNREADABLE = { unread: 'no event that can be read' };

it('reads both schemas, a subject with and without its slash', () => {
  const event = blobCreatedEvent(CONTAINER, 'inbox/app.tar.gz');
  expect(readBlobEvent(event)).toEqual(BLOB);
  expect(readBlobEvent(cloudEventOf(event))).toEqual(BLOB);
  expect(readBlobEvent({ ...cloudEventOf(event), subject: event.subject.slice(1) })).toEqual(BLOB);
});

it('a storage emulator has the account in the path; an account may be called like a container', () => {
  const emulated = blobCreatedEvent('https://127.0.0.1:10000/account/transfers', 'a/b.tar.gz');
  expect(readBlobEvent(emulated)).toEqual({
    blob: { containerUri: 'https://127.0.0.1:10000/account/transfers', name: 'a/b.tar.gz' },
  });
  const alike = blobCreatedEvent('https://127.0.0.1:10000/transfers/transfers', 'transfers/b.tar.gz');
  expect(readBlobEvent(alike)).toEqual({
    blob: { containerUri: 'https://127.0.0.1:10000/transfers/transfers', name: 'transfers/b.tar.gz' },
  });
});

it.each(['a b.tar.gz', 'ü/ß.tar.gz', '100%.tar.gz', 'a%2Fb', '%41.tar.gz', 'a+b', '日本/x', 'a\\b', 'a;b=c'])(
  'the name %s, spelled in the address as it is or encoded',
  (name) => {
    for (const spelled of [name, name.split('/').map(encodeURIComponent).join('/')]) {
      const event = blobCreatedEvent(CONTAINER, name);
      Object.assign(event.data, { url: `${CONTAINER}/${spelled}` });
      expect(readBlobEvent(event)).toEqual({ blob: { containerUri: CONTAINER, name } });
    }
  },
);

it.each(['Microsoft.Storage.BlobDeleted', 'Microsoft.Storage.BlobTierChanged', 'Contoso.Something'])(
  '%s is another event, in both schemas',
  (kind) => {
    const event = blobCreatedEvent(CONTAINER, 'a.tar.gz');
    expect(readBlobEvent({ ...event, eventType: kind })).toEqual({ unread: 'another event' });
    expect(readBlobEvent({ ...cloudEventOf(event), type: kind })).toEqual({ unread: 'another event' });
  },
);

it.each<[string, object, object?]>([
  ['a version of CloudEvents that is not known', { specversion: '2.0', type: 'Microsoft.Storage.BlobCreated' }],
  ['no subject', { subject: undefined }],
  ['a subject of another kind', { subject: 17 }],
  ['a subject that is no blob', { subject: '/blobServices/default/containers/transfers' }],
  ['a subject without a name', { subject: '/blobServices/default/containers/transfers/blobs/' }],
  ['an address that is no text', {}, { url: { href: CONTAINER } }],
  ['plain http', {}, { url: 'http://production.blob.core.windows.net/transfers/inbox/app.tar.gz' }],
  ['a query', {}, { url: `${CONTAINER}/inbox/app.tar.gz?sig=x` }],
  ['a fragment', {}, { url: `${CONTAINER}/inbox/app.tar.gz#x` }],
  ['a user', {}, { url: 'https://production@evil.example/transfers/inbox/app.tar.gz' }],
  ['an address of another blob', {}, { url: `${CONTAINER}/inbox/other.tar.gz` }],
  ['an address of another container', {}, { url: 'https://production.blob.core.windows.net/other/inbox/app.tar.gz' }],
  ['an address deeper down', {}, { url: 'https://production.blob.core.windows.net/a/b/transfers/inbox/app.tar.gz' }],
  ['a bad escape in the address', {}, { url: `${CONTAINER}/inbox/%zz` }],
])('refuses %s', (_, changes, data = {}) => {
  expect(read(changes, data)).toEqual(UNREADABLE);
});

it.each(['../other/a', 'a/../../other/b', '..', '.', 'a/./b', 'a/..', 'a\u0000b', 'a\nb', '\ud800'])(
  'refuses the name %j, however it is spelled',
  (name) => {
    const subject = `/blobServices/default/containers/transfers/blobs/${name}`;
    for (const spelled of [name, name.replaceAll('.', '%2e'), name.replaceAll('/', '%2F')]) {
      expect(read({ subject }, { url: `${CONTAINER}/${spelled}` })).toEqual(UNREADABLE);
    }
  },
);

it('refuses an event without data', () => {
  expect(readBlobEvent({ ...blobCreatedEvent(CONTAINER, 'a'), data: null })).toEqual(UNREADABLE);
});

it('a name may have 1024 characters', () => {
  const [longest, longer] = ['x'.repeat(1_024), 'x'.repeat(1_025)];
  expect(readBlobEvent(blobCreatedEvent(CONTAINER, longest))).toHaveProperty('blob');
  expect(readBlobEvent(blobCreatedEvent(CONTAINER, longer))).toEqual(UNREADABLE);
});

it('answers whatever it is given', () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }), (event) => {
      expect(readBlobEvent(event)).toHaveProperty('unread');
    }),
  );
});

const TRICK = fc.constantFrom(
  '..',
  '.',
  '%2e%2e',
  '%2F',
  '/',
  '\\',
  '//',
  '?',
  '#',
  '%',
  'transfers',
  'other',
  '@',
  ':',
  'ü',
);
const PATH = fc
  .array(fc.oneof(TRICK, fc.string({ unit: 'grapheme', maxLength: 6 })), { maxLength: 8 })
  .map((parts) => parts.join(''));

it('whatever is read stays in its container when it is asked for, and has the name of the subject', () => {
  fc.assert(
    fc.property(PATH, PATH, fc.boolean(), (name, other, isAlike) => {
      const subject = `/blobServices/default/containers/transfers/blobs/${name}`;
      const found = readBlobEvent({
        eventType: 'Microsoft.Storage.BlobCreated',
        subject,
        data: { url: `${CONTAINER}/${isAlike ? name : other}` },
      });
      if ('unread' in found) return;
      expect(found.blob).toEqual({ containerUri: CONTAINER, name });
      const { pathname, search, hash, host } = new URL(new ContainerClient(CONTAINER).getBlobClient(name).url);
      expect({ host, search, hash }).toEqual({ host: 'production.blob.core.windows.net', search: '', hash: '' });
      expect(decodeURIComponent(pathname)).toBe(`/transfers/${name}`);
    }),
    { numRuns: 2_000 },
  );
});
