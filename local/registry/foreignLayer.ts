import type { Descriptor } from './dataPlane/manifestDocument';

const FOREIGN_MEDIA_TYPES: ReadonlySet<string> = new Set([
  'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
  'application/vnd.oci.image.layer.nondistributable.v1.tar',
  'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
  'application/vnd.oci.image.layer.nondistributable.v1.tar+zstd',
]);

/**
 * Whether a registry may do without this layer because clients fetch it from elsewhere: a media type that says so, and
 * a URL to fetch it from. `urls` alone make no layer foreign.
 * Source: distribution/distribution, `verifyManifest` of ocimanifesthandler.go and schema2manifesthandler.go.
 */
export function isForeign({ mediaType = '', urls }: Descriptor): boolean {
  return FOREIGN_MEDIA_TYPES.has(mediaType) && Array.isArray(urls) && urls.some((url) => /^https?:\/\//i.test(url));
}
