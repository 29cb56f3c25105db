/** One artifact as a transfer names it: by a tag, by its digest alone, or by a tag provided that it still is that digest. */
export type ArtifactReference =
  | { repository: string; tag: string }
  | {
      repository: string;
      /** `sha256:` and 64 hexadecimal digits. */
      digest: string;
    }
  | { repository: string; tag: string; digest: string };

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const DIGEST = /^sha256:[a-f0-9]{64}$/;
/** Characters. */
export const LONGEST_REPOSITORY = 255;

/**
 * Reads `repository`, `repository:tag`, `repository@sha256:…` or `repository:tag@sha256:…`; a bare repository means its tag
 * `latest`.
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
  if (!isRepository(repository)) {
    return { problem: 'the repository must be lowercase letters, digits and separators, without the registry name' };
  }
  if (tag !== undefined && !isTag(tag)) {
    return { problem: 'the tag must be at most 128 letters, digits, dots, dashes and underscores' };
  }
  if (digest !== undefined && !isDigest(digest)) {
    return { problem: 'the digest must be sha256: and 64 lowercase hexadecimal digits' };
  }
  if (digest !== undefined) return { repository, ...(tag !== undefined && { tag }), digest };
  return { repository, tag: tag ?? 'latest' };
}

/** Whether a registry may have a repository of that name; its length is not looked at. */
export function isRepository(text: string): boolean {
  return REPOSITORY.test(text);
}

/** Whether a repository may have a tag of that name. */
export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** Whether a text is `sha256:` and 64 lower-case hexadecimal digits. */
export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

/** The text that asks for an artifact: what `parseArtifact` reads. */
export function formatReference(reference: ArtifactReference): string {
  const name = formatArtifact(reference);
  return 'tag' in reference && 'digest' in reference ? `${name}@${reference.digest}` : name;
}

/** The text that names an artifact in pipeline runs and reports: `repository:tag`, or `repository@digest` where it has no tag. */
export function formatArtifact(reference: ArtifactReference): string {
  return 'tag' in reference
    ? `${reference.repository}:${reference.tag}`
    : `${reference.repository}@${reference.digest}`;
}
