import { createHash } from 'node:crypto';
import { type Content, type DemoArtifact, MEDIA } from '../../local/demo/demoArtifacts';

/** More than half of what a batch takes: no two images share one. */
const TAGS_OF_IMAGE = 26;

/** An image of a few bytes under so many tags, all of which go into one batch. */
export function tinyImage(number: number, tags = TAGS_OF_IMAGE): DemoArtifact {
  const layer = contentOf(MEDIA.layer, `layer of image ${number}`);
  const platform = { os: 'linux', architecture: 'amd64' };
  const rootfs = { type: 'layers', diff_ids: [layer.digest] };
  const config = contentOf(MEDIA.config, JSON.stringify({ ...platform, config: {}, rootfs }));
  const described = { config: descriptorOf(config), layers: [descriptorOf(layer)] };
  const manifest = contentOf(
    MEDIA.manifest,
    JSON.stringify({ schemaVersion: 2, mediaType: MEDIA.manifest, ...described }),
  );
  return {
    what: 'a tiny image',
    repository: `scale/image-${number}`,
    tags: Array.from({ length: tags }, (_, tag) => `1.${tag}.0`),
    blobs: [config, layer],
    children: [],
    manifest,
  };
}

function contentOf(mediaType: string, text: string): Content {
  const bytes = Buffer.from(text);
  return { mediaType, bytes, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
}

function descriptorOf({ mediaType, digest, bytes }: Content): { mediaType: string; digest: string; size: number } {
  return { mediaType, digest, size: bytes.length };
}
