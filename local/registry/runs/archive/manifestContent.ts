import { blobsOf, type Descriptor, type ManifestDocument } from '../../dataPlane/manifestDocument';
import { isForeign } from '../../foreignLayer';

/** What a manifest points at. */
export interface ManifestContent {
  /** Digests of child manifests. */
  manifests: string[];
  /** Digests of layers and config. */
  layers: string[];
  /** Digests of foreign layers, which the registry may lack. */
  foreignLayers: string[];
}

/**
 * Reads an image or artifact manifest, or an index. A `subject` is not followed.
 * Source: the OCI image specification, manifest.md and image-index.md; Docker's schema 2.
 *
 * @throws Error when the bytes are no such document.
 */
export function readManifestContent(bytes: Buffer): ManifestContent {
  const document = JSON.parse(bytes.toString('utf8')) as ManifestDocument;
  const blobs = blobsOf(document);
  return {
    manifests: unique(document.manifests ?? []),
    layers: unique(blobs.filter((descriptor) => !isForeign(descriptor))),
    foreignLayers: unique(blobs.filter(isForeign)),
  };
}

function unique(descriptors: Descriptor[]): string[] {
  return [...new Set(descriptors.map(({ digest }) => digest))];
}
