import { createHash, randomBytes } from 'node:crypto';
import { tarOf } from './tarOf';

export const MEDIA = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
} as const;

/** Bytes with the descriptor that manifests refer to them by. */
export interface Content {
  mediaType: string;
  digest: string;
  bytes: Buffer;
}

/** An artifact as a registry takes it: blobs first, then child manifests, then the manifest under each of its tags. */
export interface DemoArtifact {
  what: string;
  repository: string;
  tags: string[];
  blobs: Content[];
  children: Content[];
  manifest: Content;
}

const BIG_LAYER_BYTES = 64 * 1024 * 1024;

/**
 * The artifacts of the demo, with other content at every call: an image for two platforms, one with a layer of
 * `bigLayerBytes` random bytes, an artifact that is no image, and one image under two tags.
 */
export async function makeDemoArtifacts(bigLayerBytes = BIG_LAYER_BYTES): Promise<DemoArtifact[]> {
  const run = randomBytes(8).toString('hex');
  const text = (words: string): Buffer => Buffer.from(`${words}, run ${run}\n`);
  return [
    multiPlatform('demo/hello', '1.0', [
      await image('amd64', 'hello.txt', text('hello from amd64')),
      await image('arm64', 'hello.txt', text('hello from arm64')),
    ]),
    tagged('a layer of 64 MiB', 'demo/large', ['1.0'], await image('amd64', 'random.bin', randomBytes(bigLayerBytes))),
    tagged('an artifact that is no image', 'demo/notes', ['1.0'], note(run)),
    tagged(
      'one digest, two tags',
      'demo/service',
      ['1.0', 'stable'],
      await image('amd64', 'service.txt', text('service')),
    ),
  ];
}

/** `repository:tag` of every tag. */
export function referencesOf(artifacts: readonly DemoArtifact[]): string[] {
  return artifacts.flatMap(({ repository, tags }) => tags.map((tag) => `${repository}:${tag}`));
}

export interface Packed {
  blobs: Content[];
  manifest: Content;
  platform?: { os: string; architecture: string };
}

export async function image(architecture: string, file: string, content: Buffer): Promise<Packed> {
  const layer = contentOf(MEDIA.layer, await tarOf(file, content));
  const platform = { os: 'linux', architecture };
  const config = jsonContent(MEDIA.config, {
    ...platform,
    config: {},
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
  });
  return { blobs: [config, layer], manifest: manifestOf(config, [layer]), platform };
}

function note(run: string): Packed {
  const config = jsonContent('application/vnd.acr-ferry.demo.config.v1+json', { run });
  const layer = contentOf('text/markdown', Buffer.from(`# Release notes of run ${run}\n`));
  const artifactType = 'application/vnd.acr-ferry.demo.notes.v1';
  return { blobs: [config, layer], manifest: manifestOf(config, [layer], { artifactType }) };
}

function multiPlatform(repository: string, tag: string, images: Packed[]): DemoArtifact {
  const manifest = jsonContent(MEDIA.index, {
    schemaVersion: 2,
    mediaType: MEDIA.index,
    manifests: images.map(({ manifest, platform }) => ({ ...descriptor(manifest), platform })),
  });
  return {
    what: 'two platforms',
    repository,
    tags: [tag],
    blobs: images.flatMap(({ blobs }) => blobs),
    children: images.map((packed) => packed.manifest),
    manifest,
  };
}

export function tagged(what: string, repository: string, tags: string[], { blobs, manifest }: Packed): DemoArtifact {
  return { what, repository, tags, blobs, children: [], manifest };
}

function manifestOf(config: Content, layers: Content[], extra: { artifactType?: string } = {}): Content {
  return jsonContent(MEDIA.manifest, {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    ...extra,
    config: descriptor(config),
    layers: layers.map(descriptor),
  });
}

export function descriptor({ mediaType, digest, bytes }: Content): { mediaType: string; digest: string; size: number } {
  return { mediaType, digest, size: bytes.length };
}

export function jsonContent(mediaType: string, value: unknown): Content {
  return contentOf(mediaType, Buffer.from(JSON.stringify(value)));
}

export function contentOf(mediaType: string, bytes: Buffer): Content {
  return { mediaType, bytes, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
}
