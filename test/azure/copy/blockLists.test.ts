import { createBlockLists } from '../../../src/azure/copy/blockLists';
import type { BlobProperties } from '../../../src/domain/copy/exportedBlob';
import { routeEnd } from '../../helpers/route';
import { openAnonymously, refusal, ScriptedStorage } from '../storage/scriptedStorage';

const PROPERTIES: BlobProperties = {
  size: 6,
  etag: '"0x1"',
  contentMd5: 'CY9rzUYh03PK3k6DJie09g==',
  contentType: 'application/x-tar',
  contentEncoding: 'gzip',
  contentLanguage: 'en',
  contentDisposition: 'attachment',
  cacheControl: 'no-cache',
  accessTier: 'Cool',
  metadata: { origin: 'low' },
};

const storage = new ScriptedStorage();
const lists = createBlockLists(openAnonymously);
let TARGET = routeEnd('production');

beforeAll(async () => {
  TARGET = routeEnd('production', { containerUri: `${await storage.listen()}/transfers` });
});
afterAll(() => storage.close());

it('lists uncommitted blocks with their lengths; no blob means none', async () => {
  const list = `<?xml version="1.0"?><BlockList><UncommittedBlocks><Block><Name>YmxvY2s=</Name><Size>6</Size></Block></UncommittedBlocks></BlockList>`;
  storage.answer(
    { status: 200, headers: { 'content-type': 'application/xml' }, body: list },
    refusal(404, 'BlobNotFound'),
    refusal(503, 'ServerBusy'),
  );
  expect(await lists.staged(TARGET, 'b')).toEqual(new Map([['YmxvY2s=', 6]]));
  expect(storage.requests[0]?.url).toContain('blocklisttype=uncommitted');
  expect(await lists.staged(TARGET, 'b')).toEqual(new Map());
  await expect(lists.staged(TARGET, 'b')).rejects.toMatchObject({ transient: true });
});

it('commits only a new blob, with headers, metadata and tier of the source', async () => {
  storage.answer({ status: 201 });
  await lists.commit(TARGET, 'b', ['YmxvY2s='], PROPERTIES);
  expect(storage.requests[0]?.headers).toMatchObject({
    'if-none-match': '*',
    'x-ms-blob-content-md5': PROPERTIES.contentMd5,
    'x-ms-blob-content-type': 'application/x-tar',
    'x-ms-blob-content-encoding': 'gzip',
    'x-ms-blob-content-language': 'en',
    'x-ms-blob-content-disposition': 'attachment',
    'x-ms-blob-cache-control': 'no-cache',
    'x-ms-access-tier': 'Cool',
    'x-ms-meta-origin': 'low',
    'x-ms-meta-category': 'acr-transfer-blob',
    'x-ms-meta-ferrysourceetag': '"0x1"',
  });
  expect(storage.requests[0]?.body).toContain('<Latest>YmxvY2s=</Latest>');
});

it.each([
  [400, 'InvalidHeaderValue'],
  [400, 'InvalidBlobTier'],
  [409, 'BlobAccessTierNotSupportedForAccountType'],
  [409, 'FeatureNotSupportedForAccount'],
])('a tier that the target refuses with %s %s is dropped', async (status, code) => {
  storage.answer(refusal(status, code), { status: 201 });
  await lists.commit(TARGET, 'b', ['YmxvY2s='], PROPERTIES);
  expect(storage.requests.map(({ headers }) => headers['x-ms-access-tier'])).toEqual(['Cool', undefined]);
  const [first, second] = storage.requests.map(({ headers, body }) => ({ ...headers, body, 'x-ms-access-tier': '' }));
  const perRequest = { 'x-ms-date': '', 'x-ms-client-request-id': '', date: '' };
  expect({ ...second, ...perRequest }).toEqual({ ...first, ...perRequest });
});

it('what is refused without a tier too is told, and what was not the tier is not tried again', async () => {
  storage.answer(refusal(400, 'InvalidHeaderValue'), refusal(400, 'InvalidMetadata'));
  await expect(lists.commit(TARGET, 'b', [], PROPERTIES)).rejects.toThrow('InvalidMetadata');
  storage.answer(refusal(400, 'InvalidBlockList'));
  await expect(lists.commit(TARGET, 'b', [], PROPERTIES)).rejects.toMatchObject({ code: 'blocks_missing' });
  expect(storage.requests).toHaveLength(1);
});

it('the archive tier is never carried over: nothing could read the copy', async () => {
  storage.answer({ status: 201 });
  await lists.commit(TARGET, 'b', [], { ...PROPERTIES, accessTier: 'Archive' });
  expect(storage.requests[0]?.headers['x-ms-access-tier']).toBeUndefined();
});

it('replaces only the blob that it was told to', async () => {
  storage.answer({ status: 201 });
  await lists.commit(TARGET, 'b', [], PROPERTIES, '"0x7"');
  expect(storage.requests[0]?.headers).toMatchObject({ 'if-match': '"0x7"' });
  expect(storage.requests[0]?.headers['if-none-match']).toBeUndefined();
});

it.each([
  [refusal(409, 'BlobAlreadyExists'), 'target_blob_conflict'],
  [refusal(412, 'ConditionNotMet'), 'target_blob_conflict'],
  [refusal(400, 'InvalidBlockList'), 'blocks_missing'],
  [refusal(403, 'AuthorizationPermissionMismatch'), 'access_denied'],
  [refusal(500, 'InternalError'), 'service_unavailable'],
])('a commit that is refused: %#', async (answer, code) => {
  storage.answer(answer);
  await expect(lists.commit(TARGET, 'b', [], PROPERTIES)).rejects.toMatchObject({ code });
});

it('discards by an empty commit that says what it is, and never over a blob that is there', async () => {
  storage.answer({ status: 201, headers: { etag: '"0x9"' } });
  await lists.discard(TARGET, 'b');
  expect(storage.requests.map(({ method }) => method)).toEqual(['PUT']);
  expect(storage.requests[0]?.headers).toMatchObject({ 'if-none-match': '*', 'x-ms-meta-ferrydiscarded': 'true' });
});

it('a blob that was committed meanwhile is left alone', async () => {
  storage.answer(refusal(409, 'BlobAlreadyExists'));
  await lists.discard(TARGET, 'b');
  expect(storage.requests).toHaveLength(1);
});
