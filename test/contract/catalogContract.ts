import type { Catalog } from '../../src/domain/ports/catalog';
import type { RouteEnd } from '../../src/domain/route';

/** A registry, and a way to push to it. */
export interface CatalogUnderTest {
  catalog: Catalog;
  end: RouteEnd;
  /** Pushes an image that was never pushed before; answers its digest. */
  push(repository: string, tag: string): Promise<string>;
  /** Each answers the digest. */
  putManifest(repository: string, mediaType: string, document: object): Promise<string>;
  putBlob(repository: string, content: string): Promise<string>;
  deleteManifest(repository: string, digest: string): Promise<void>;
  deleteBlob(repository: string, digest: string): Promise<void>;
}

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar';
const FOREIGN = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';
const CONFIG = 'application/vnd.oci.image.config.v1+json';

const NOWHERE = `sha256:${'0'.repeat(64)}`;
let names = 0;

function newRepository(): string {
  names += 1;
  return `contract/app${names}`;
}

/** What a Catalog promises. */
export function describeCatalogContract(name: string, setUp: () => CatalogUnderTest): void {
  describe(`Catalog: ${name}`, () => {
    function begin() {
      const { catalog, end, push, ...more } = setUp();
      const repository = newRepository();
      const byTag = (tag: string) => catalog.findDigest(end, 'prod', { repository, tag });
      const byDigest = (digest: string) => catalog.findDigest(end, 'prod', { repository, digest });
      const manifest = (digest: string) => catalog.readManifest(end, 'prod', repository, digest);
      const hasBlob = (digest: string) => catalog.hasBlob(end, 'prod', repository, digest);
      return { ...more, repository, push: (tag: string) => push(repository, tag), byTag, byDigest, manifest, hasBlob };
    }

    /** An image of a config and a layer that the registry holds, and one that it does not have to. */
    async function beginWithImage() {
      const begun = begin();
      const { repository, putBlob, putManifest } = begun;
      const [config, layer] = [await putBlob(repository, '{}'), await putBlob(repository, `of ${repository}`)];
      const urls = ['https://layers.example/one'];
      const document = {
        schemaVersion: 2,
        mediaType: IMAGE,
        config: { mediaType: CONFIG, digest: config, size: 2 },
        layers: [
          { mediaType: LAYER, digest: layer, size: 3 + repository.length },
          { mediaType: FOREIGN, digest: NOWHERE, size: 9, urls },
        ],
        subject: { mediaType: IMAGE, digest: NOWHERE, size: 1 },
      };
      return { ...begun, config, layer, image: await putManifest(repository, IMAGE, document) };
    }

    it('an unknown repository, tag or digest is undefined', async () => {
      const { push, byTag, byDigest } = begin();
      expect([await byTag('v1'), await byDigest(NOWHERE)]).toEqual([undefined, undefined]);
      await push('v1');
      expect([await byTag('v2'), await byDigest(NOWHERE)]).toEqual([undefined, undefined]);
    });

    it('an image is found by its tag and by its digest', async () => {
      const { push, byTag, byDigest } = begin();
      const digest = await push('v1');
      expect([await byTag('v1'), await byDigest(digest)]).toEqual([digest, digest]);
    });

    it('a tag that moved has its new digest; the old one is still there', async () => {
      const { push, byTag, byDigest } = begin();
      const [old, moved] = [await push('v1'), await push('v1')];
      expect(moved).not.toBe(old);
      expect([await byTag('v1'), await byDigest(moved), await byDigest(old)]).toEqual([moved, moved, old]);
    });

    it('a repository does not have what another one has', async () => {
      const [one, other] = [begin(), begin()];
      const digest = await one.push('v1');
      expect([await other.byTag('v1'), await other.byDigest(digest)]).toEqual([undefined, undefined]);
    });

    it('the manifest of an image tells its config, its layers, which of them are foreign, its subject, and what it is to that', async () => {
      const { manifest, repository, image, config, layer } = await beginWithImage();
      expect(await manifest(image)).toEqual({
        mediaType: IMAGE,
        parts: [
          { kind: 'config', digest: config, mediaType: CONFIG, size: 2 },
          { kind: 'layer', digest: layer, mediaType: LAYER, size: 3 + repository.length },
          { kind: 'layer', digest: NOWHERE, mediaType: FOREIGN, size: 9, foreign: true },
        ],
        subject: NOWHERE,
        artifactType: CONFIG,
      });
    });

    it('an index tells its children, also one that was deleted since', async () => {
      // Prepare
      const { manifest, repository, image, putManifest, deleteManifest } = await beginWithImage();
      const platform = { os: 'linux', architecture: 'arm64', variant: 'v8' };
      const manifests = [{ mediaType: IMAGE, digest: image, size: 5, platform }];
      const index = await putManifest(repository, INDEX, { schemaVersion: 2, mediaType: INDEX, manifests });

      // Act
      await deleteManifest(repository, image);

      // Assess
      const child = { kind: 'manifest', digest: image, mediaType: IMAGE, size: 5, platform: 'linux/arm64/v8' };
      expect(await manifest(index)).toEqual({ mediaType: INDEX, parts: [child] });
      expect(await manifest(image)).toBeUndefined();
    });

    it('a manifest of a kind that nobody knows has no parts that are known', async () => {
      const { repository, manifest, putManifest } = begin();
      const mediaType = 'application/vnd.example.thing.v1+json';
      const digest = await putManifest(repository, mediaType, { schemaVersion: 2, mediaType, layers: [] });
      expect(await manifest(digest)).toEqual({ mediaType });
    });

    it('an unknown repository or digest has no manifest and no blob', async () => {
      const { push, manifest, hasBlob } = begin();
      expect([await manifest(NOWHERE), await hasBlob(NOWHERE)]).toEqual([undefined, false]);
      await push('v1');
      expect([await manifest(NOWHERE), await hasBlob(NOWHERE)]).toEqual([undefined, false]);
    });

    it('a repository has the blobs that were put there, until they are deleted', async () => {
      // Prepare
      const [{ repository, config, layer, hasBlob, deleteBlob }, other] = [await beginWithImage(), begin()];
      await other.push('v1');
      const before = [await hasBlob(config), await hasBlob(layer), await other.hasBlob(layer)];

      // Act
      await deleteBlob(repository, layer);

      // Assess
      expect(before).toEqual([true, true, false]);
      expect([await hasBlob(config), await hasBlob(layer)]).toEqual([true, false]);
    });
  });
}
