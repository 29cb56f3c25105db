import { createHash } from 'node:crypto';
import type { Content, DemoArtifact } from '../../../local/demo/demoArtifacts';

const TYPES = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
  foreign: 'application/vnd.oci.image.layer.nondistributable.v1.tar',
  index: 'application/vnd.oci.image.index.v1+json',
};

/** An image of one layer, ready to be pushed. @param reference `repository:tag`. */
export function imageOf(reference: string, layerBytes: Buffer): DemoArtifact {
  return image(reference, layerBytes, []);
}

/** An image with a layer more, which no registry holds; answers that one's descriptor too. */
export function withForeignLayer(reference: string, layerBytes: Buffer) {
  const { digest } = contentOf(TYPES.foreign, `the base of ${reference}`);
  const foreign = { digest, mediaType: TYPES.foreign, size: 1_000 };
  return { artifact: image(reference, layerBytes, [{ ...foreign, urls: ['https://layers.example/base'] }]), foreign };
}

/** An index of one image for each of the layers. */
export function indexOf(reference: string, layers: readonly Buffer[]): DemoArtifact {
  const images = layers.map((bytes) => imageOf(reference, bytes));
  const [{ repository, tags } = { repository: '', tags: [] }] = images;
  const platform = { os: 'linux', architecture: 'amd64' };
  const children = images.map(({ manifest }) => manifest);
  const manifest = contentOf(
    TYPES.index,
    JSON.stringify({
      schemaVersion: 2,
      mediaType: TYPES.index,
      manifests: children.map((child) => ({ ...descriptor(child), platform })),
    }),
  );
  return { what: 'an index', repository, tags, blobs: images.flatMap(({ blobs }) => blobs), children, manifest };
}

/** An artifact that refers to a manifest, without a tag: `manifest` of the answer is not pushed but as a child. */
export function referrerOf(subject: Content, repository: string, artifactType: string, bytes: Buffer): DemoArtifact {
  const config = contentOf('application/vnd.oci.empty.v1+json', '{}');
  const layer = contentOf(artifactType, bytes);
  const manifest = contentOf(
    TYPES.manifest,
    JSON.stringify({
      schemaVersion: 2,
      mediaType: TYPES.manifest,
      artifactType,
      config: descriptor(config),
      layers: [descriptor(layer)],
      subject: descriptor(subject),
    }),
  );
  return { what: 'a referrer', repository, tags: [], blobs: [config, layer], children: [manifest], manifest };
}

function image(reference: string, layerBytes: Buffer, foreign: object[]): DemoArtifact {
  const [repository = '', tag = ''] = reference.split(':');
  const layer = contentOf(TYPES.layer, layerBytes);
  const config = contentOf(
    TYPES.config,
    JSON.stringify({
      os: 'linux',
      architecture: 'amd64',
      config: {},
      rootfs: { type: 'layers', diff_ids: [layer.digest] },
    }),
  );
  const manifest = contentOf(
    TYPES.manifest,
    JSON.stringify({
      schemaVersion: 2,
      mediaType: TYPES.manifest,
      config: descriptor(config),
      layers: [...foreign, descriptor(layer)],
    }),
  );
  return { what: 'an image', repository, tags: [tag], blobs: [config, layer], children: [], manifest };
}

function contentOf(mediaType: string, content: Buffer | string): Content {
  const bytes = Buffer.from(content);
  return { mediaType, bytes, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
}

function descriptor({ mediaType, digest, bytes }: Content) {
  return { mediaType, digest, size: bytes.length };
}
