import { createHash } from 'node:crypto';
import type { Content, DemoArtifact } from '../../../local/demo/demoArtifacts';

const TYPES = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
};

/** An image of one layer, ready to be pushed. @param reference `repository:tag`. */
export function imageOf(reference: string, layerBytes: Buffer): DemoArtifact {
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
      layers: [descriptor(layer)],
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
