import { z } from 'zod';
import { isForeign } from './isForeign';

/** What a manifest points to: another manifest, or a config or layer, which are blobs. */
export interface Part {
  kind: 'manifest' | 'config' | 'layer';
  digest: string;
  mediaType: string;
  /** Bytes; absent where the manifest does not say. */
  size?: number;
  /** Of a child of an index, as `linux/arm64/v8`. */
  platform?: string;
  /** A layer that the registry need not hold. */
  foreign?: true;
}

/** What is read of a manifest. */
export interface ManifestContent {
  mediaType: string;
  /**
   * What it points to, in its order. Undefined where the media type, or the document, is none that the app knows: then
   * only the manifest's own digest can be verified.
   */
  parts?: Part[];
  /** The digest of the manifest that this one refers to; it belongs to another artifact. */
  subject?: string;
  /**
   * Of a manifest with a subject: what it is to that one, as a referrers list tells it; absent where it does not say.
   *
   * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers
   */
  artifactType?: string;
}

/** https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests */
const DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[A-Za-z0-9=_-]+$/;

const digestSchema = z.string().regex(DIGEST);
/** Only the digest decides what there has to be: a flaw elsewhere must not hide it. */
const descriptorSchema = z.object({
  digest: digestSchema,
  mediaType: z.string().catch(''),
  size: z.int().nonnegative().optional().catch(undefined),
  urls: z.array(z.string()).optional().catch(undefined),
  platform: z
    .object({ os: z.string().optional(), architecture: z.string().optional(), variant: z.string().optional() })
    .optional()
    .catch(undefined),
});

type Descriptor = z.infer<typeof descriptorSchema>;

const listSchema = z
  .array(descriptorSchema)
  .nullish()
  .transform((list) => list ?? []);
const referring = { subject: descriptorSchema.nullish(), artifactType: z.string().optional().catch(undefined) };

/** The manifest of an image, Docker's schema 2 or OCI's. */
const imageSchema = z.object({ config: descriptorSchema, layers: listSchema, ...referring });
/** An index of OCI, or Docker's manifest list. */
const indexSchema = z.object({ manifests: listSchema, ...referring });
/** OCI's artifact manifest, retired before it was released. */
const artifactSchema = z.object({ blobs: listSchema, ...referring });
/** Docker's schema 1: layers only, without sizes, the same one perhaps more than once. */
const schema1Schema = z.object({ fsLayers: z.array(z.object({ blobSum: digestSchema })) });

type Read = (document: unknown) => Omit<ManifestContent, 'mediaType'> | undefined;

const readImage: Read = (document) => {
  const { data } = imageSchema.safeParse(document);
  return (
    data && { parts: [toPart('config', data.config), ...data.layers.map(toLayer)], ...subjectOf(data, data.config) }
  );
};

const readIndex: Read = (document) => {
  const { data } = indexSchema.safeParse(document);
  return data && { parts: data.manifests.map((child) => toPart('manifest', child)), ...subjectOf(data) };
};

const readArtifact: Read = (document) => {
  const { data } = artifactSchema.safeParse(document);
  return data && { parts: data.blobs.map(toLayer), ...subjectOf(data) };
};

const readSchema1: Read = (document) => {
  const { data } = schema1Schema.safeParse(document);
  const layerOf = (digest: string): Part => ({ kind: 'layer', digest, mediaType: '' });
  return data && { parts: data.fsLayers.map(({ blobSum }) => layerOf(blobSum)) };
};

const DOCKER = 'application/vnd.docker.distribution.manifest';
const OCI = 'application/vnd.oci';

const READERS = new Map<string, Read>([
  [`${OCI}.image.manifest.v1+json`, readImage],
  [`${DOCKER}.v2+json`, readImage],
  [`${OCI}.image.index.v1+json`, readIndex],
  [`${DOCKER}.list.v2+json`, readIndex],
  [`${OCI}.artifact.manifest.v1+json`, readArtifact],
  [`${DOCKER}.v1+json`, readSchema1],
  [`${DOCKER}.v1+prettyjws`, readSchema1],
]);

/** The media types of manifests that the app knows. */
export const MANIFEST_MEDIA_TYPES: readonly string[] = [...READERS.keys()];

/**
 * Reads what a manifest points to.
 *
 * @param contentType  the media type that the registry serves it as
 * @param document     the JSON value, or undefined where it is none
 */
export function readManifestContent(contentType: string, document: unknown): ManifestContent {
  const [served = ''] = contentType.split(';');
  const mediaType = served.trim();
  return { mediaType, ...READERS.get(mediaType)?.(document) };
}

/** Whether a descriptor of that media type points to a manifest; one of an index that does not may point to a blob. */
export function isManifestMediaType(mediaType: string): boolean {
  return READERS.has(mediaType);
}

function toLayer(descriptor: Descriptor): Part {
  return { ...toPart('layer', descriptor), ...(isForeign(descriptor) && { foreign: true }) };
}

function toPart(kind: Part['kind'], { digest, mediaType, size, platform }: Descriptor): Part {
  const named = [platform?.os, platform?.architecture, platform?.variant].filter(Boolean).join('/');
  return { kind, digest, mediaType, ...(size !== undefined && { size }), ...(named && { platform: named }) };
}

type Referring = { subject?: Descriptor | null | undefined; artifactType?: string | undefined };

function subjectOf(
  { subject, artifactType }: Referring,
  config?: Descriptor,
): Pick<ManifestContent, 'subject' | 'artifactType'> {
  if (!subject) return {};
  const kind = artifactType || config?.mediaType;
  return { subject: subject.digest, ...(kind && { artifactType: kind }) };
}
