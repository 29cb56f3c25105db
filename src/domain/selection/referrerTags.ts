const COSIGN = /^sha256-([a-f0-9]{64})\.(sig|att|sbom)$/;
const REFERRERS = /^sha256-([a-f0-9]{64})$/;

/** What cosign keeps at such a tag: signatures, attestations or SBOMs. */
export type CosignKind = 'sig' | 'att' | 'sbom';

/**
 * What a tag of cosign's scheme (`sha256-….sig`, `.att`, `.sbom`) belongs to: the digest of an image in the same repository.
 *
 * @returns undefined for any other tag
 * @see https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md#storage
 */
export function cosignTag(tag: string): { digest: string; kind: CosignKind } | undefined {
  const [, hex, kind] = COSIGN.exec(tag) ?? [];
  return hex === undefined ? undefined : { digest: `sha256:${hex}`, kind: kind as CosignKind };
}

/**
 * The digest whose referrers the index at a tag lists: the tag schema (`sha256-…`) for registries without the referrers API.
 *
 * @returns undefined for any other tag
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema
 */
export function referrersTag(tag: string): string | undefined {
  const [, hex] = REFERRERS.exec(tag) ?? [];
  return hex === undefined ? undefined : `sha256:${hex}`;
}

/** Whether a tag belongs to another artifact: what stands there travels with that artifact. */
export function isReferrerTag(tag: string): boolean {
  return cosignTag(tag) !== undefined || referrersTag(tag) !== undefined;
}
