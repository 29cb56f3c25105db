import { blobsOf, type Descriptor, type ManifestDocument } from '../../dataPlane/manifestDocument';

/** What a manifest points at. */
export interface ManifestContent {
  /** Digests of child manifests. */
  manifests: string[];
  /** Digests of layers and config, foreign layers left out: their bytes live elsewhere. */
  layers: string[];
}

/**
 * Reads an image or artifact manifest, or an index. A `subject` is not followed.
 * Source: the OCI image specification, manifest.md and image-index.md; Docker's schema 2.
 *
 * @throws Error when the bytes are no such document.
 */
export function readManifestContent(bytes: Buffer): ManifestContent {
  const document = JSON.parse(bytes.toString('utf8')) as ManifestDocument;
  return {
    manifests: unique(document.manifests ?? []),
    layers: unique(blobsOf(document).filter((descriptor) => !isForeign(descriptor))),
  };
}

function isForeign({ mediaType = '' }: Descriptor): boolean {
  return mediaType.includes('.foreign.') || mediaType.includes('.nondistributable.');
}

function unique(descriptors: Descriptor[]): string[] {
  return [...new Set(descriptors.map(({ digest }) => digest))];
}
