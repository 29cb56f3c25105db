import { createHash } from 'node:crypto';
import { tarOf } from './tarOf';

/** Bytes that a registry keeps under their digest. */
export interface CanaryContent {
  mediaType: string;
  bytes: Buffer;
  digest: string;
}

/** The artifact that is sent through a route to see what the service does with it. */
export interface CanaryArtifact {
  /** Configs and layers of the images. */
  blobs: CanaryContent[];
  /** Config and layer of the referrers: the same bytes in every artifact of this kind, of whatever app, so that it proves nothing. */
  emptyConfig: CanaryContent;
  /** The two images that the index points to. */
  children: CanaryContent[];
  index: CanaryContent;
  /** Refers to the index, and is asked for by its digest. */
  namedReferrer: CanaryContent;
  /** Refers to the index as well, and nobody asks for it. */
  unnamedReferrer: CanaryContent;
}

/** Where canaries live, in every registry. */
export const CANARY_REPOSITORY = 'acr-ferry/canary';

const OCI = 'application/vnd.oci';
const MANIFEST = `${OCI}.image.manifest.v1+json`;
const EMPTY = `${OCI}.empty.v1+json`;
/**
 * An OCI image index of two images, and two referrers to it: some kilobytes. No other canary has one of its manifests,
 * or of the images' blobs, which a registry keeps for a while after their manifests are deleted.
 *
 * @see https://github.com/opencontainers/image-spec/blob/main/manifest.md
 */
export function createCanaryArtifact(id: string): CanaryArtifact {
  const images = ['amd64', 'arm64'].map((architecture) => {
    const layer = contentOf(`${OCI}.image.layer.v1.tar`, tarOf('canary', `${id} ${architecture}\n`));
    const rootfs = { type: 'layers', diff_ids: [layer.digest] };
    const labels = { config: { Labels: { 'acr-ferry.canary': id } } };
    const config = contentOf(`${OCI}.image.config.v1+json`, { architecture, os: 'linux', ...labels, rootfs });
    const manifest = { config: descriptorOf(config), layers: [descriptorOf(layer)] };
    return { architecture, blobs: [config, layer], manifest: manifestOf(MANIFEST, manifest) };
  });
  const children = images.map(({ manifest }) => manifest);
  const index = manifestOf(`${OCI}.image.index.v1+json`, {
    manifests: images.map(({ architecture, manifest }) => ({
      ...descriptorOf(manifest),
      platform: { architecture, os: 'linux' },
    })),
  });
  const emptyConfig = contentOf(EMPTY, {});
  const referrer = (artifactType: string): CanaryContent =>
    manifestOf(MANIFEST, {
      artifactType,
      config: descriptorOf(emptyConfig),
      layers: [descriptorOf(emptyConfig)],
      subject: descriptorOf(index),
    });
  return {
    blobs: images.flatMap(({ blobs }) => blobs),
    emptyConfig,
    children,
    index,
    namedReferrer: referrer('application/vnd.acr-ferry.canary.named'),
    unnamedReferrer: referrer('application/vnd.acr-ferry.canary.unnamed'),
  };
}

/** All manifests, in an order in which a registry takes them: what is pointed to comes first. */
export function manifestsOf(artifact: CanaryArtifact): CanaryContent[] {
  return [...artifact.children, artifact.index, artifact.namedReferrer, artifact.unnamedReferrer];
}

function manifestOf(mediaType: string, document: object): CanaryContent {
  return contentOf(mediaType, { schemaVersion: 2, mediaType, ...document });
}

function contentOf(mediaType: string, content: Buffer | object): CanaryContent {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
  return { mediaType, bytes, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
}

function descriptorOf({ mediaType, digest, bytes }: CanaryContent) {
  return { mediaType, digest, size: bytes.length };
}
