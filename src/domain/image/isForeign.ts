/**
 * Whether a layer may lie outside the registry: its media type says that it must not be distributed, or it names the
 * addresses that it is downloaded from. Whether a registry holds it all the same, only the registry can tell.
 *
 * Docker's `…image.rootfs.foreign.…` and OCI's `…image.layer.nondistributable.…` are the media types;
 * containerd, ORAS and crane decide by them, skopeo and regclient by the addresses.
 *
 * @see https://github.com/opencontainers/image-spec/blob/main/layer.md#non-distributable-layers and
 *   https://github.com/opencontainers/image-spec/blob/main/descriptor.md (`urls`)
 */
export function isForeign({
  mediaType = '',
  urls = [],
}: {
  mediaType?: string | undefined;
  urls?: readonly string[] | undefined;
}): boolean {
  return mediaType.includes('.foreign.') || mediaType.includes('.nondistributable.') || urls.length > 0;
}
