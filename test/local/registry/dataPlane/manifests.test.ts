import { digestOf } from '../../../../local/registry/digest';
import {
  errorCode,
  INDEX,
  MANIFEST,
  pushBlob,
  pushImage,
  putManifest,
  startTestRegistry,
  type TestRegistry,
} from '../registryFixture';

let registry: TestRegistry;

beforeAll(async () => {
  registry = await startTestRegistry();
});

afterAll(() => registry.close());

const json = (document: unknown): Buffer => Buffer.from(JSON.stringify(document));

describe('a manifest', () => {
  it('is served as pushed, by tag and by digest', async () => {
    const { digest, bytes } = await pushImage(registry, 'team/app', 'v1');
    for (const reference of ['v1', digest]) {
      const answer = await registry.send('GET', `/v2/team/app/manifests/${reference}`, {
        headers: { accept: MANIFEST },
      });
      expect(answer.status).toBe(200);
      expect(answer.bytes.equals(bytes)).toBe(true);
      expect(answer.headers).toMatchObject({
        'content-type': MANIFEST,
        'content-length': String(bytes.length),
        'docker-content-digest': digest,
      });
      const head = await registry.send('HEAD', `/v2/team/app/manifests/${reference}`);
      expect([head.status, head.headers['docker-content-digest'], head.bytes.length]).toEqual([200, digest, 0]);
    }
  });

  it('is there after a restart', async () => {
    const { digest } = await pushImage(registry, 'lasting', 'v1');
    await registry.restart();
    const answer = await registry.send('GET', '/v2/lasting/manifests/v1');
    expect(digestOf(answer.bytes)).toBe(digest);
  });

  it.each([
    ['*/*', 200],
    [`text/html, ${MANIFEST};q=0.5`, 200],
    ['application/*', 200],
    [INDEX, 404],
    ['application/vnd.docker.distribution.manifest.v2+json', 404],
  ])('is served for Accept: %s with %i', async (accept, status) => {
    await pushImage(registry, 'accept', 'v1');
    const answer = await registry.send('GET', '/v2/accept/manifests/v1', { headers: { accept } });
    expect(answer.status).toBe(status);
    expect(status === 200 || errorCode(answer)).toBe(status === 200 || 'MANIFEST_UNKNOWN');
  });

  it('that is not there is unknown', async () => {
    for (const reference of ['none', digestOf(Buffer.from('none'))]) {
      const answer = await registry.send('GET', `/v2/team/app/manifests/${reference}`);
      expect([answer.status, errorCode(answer)]).toEqual([404, 'MANIFEST_UNKNOWN']);
    }
  });

  it.each([
    ['sha256:12', 'DIGEST_INVALID'],
    ['-tag', 'TAG_INVALID'],
    ['x'.repeat(129), 'TAG_INVALID'],
  ])('is neither read nor written as "%s"', async (reference, code) => {
    for (const answer of [
      await registry.send('GET', `/v2/team/app/manifests/${reference}`),
      await putManifest(registry, 'team/app', reference, json({ layers: [] })),
    ]) {
      expect([answer.status, errorCode(answer)]).toEqual([400, code]);
    }
  });

  it('pushed under a digest must have it', async () => {
    const { bytes } = await pushImage(registry, 'digest', 'v1');
    const answer = await putManifest(registry, 'digest', digestOf(Buffer.from('other')), bytes);
    expect([answer.status, errorCode(answer)]).toEqual([400, 'DIGEST_INVALID']);
    const sha512 = digestOf(bytes, 'sha512');
    expect((await putManifest(registry, 'digest', sha512, bytes)).headers['docker-content-digest']).toBe(sha512);
    expect((await registry.send('GET', `/v2/digest/manifests/${sha512}`)).bytes.equals(bytes)).toBe(true);
  });

  it('must find what it names in its own repository', async () => {
    const { bytes, digest } = await pushImage(registry, 'complete', 'v1');
    const config = (JSON.parse(bytes.toString()) as { config: { digest: string } }).config.digest;
    const index = json({ schemaVersion: 2, mediaType: INDEX, manifests: [{ mediaType: MANIFEST, digest, size: 1 }] });
    for (const [pushed, mediaType, missing] of [
      [bytes, MANIFEST, config],
      [index, INDEX, digest],
    ] as const) {
      const answer = await putManifest(registry, 'incomplete', 'v1', pushed, mediaType);
      expect([answer.status, errorCode(answer)]).toEqual([400, 'MANIFEST_BLOB_UNKNOWN']);
      expect(answer.json()).toMatchObject({ errors: [{ detail: { digest: missing } }] });
      expect((await putManifest(registry, 'complete', 'v2', pushed, mediaType)).status).toBe(201);
    }
    expect(await registry.store.listRepositories()).not.toContain('incomplete');
  });

  const elsewhere = digestOf(Buffer.from('elsewhere'));
  const urls = ['https://elsewhere.example/x'];
  const oci = 'application/vnd.oci.image.layer';
  const foreign = `${oci}.nondistributable.v1.tar`;
  it.each([
    [undefined, { mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', digest: elsewhere, urls }],
    [undefined, { mediaType: foreign, digest: elsewhere, urls }],
    [undefined, { mediaType: `${foreign}+gzip`, digest: elsewhere, urls }],
    [undefined, { mediaType: `${foreign}+zstd`, digest: elsewhere, urls }],
    ['MANIFEST_BLOB_UNKNOWN', { mediaType: `${oci}.v1.tar+gzip`, digest: elsewhere, urls }],
    ['MANIFEST_BLOB_UNKNOWN', { mediaType: `${foreign}+gzip`, digest: elsewhere }],
    ['MANIFEST_BLOB_UNKNOWN', { mediaType: foreign, digest: elsewhere, urls: [] }],
    ['MANIFEST_BLOB_UNKNOWN', { mediaType: foreign, digest: elsewhere, urls: ['file:///x'] }],
    ['MANIFEST_BLOB_UNKNOWN', { mediaType: foreign, digest: elsewhere, urls: 'https://elsewhere.example/x' }],
    ['MANIFEST_BLOB_UNKNOWN', { mediaType: foreign, digest: 'sha256:short', urls }],
  ])('is answered with %s when it names a layer that the registry lacks: %j', async (code, layer) => {
    const config = await pushBlob(registry, 'foreign', Buffer.from('{}'));
    const answer = await putManifest(registry, 'foreign', 'v1', json({ config: { digest: config }, layers: [layer] }));
    expect([answer.status, code && errorCode(answer)]).toEqual(code ? [400, code] : [201, undefined]);
  });

  it('may be deleted while an index names it, and so may its layers: tests lose parts of an image like this', async () => {
    const { digest, layer } = await pushImage(registry, 'lossy', undefined);
    const index = json({ schemaVersion: 2, mediaType: INDEX, manifests: [{ mediaType: MANIFEST, digest, size: 1 }] });
    expect((await putManifest(registry, 'lossy', 'multi', index, INDEX)).status).toBe(201);
    expect((await registry.send('DELETE', `/v2/lossy/blobs/${layer}`)).status).toBe(202);
    expect((await registry.send('HEAD', `/v2/lossy/blobs/${layer}`)).status).toBe(404);
    expect((await registry.send('GET', `/v2/lossy/manifests/${digest}`)).status).toBe(200);
    expect((await registry.send('DELETE', `/v2/lossy/manifests/${digest}`)).status).toBe(202);
    expect((await registry.send('HEAD', `/v2/lossy/manifests/${digest}`)).status).toBe(404);
    expect((await registry.send('GET', '/v2/lossy/manifests/multi')).bytes.equals(index)).toBe(true);
  });

  it.each([
    ['not JSON', Buffer.from('{'), MANIFEST],
    ['a list', Buffer.from('[]'), MANIFEST],
    ['empty', json({}), MANIFEST],
    ['schema 1', json({ schemaVersion: 1, fsLayers: [] }), 'application/vnd.docker.distribution.manifest.v1+json'],
    ['layers that are no list', json({ layers: 'many' }), MANIFEST],
    ['a descriptor without digest', json({ layers: [{}] }), MANIFEST],
    ['a null descriptor', json({ layers: [null] }), MANIFEST],
    ['two media types', json({ mediaType: INDEX, manifests: [] }), MANIFEST],
    ['no media type', json({ layers: [] }), ''],
  ])('is refused: %s', async (_, bytes, mediaType) => {
    const answer = await putManifest(registry, 'invalid', 'v1', bytes, mediaType);
    expect([answer.status, errorCode(answer)]).toEqual([400, 'MANIFEST_INVALID']);
  });

  it('larger than 4 MiB is refused', async () => {
    const answer = await putManifest(registry, 'large', 'v1', Buffer.alloc(4 * 1024 * 1024 + 1, ' '));
    expect([answer.status, errorCode(answer)]).toEqual([413, 'SIZE_INVALID']);
  });

  it('is deleted by digest, with its tags, and not by tag', async () => {
    const { digest } = await pushImage(registry, 'deleted', 'v1');
    await pushImage(registry, 'deleted', 'v2');
    const byTag = await registry.send('DELETE', '/v2/deleted/manifests/v1');
    expect([byTag.status, errorCode(byTag)]).toEqual([400, 'UNSUPPORTED']);
    expect((await registry.send('DELETE', `/v2/deleted/manifests/${digest}`)).status).toBe(202);
    expect((await registry.send('GET', '/v2/deleted/manifests/v1')).status).toBe(404);
    const again = await registry.send('DELETE', `/v2/deleted/manifests/${digest}`);
    expect([again.status, errorCode(again)]).toEqual([404, 'MANIFEST_UNKNOWN']);
    const elsewhere = await registry.send('DELETE', `/v2/nowhere/manifests/${digest}`);
    expect([elsewhere.status, errorCode(elsewhere)]).toEqual([404, 'NAME_UNKNOWN']);
    expect((await registry.send('GET', '/v2/deleted/tags/list')).json()).toEqual({ name: 'deleted', tags: ['v2'] });
  });

  it('whose tag is moved by many at once ends at one of them', async () => {
    const images = await Promise.all(
      Array.from({ length: 8 }, (_, index) => pushImage(registry, 'moving', `t${index}`)),
    );
    await Promise.all(images.map(({ bytes }) => putManifest(registry, 'moving', 'latest', bytes)));
    const answer = await registry.send('GET', '/v2/moving/manifests/latest');
    expect(images.map(({ digest }) => digest)).toContain(digestOf(answer.bytes));
    expect(answer.headers['docker-content-digest']).toBe(digestOf(answer.bytes));
  });
});

describe('referrers', () => {
  it('are the manifests with that subject, filtered by artifact type if asked', async () => {
    const subject = { mediaType: MANIFEST, digest: digestOf(Buffer.from('not pushed yet')), size: 14 };
    const signature = await pushImage(registry, 'signed', undefined, { subject, artifactType: 'example/signature' });
    const sbom = await pushImage(registry, 'signed', undefined, { subject, annotations: { kind: 'sbom' } });
    const pushed = await putManifest(registry, 'signed', 'sig', signature.bytes);
    expect(pushed.headers['oci-subject']).toBe(subject.digest);

    const all = await registry.send('GET', `/v2/signed/referrers/${subject.digest}`);
    expect([all.status, all.headers['content-type']]).toEqual([200, INDEX]);
    const described = [
      {
        mediaType: MANIFEST,
        digest: signature.digest,
        size: signature.bytes.length,
        artifactType: 'example/signature',
      },
      {
        mediaType: MANIFEST,
        digest: sbom.digest,
        size: sbom.bytes.length,
        artifactType: 'application/vnd.oci.image.config.v1+json',
        annotations: { kind: 'sbom' },
      },
    ];
    const { manifests } = all.json() as { manifests: unknown[] };
    expect(manifests).toHaveLength(2);
    expect(manifests).toEqual(expect.arrayContaining(described));

    const some = await registry.send('GET', `/v2/signed/referrers/${subject.digest}?artifactType=example/signature`);
    expect(some.headers['oci-filters-applied']).toBe('artifactType');
    expect(some.json()).toMatchObject({ schemaVersion: 2, mediaType: INDEX, manifests: [described[0]] });
  });

  it('of a digest that nothing refers to are none, of what is no digest an error', async () => {
    const none = await registry.send('GET', `/v2/nowhere/referrers/${digestOf(Buffer.from('none'))}`);
    expect(none.json()).toEqual({ schemaVersion: 2, mediaType: INDEX, manifests: [] });
    const bad = await registry.send('GET', '/v2/signed/referrers/latest');
    expect([bad.status, errorCode(bad)]).toEqual([400, 'DIGEST_INVALID']);
  });
});
