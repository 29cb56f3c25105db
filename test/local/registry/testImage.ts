import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ContentStore } from '../../../local/registry/contentStore';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';

/** The foreign layer of an image that has one. Unless a test stores it, no registry holds it. */
export const FOREIGN_LAYER = Buffer.from('elsewhere');

function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Stores an image with one layer of `size` random bytes; answers its digest and its layer's. */
export async function pushImage(
  store: ContentStore,
  repository: string,
  options: { tag?: string; size?: number; foreignLayer?: boolean; artifactType?: string } = {},
): Promise<{ digest: string; layer: string; bytes: Buffer }> {
  const bytes = randomBytes(options.size ?? 1000);
  const layer = await pushBlob(store, repository, bytes);
  const config = await pushBlob(store, repository, Buffer.from('{}'));
  const foreign = {
    mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
    digest: sha256(FOREIGN_LAYER),
    size: FOREIGN_LAYER.length,
    urls: ['https://elsewhere.example/layer'],
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    ...(options.artifactType === undefined ? {} : { artifactType: options.artifactType }),
    config: { mediaType: options.artifactType ?? 'application/vnd.oci.image.config.v1+json', digest: config, size: 2 },
    layers: [
      { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: layer, size: bytes.length },
      ...(options.foreignLayer ? [foreign] : []),
    ],
  };
  const encoded = { mediaType: MANIFEST, bytes: Buffer.from(JSON.stringify(manifest)) };
  return { digest: await store.putManifest(repository, encoded, options.tag), layer, bytes };
}

/** Stores an index over manifests that the repository has; answers its digest. */
export async function pushIndex(
  store: ContentStore,
  repository: string,
  tag: string,
  children: string[],
): Promise<string> {
  const manifests = children.map((digest) => ({ mediaType: MANIFEST, digest, size: 1 }));
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests }));
  return store.putManifest(repository, { mediaType: INDEX, bytes }, tag);
}

/** Stores a layer or config; answers its digest. */
export async function pushBlob(store: ContentStore, repository: string, bytes: Buffer): Promise<string> {
  const digest = sha256(bytes);
  await store.writeBlob(repository, digest, Readable.from([bytes]));
  return digest;
}
