import { isForeign } from '../../../src/domain/image/isForeign';
import { readManifestContent } from '../../../src/domain/image/manifestContent';

const one = `sha256:${'1'.repeat(64)}`;
const two = `sha256:${'2'.repeat(64)}`;
const OCI_IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
const OCI_ARTIFACT = 'application/vnd.oci.artifact.manifest.v1+json';
const DOCKER = 'application/vnd.docker.distribution.manifest';

const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: one, size: 2 };
const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: two, size: 5 };

it.each([[OCI_IMAGE], [`${DOCKER}.v2+json`]])('%s: a config and layers', (mediaType) => {
  expect(readManifestContent(mediaType, { config, layers: [layer] })).toEqual({
    mediaType,
    parts: [
      { kind: 'config', ...config },
      { kind: 'layer', ...layer },
    ],
  });
});

it.each([[OCI_INDEX], [`${DOCKER}.list.v2+json`]])('%s: children, with their platforms', (mediaType) => {
  const child = { mediaType: OCI_IMAGE, digest: one, size: 9 };
  const document = { manifests: [{ ...child, platform: { os: 'windows', architecture: 'amd64' } }, child] };
  expect(readManifestContent(`${mediaType}; charset=utf-8`, document)).toEqual({
    mediaType,
    parts: [
      { kind: 'manifest', ...child, platform: 'windows/amd64' },
      { kind: 'manifest', ...child },
    ],
  });
});

it('an artifact manifest: blobs and a subject', () => {
  const document = { blobs: [layer], subject: { mediaType: OCI_IMAGE, digest: one, size: 1 } };
  const parts = [{ kind: 'layer', ...layer }];
  expect(readManifestContent(OCI_ARTIFACT, document)).toEqual({ mediaType: OCI_ARTIFACT, parts, subject: one });
});

describe('the artifact type of a manifest with a subject', () => {
  const subject = { mediaType: OCI_IMAGE, digest: one, size: 1 };
  it.each([
    ['is its own', OCI_IMAGE, { config, layers: [], subject, artifactType: 'signature' }, 'signature'],
    ['is that of its config where it has none', OCI_IMAGE, { config, layers: [], subject }, config.mediaType],
    [
      'is that of its config where its own is empty',
      OCI_IMAGE,
      { config, subject, artifactType: '' },
      config.mediaType,
    ],
    ['is unknown where nobody tells', OCI_INDEX, { manifests: [], subject }, undefined],
    ['is unknown where it is no text', OCI_INDEX, { manifests: [], subject, artifactType: 1 }, undefined],
    ['of an index is its own', OCI_INDEX, { manifests: [], subject, artifactType: 'sbom' }, 'sbom'],
    ['of an artifact manifest is its own', OCI_ARTIFACT, { blobs: [], subject, artifactType: 'sbom' }, 'sbom'],
    ['is not told without a subject', OCI_IMAGE, { config, artifactType: 'signature' }, undefined],
  ])('%s', (_, mediaType, document, artifactType) => {
    expect(readManifestContent(mediaType, document).artifactType).toBe(artifactType);
  });
});

it.each([['v1+json'], ['v1+prettyjws']])('schema 1, %s: layers', (version) => {
  const mediaType = `${DOCKER}.${version}`;
  const document = { schemaVersion: 1, fsLayers: [{ blobSum: one }, { blobSum: one }] };
  const part = { kind: 'layer', digest: one, mediaType: '' };
  expect(readManifestContent(mediaType, document)).toEqual({ mediaType, parts: [part, part] });
});

it.each([
  ['a kind that nobody knows', 'application/vnd.example+json', { config, layers: [layer] }],
  ['an image without a config', OCI_IMAGE, { layers: [layer] }],
  ['a layer without a digest', OCI_IMAGE, { config, layers: [{ size: 1 }] }],
  ['a digest that would be another path', OCI_IMAGE, { config, layers: [{ digest: '../../other' }] }],
  ['a list that is none', OCI_INDEX, { manifests: {} }],
  ['no JSON', OCI_IMAGE, undefined],
  ['no object', OCI_IMAGE, 'text'],
])('%s cannot be looked into', (_, mediaType, document) => {
  expect(readManifestContent(mediaType, document)).toEqual({ mediaType });
});

it('a flaw beside the digest hides no part', () => {
  const document = { manifests: [{ digest: one, size: -1, mediaType: 7, platform: { os: 3 }, urls: 'x' }] };
  expect(readManifestContent(OCI_INDEX, document).parts).toEqual([{ kind: 'manifest', digest: one, mediaType: '' }]);
});

it.each([
  ['application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', undefined, true],
  ['application/vnd.oci.image.layer.nondistributable.v1.tar', undefined, true],
  ['application/vnd.oci.image.layer.nondistributable.v1.tar+gzip', undefined, true],
  ['application/vnd.oci.image.layer.nondistributable.v1.tar+zstd', [], true],
  ['application/vnd.oci.image.layer.v1.tar+gzip', ['https://layers.example/1'], true],
  ['application/vnd.oci.image.layer.v1.tar+gzip', [], false],
  ['application/vnd.docker.image.rootfs.diff.tar.gzip', undefined, false],
  [undefined, undefined, false],
])('a layer of the type %s with the addresses %j is foreign: %s', (mediaType, urls, foreign) => {
  expect(isForeign({ mediaType, urls })).toBe(foreign);
  if (mediaType === undefined) return;
  const { parts } = readManifestContent(OCI_IMAGE, { config, layers: [{ digest: two, mediaType, urls }] });
  expect(parts?.[1]?.foreign ?? false).toBe(foreign);
});
