import { createBlobs } from '../../../src/azure/storage/blobs';
import { routeEnd } from '../../helpers/route';
import { openAnonymously, refusal, ScriptedStorage } from './scriptedStorage';

const storage = new ScriptedStorage();
const blobs = createBlobs(openAnonymously);
const MD5 = 'CY9rzUYh03PK3k6DJie09g==';
let TARGET = routeEnd('production');

beforeAll(async () => {
  TARGET = routeEnd('production', { containerUri: `${await storage.listen()}/transfers` });
});
afterAll(() => storage.close());

it('head picks the properties that a copy carries', async () => {
  const headers = {
    'content-length': '6',
    etag: '"0x1"',
    'content-md5': MD5,
    'content-type': 'application/x-tar',
    'content-encoding': 'gzip',
    'content-language': 'en',
    'content-disposition': 'attachment',
    'cache-control': 'no-cache',
    'x-ms-access-tier': 'Cool',
    'x-ms-meta-category': 'acr-transfer-blob',
  };
  storage.answer({ status: 200, headers });
  expect(await blobs.head(TARGET, 'b')).toEqual({
    size: 6,
    etag: '"0x1"',
    contentMd5: MD5,
    contentType: 'application/x-tar',
    contentEncoding: 'gzip',
    contentLanguage: 'en',
    contentDisposition: 'attachment',
    cacheControl: 'no-cache',
    accessTier: 'Cool',
    metadata: { category: 'acr-transfer-blob' },
  });
});

it("a tier that is the account's own, not the blob's, is not carried", async () => {
  const headers = {
    'content-length': '6',
    etag: '"0x1"',
    'x-ms-access-tier': 'Hot',
    'x-ms-access-tier-inferred': 'true',
  };
  storage.answer({ status: 200, headers });
  expect(await blobs.head(TARGET, 'b')).toEqual({ size: 6, etag: '"0x1"', metadata: {} });
});

it('what does not exist is undefined; what may not be read is not', async () => {
  storage.answer(refusal(404, 'BlobNotFound'), refusal(403, 'AuthorizationFailure'));
  expect(await blobs.head(TARGET, 'b')).toBeUndefined();
  await expect(blobs.head(TARGET, 'b')).rejects.toMatchObject({ code: 'access_denied', correlationId: 'r1' });
});

it("a proxy's page is no absence, and neither is a container that is gone", async () => {
  const page = { status: 404, headers: { 'content-type': 'text/html' }, body: '<html>Not here</html>' };
  for (const call of [() => blobs.head(TARGET, 'b'), () => blobs.remove(TARGET, 'b')]) {
    storage.answer(page, refusal(404, 'ContainerNotFound'));
    await expect(call()).rejects.toMatchObject({ transient: true });
    await expect(call()).rejects.toMatchObject({ code: 'resource_not_found', mayPassSoon: true });
  }
});

it('remove takes the snapshots too, and a blob that is gone is no error', async () => {
  storage.answer(refusal(404, 'BlobNotFound'), refusal(409, 'LeaseIdMissing'));
  await blobs.remove(TARGET, 'b');
  expect(storage.requests[0]?.headers['x-ms-delete-snapshots']).toBe('include');
  await expect(blobs.remove(TARGET, 'b')).rejects.toMatchObject({ code: 'service_unavailable' });
});

it.each([
  ['AppendBlob', { otherType: 'AppendBlob' }],
  ['PageBlob', { otherType: 'PageBlob' }],
  ['BlockBlob', {}],
])('head tells that a blob is no block blob: %s', async (type, shown) => {
  storage.answer({ status: 200, headers: { 'content-length': '6', etag: '"0x1"', 'x-ms-blob-type': type } });
  expect(await blobs.head(TARGET, 'b')).toEqual({ size: 6, etag: '"0x1"', metadata: {}, ...shown });
});

it.each([
  ['pending', { isCopying: true }],
  ['success', {}],
])('head tells that a blob is still copied into: %s', async (status, shown) => {
  storage.answer({ status: 200, headers: { 'content-length': '6', etag: '"0x1"', 'x-ms-copy-status': status } });
  expect(await blobs.head(TARGET, 'b')).toEqual({ size: 6, etag: '"0x1"', metadata: {}, ...shown });
});
