import type { ManifestContent, Part } from '../../../src/domain/image/manifestContent';
import { walkFrom, type Walk } from '../../../src/domain/image/walk';

const INDEX = 'application/vnd.oci.image.index.v1+json';
const IMAGE = 'application/vnd.oci.image.manifest.v1+json';

const child = (digest: string, mediaType = IMAGE): Part => ({ kind: 'manifest', digest, mediaType });
const layer = (digest: string, more: Partial<Part> = {}): Part => ({ kind: 'layer', digest, mediaType: '', ...more });
const index = (...parts: Part[]): ManifestContent => ({ mediaType: INDEX, parts });
const image = (...parts: Part[]): ManifestContent => ({ mediaType: IMAGE, parts });

/** Walks to the end, in a repository that has these manifests; answers how often something was to be read, too. */
function walkAll(has: Record<string, ManifestContent>): Walk & { rounds: number; read: string[] } {
  const known = new Map<string, ManifestContent | undefined>();
  const read: string[] = [];
  for (let rounds = 0; ; rounds += 1) {
    const walk = walkFrom('root', known);
    if (walk.tooLarge || walk.toRead.length === 0) return { ...walk, rounds, read };
    for (const digest of walk.toRead) known.set(digest, has[digest]);
    read.push(...walk.toRead);
  }
}

it('an image: its own manifest, then its blobs, each once', () => {
  const config: Part = { kind: 'config', digest: 'c', mediaType: '' };
  expect(walkAll({ root: image(config, layer('a'), layer('a')) })).toMatchObject({
    read: ['root'],
    blobs: [config, layer('a')],
    missing: [],
    opaque: [],
  });
});

it('an index of indexes: one level after another, every manifest once', () => {
  const found = walkAll({
    root: index(child('i', INDEX), child('x')),
    i: index(child('x'), child('y')),
    x: image(layer('a'), layer('b')),
    y: image(layer('b'), layer('c')),
  });
  expect(found).toMatchObject({ rounds: 3, missing: [], blobs: [layer('a'), layer('b'), layer('c')] });
  expect(found.read.toSorted()).toEqual(['i', 'root', 'x', 'y']);
});

it('a child that is not there is missing, and so is the root', () => {
  expect(walkAll({ root: index(child('x'), child('y')), x: image(layer('a')) })).toMatchObject({
    missing: [child('y')],
    blobs: [layer('a')],
  });
  expect(walkAll({}).missing).toMatchObject([{ kind: 'manifest', digest: 'root' }]);
});

it('a child of an index that is no manifest may be a blob', () => {
  const cached = child('b', 'application/vnd.oci.image.layer.v1.tar+gzip');
  expect(walkAll({ root: index(cached) })).toMatchObject({ missing: [], blobs: [{ ...cached, kind: 'layer' }] });
});

it('a manifest that nobody can look into is named, with the kind that the registry says', () => {
  const found = walkAll({ root: index(child('x')), x: { mediaType: 'application/vnd.example+json' } });
  expect(found).toMatchObject({
    opaque: [{ digest: 'x', mediaType: 'application/vnd.example+json' }],
    missing: [],
    blobs: [],
  });
});

it('a layer that is foreign to one image only has to be there', () => {
  const found = walkAll({
    root: index(child('x'), child('y')),
    x: image(layer('a', { foreign: true }), layer('b', { foreign: true })),
    y: image(layer('a'), layer('b', { foreign: true })),
  });
  expect(found.blobs).toEqual([layer('a'), layer('b', { foreign: true })]);
});

it('a manifest that leads to itself is read once', () => {
  expect(walkAll({ root: index(child('root', INDEX), child('x')), x: image() })).toMatchObject({
    read: ['root', 'x'],
    tooLarge: false,
  });
});

it('levels without end, or more manifests or blobs than anybody has, are too large', () => {
  const level = (from: number) => index(child(String(from + 1), INDEX));
  const deep = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [at === 0 ? 'root' : String(at), level(at)]));
  const many = (count: number) => Array.from({ length: count }, (_, at) => String(at));
  expect(walkAll(deep).tooLarge).toBe(true);
  expect(walkAll({ root: index(...many(1_001).map((digest) => child(digest))) }).tooLarge).toBe(true);
  expect(walkAll({ root: image(...many(20_001).map((digest) => layer(digest))) }).tooLarge).toBe(true);
  expect(walkAll({ root: image(...many(20_000).map((digest) => layer(digest))) }).tooLarge).toBe(false);
});
