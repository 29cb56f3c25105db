const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const LONGEST_REPOSITORY = 240;

/**
 * Whether a text is a repository name: the grammar of the OCI distribution specification (§ Pulling manifests).
 * 240 characters at most, so that a name with its suffix fits into one file name.
 */
export function isRepositoryName(text: string): boolean {
  return text.length <= LONGEST_REPOSITORY && REPOSITORY.test(text);
}

/** Whether a text is a tag: the grammar of the OCI distribution specification. */
export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** Orders names as registries list them: by code unit, not by any locale. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
