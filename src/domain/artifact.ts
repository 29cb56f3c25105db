/** One artifact as a transfer names it: by a tag, or by its digest alone. */
export type ArtifactReference =
  | { repository: string; tag: string }
  | {
      repository: string;
      /** `sha256:` and 64 hexadecimal digits. */
      digest: string;
    };

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const DIGEST = /^sha256:[a-f0-9]{64}$/;
const LONGEST_REPOSITORY = 255;

/**
 * Reads `repository`, `repository:tag` or `repository@sha256:…`; a bare repository means its tag `latest`.
 *
 * @returns the reference, or what is wrong with the text.
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests and acr-transfer §10
 */
export function parseArtifact(text: string): ArtifactReference | { problem: string } {
  const at = text.indexOf('@');
  const name = at === -1 ? text : text.slice(0, at);
  const digest = at === -1 ? undefined : text.slice(at + 1);
  const colon = name.indexOf(':');
  const repository = colon === -1 ? name : name.slice(0, colon);
  const tag = colon === -1 ? undefined : name.slice(colon + 1);

  if (tag?.includes('/')) {
    return { problem: 'name the repository without the address of its registry' };
  }
  if (repository.length > LONGEST_REPOSITORY) {
    return { problem: `the repository is longer than ${LONGEST_REPOSITORY} characters` };
  }
  if (!REPOSITORY.test(repository)) {
    return { problem: 'the repository must be lowercase letters, digits and separators, without the registry name' };
  }
  if (digest !== undefined && tag !== undefined) {
    return { problem: 'name a tag or a digest, not both' };
  }
  if (digest !== undefined) {
    return DIGEST.test(digest)
      ? { repository, digest }
      : { problem: 'the digest must be sha256: and 64 lowercase hexadecimal digits' };
  }
  if (tag !== undefined && !TAG.test(tag)) {
    return { problem: 'the tag must be at most 128 letters, digits, dots, dashes and underscores' };
  }
  return { repository, tag: tag ?? 'latest' };
}

/** The text that names an artifact in requests, pipeline runs and reports. */
export function formatArtifact(reference: ArtifactReference): string {
  return 'tag' in reference
    ? `${reference.repository}:${reference.tag}`
    : `${reference.repository}@${reference.digest}`;
}
