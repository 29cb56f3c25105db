import fc from 'fast-check';
import { readManifest } from '../../../src/domain/arrivals/readManifest';
import type { TransferManifest } from '../../../src/domain/manifest';
import { createBatch, type PlannedArtifact } from '../../../src/domain/plan';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const MD5 = 'rL0Y20zC+Fzt72VPzMSk2A==';
const BLOB = { name: 'app.tar.gz', size: 10, contentMd5: MD5 };
const ARTIFACTS: PlannedArtifact[] = [
  { artifact: 'app:1.0', repository: 'app', tag: '1.0', digest: DIGEST, bytes: 7 },
  { artifact: `base/os@${DIGEST}`, repository: 'base/os', digest: DIGEST },
];
const MANIFEST: TransferManifest = {
  version: 1,
  transferId: `t${'0'.repeat(32)}`,
  route: 'export',
  blob: { name: 'another-name.tar.gz', size: 10, contentMd5: MD5 },
  artifacts: ARTIFACTS,
  exportedAt: '2026-11-28T09:00:00.000Z',
};

function read(changes: object = {}, blob = BLOB) {
  return readManifest(JSON.stringify({ ...MANIFEST, ...changes }), blob);
}

function readArtifact(changes: object) {
  return read({ artifacts: [{ ...ARTIFACTS[0], ...changes }] });
}

it('what the app writes, under whatever name the blob came, and with what later versions may add', () => {
  const expected = { batch: createBatch(ARTIFACTS.map(({ bytes: _bytes, ...artifact }) => artifact)) };
  expect(read()).toEqual(expected);
  expect(read({ sequence: 17 })).toEqual(expected);
  expect(readManifest(`\uFEFF${JSON.stringify(MANIFEST, null, 2)}`, BLOB)).toEqual(expected);
});

it('layers that were left out are left out, as many as fit into durable state', () => {
  const parts = Array.from({ length: 300 }, (_, index) => ({
    digest: `sha256:${String(index).padStart(64, '0')}`,
    mediaType: 'x',
  }));
  const found = readArtifact({ leftOut: { parts } });
  expect('batch' in found && found.batch.artifacts[0]?.leftOut).toEqual({ parts: parts.slice(0, 100), more: 200 });
});

it.each([
  ['another length', { size: 11, contentMd5: MD5 }, 'has 10 bytes, and its manifest says 11 bytes'],
  [
    'another checksum',
    { size: 10, contentMd5: 'AAAAAAAAAAAAAAAAAAAAAA==' },
    `has the Content-MD5 ${MD5}, and its manifest says AAAAAAAAAAAAAAAAAAAAAA==`,
  ],
])('%s is a mismatch', (_, said, mismatch) => {
  expect(read({ blob: { name: 'app.tar.gz', ...said } })).toEqual({ mismatch });
});

it('a blob that lost its checksum on the way is compared by its length', () => {
  const { contentMd5: _lost, ...blob } = BLOB;
  expect(readManifest(JSON.stringify(MANIFEST), { ...blob, etag: '"1"' })).toHaveProperty('batch');
});

it.each<[string, object, string]>([
  ['another version', { version: 2 }, 'version'],
  ['no artifacts', { artifacts: [] }, 'artifacts'],
  ['more artifacts than a run takes', { artifacts: Array.from({ length: 51 }, () => ARTIFACTS[0]) }, 'artifacts'],
  ['a length that is none', { blob: { size: 1.5, contentMd5: MD5 } }, 'blob.size'],
  ['a checksum that is none', { blob: { size: 10, contentMd5: 'secret' } }, 'blob.contentMd5'],
])('%s is no manifest that the app knows', (_, changes, place) => {
  expect(read(changes)).toEqual({ unreadable: `is not what the app writes (version 1): ${place}` });
});

it.each<[string, object, string]>([
  ['a repository with a path trick', { repository: '../app' }, 'repository'],
  ['a repository with the address of a registry', { repository: 'evil.example:443/app' }, 'repository'],
  ['a repository that is too long', { repository: 'a'.repeat(256) }, 'repository'],
  ['a tag that is none', { tag: 'a b' }, 'tag'],
  ['a digest of another kind', { digest: 'md5:00' }, 'digest'],
  ['a name of another artifact', { artifact: 'other:1.0' }, 'artifact'],
  ['no digest', { digest: undefined }, 'digest'],
  ['a part that is none', { leftOut: { parts: [{}] } }, 'leftOut'],
  ['a part with a digest that is none', { leftOut: { parts: [{ digest: 'x', mediaType: 'x' }] } }, 'leftOut'],
  [
    'a part with a text that durable state could not hold',
    { leftOut: { parts: [{ digest: DIGEST, mediaType: 'x'.repeat(1_000_000) }] } },
    'leftOut',
  ],
])('%s is refused', (_, changes, place) => {
  const found = readArtifact(changes);
  expect('unreadable' in found && found.unreadable).toContain(`artifacts[0].${place}`);
});

it.each(['', 'not JSON', '[', 'null', '17', '"text"', '[]', '{}', '{"version":1,"version":1}'])(
  '%j is refused',
  (text) => {
    expect(readManifest(text, BLOB)).toHaveProperty('unreadable');
  },
);

it('answers whatever it is given, and repeats nothing of it that may be a secret', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const found = readManifest(text, BLOB);
      expect(found).toHaveProperty('unreadable');
    }),
  );
  const secret = 'sv=2024-11-04&sig=abcdefghijklmnop0123456789';
  expect(JSON.stringify(read({ blob: { size: 10, contentMd5: secret }, [secret]: 1 }))).not.toContain(secret);
});
