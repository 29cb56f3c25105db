import { arrivedBlob, isStill } from '../../../src/domain/arrivals/arrivedBlob';
import { withRepair } from '../../../src/domain/arrivals/repair';
import {
  arrivalTransferId,
  blobNameFor,
  isManifestName,
  isTransferId,
  manifestNameFor,
  parseBlobName,
  transferIdFor,
} from '../../../src/domain/names';

const METADATA = {};
const AT_FIRST = { size: 10, contentMd5: 'bWQ1', etag: '"1"', metadata: METADATA };

it('a blob is its length and its checksum: mended metadata change nothing', () => {
  const arrived = arrivedBlob('a.tar.gz', AT_FIRST);
  expect(arrived).toEqual({ name: 'a.tar.gz', size: 10, contentMd5: 'bWQ1' });
  expect(isStill(arrived, { ...AT_FIRST, etag: '"2"' })).toBe(true);
  expect(isStill(arrived, { ...AT_FIRST, contentMd5: 'b3RoZXI=' })).toBe(false);
  expect(isStill(arrived, { ...AT_FIRST, size: 11 })).toBe(false);
});

it('without a checksum it is its version', () => {
  const { contentMd5: _lost, ...bare } = AT_FIRST;
  const arrived = arrivedBlob('a.tar.gz', bare);
  expect(arrived).toEqual({ name: 'a.tar.gz', size: 10, etag: '"1"' });
  expect(isStill(arrived, AT_FIRST)).toBe(true);
  expect(isStill(arrived, { ...bare, etag: '"2"' })).toBe(false);
});

it('one that is being repaired is its version, or what was computed of it', () => {
  const { contentMd5: _lost, ...bare } = AT_FIRST;
  const arrived = withRepair(arrivedBlob('a.tar.gz', bare), { defects: ['contentMd5'], contentMd5: 'bWQ1' });
  expect(isStill(arrived, bare)).toBe(true);
  expect(isStill(arrived, { ...AT_FIRST, etag: '"2"' })).toBe(true);
  expect(isStill(arrived, { ...bare, etag: '"2"' })).toBe(false);
  expect(isStill(arrived, { ...AT_FIRST, etag: '"2"', contentMd5: 'b3RoZXI=' })).toBe(false);
});

it('each content has a transfer of its own, and no key of a request has the same', () => {
  const blob = arrivedBlob('a.tar.gz', AT_FIRST);
  const idOf = (changes: object, container = 'https://a/c') => arrivalTransferId(container, { ...blob, ...changes });
  const ids = [
    idOf({}),
    idOf({ name: 'b.tar.gz' }),
    idOf({ size: 11 }),
    idOf({ contentMd5: 'eA==' }),
    idOf({}, 'https://a/d'),
    arrivalTransferId('https://a/c', { name: 'a.tar.gz', size: 10, etag: 'bWQ1' }),
    transferIdFor('a.tar.gz'),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter(isTransferId)).toEqual(ids);
  expect(idOf({})).toBe(ids[0]);
});

it('the name of a copied blob tells its transfer; names that others gave do not', () => {
  const transferId = transferIdFor('key');
  const name = blobNameFor('prod-2', transferId, 'b'.repeat(32));
  expect(parseBlobName(name)).toMatchObject({ route: 'prod-2', transferId, isManifest: false });
  expect(parseBlobName(manifestNameFor(name))).toMatchObject({ transferId, isManifest: true });
  for (const other of [`inbox/${name}`, `${name}.old`, 'app.tar.gz', `${transferId}.tar.gz`]) {
    expect(parseBlobName(other)).toBeUndefined();
  }
});

it('a manifest is told by its name', () => {
  expect(isManifestName('a.tar.gz.manifest.json')).toBe(true);
  expect(isManifestName('a.manifest.json.tar.gz')).toBe(false);
});
