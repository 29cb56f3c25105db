import { z } from 'zod';
import { isManifestMediaType, type ManifestContent, type Part } from '../image/manifestContent';

/** What planning needs to know of a manifest; it never changes for a digest. */
export const manifestFactsSchema = z.strictObject({
  digest: z.string(),
  /** True where the registry listed it and does not have it any more. */
  gone: z.literal(true).exactOptional(),
  mediaType: z.string().exactOptional(),
  /** Of a manifest that refers to another one. */
  subject: z.string().exactOptional(),
  artifactType: z.string().exactOptional(),
  /** Digests of the manifests that it points to. */
  children: z.array(z.string()).exactOptional(),
  /** Bytes of its config and layers, as far as it tells. */
  bytes: z.int(),
  /** Bytes of the largest one. */
  largest: z.int(),
  hasForeignLayers: z.literal(true).exactOptional(),
});

export type ManifestFacts = z.infer<typeof manifestFactsSchema>;

/** @param content undefined where the registry does not have the manifest */
export function factsOf(digest: string, content: ManifestContent | undefined): ManifestFacts {
  if (!content) return { digest, gone: true, bytes: 0, largest: 0 };
  const { mediaType, subject, artifactType, parts = [] } = content;
  const children = parts.filter(isChild).map((child) => child.digest);
  const sizes = parts.filter((part) => !isChild(part)).map(({ size = 0 }) => size);
  return {
    digest,
    mediaType,
    ...(subject !== undefined && { subject }),
    ...(artifactType !== undefined && { artifactType }),
    ...(children.length > 0 && { children }),
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    largest: sizes.reduce((most, size) => Math.max(most, size), 0),
    ...(parts.some(({ foreign }) => foreign) && { hasForeignLayers: true }),
  };
}

/** Some tools list blobs in an index, as those that keep the caches of builds. */
function isChild({ kind, mediaType }: Part): boolean {
  return kind === 'manifest' && (mediaType === '' || isManifestMediaType(mediaType));
}
