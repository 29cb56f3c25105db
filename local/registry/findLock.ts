import type { ChangeableAttributes, ContentStore } from './contentStore';

/** What each operation asks of locks. A lock against writing is one against deleting, too: github.com/Azure/acr/issues/561. */
const NEEDED = {
  read: ['readEnabled'],
  write: ['writeEnabled'],
  delete: ['deleteEnabled', 'writeEnabled'],
} satisfies Record<string, (keyof ChangeableAttributes)[]>;
const PASSED = 'Passed';

/**
 * The lock of a repository, or of one of these tags and manifests in it, that forbids an operation, in words; undefined
 * when none does. A quarantine forbids to read.
 */
export async function findLock(
  store: ContentStore,
  repository: string,
  operation: keyof typeof NEEDED,
  references: (string | undefined)[] = [],
): Promise<string | undefined> {
  const named = references.filter((reference) => reference !== undefined);
  for (const reference of [undefined, ...named]) {
    const attributes = await store.attributesOf(repository, reference);
    const lock = NEEDED[operation].find((attribute) => attributes?.[attribute] === false);
    if (lock !== undefined) return `${lock} of ${nameOf(repository, reference)} is false`;
    const state = attributes?.quarantineState ?? PASSED;
    if (operation === 'read' && state !== PASSED) return `${nameOf(repository, reference)} is in quarantine (${state})`;
  }
  return undefined;
}

/**
 * The lock that forbids to store a manifest and to move `tag` to it, in words; undefined when none does. What changes
 * nothing is never forbidden. A lock on the manifest that the tag points to now binds the tag as well.
 */
export async function findPutLock(
  store: ContentStore,
  repository: string,
  { tag, digest }: { tag: string | undefined; digest: string },
): Promise<string | undefined> {
  const current = await store.getManifest(repository, tag ?? digest);
  if (current?.digest === digest) return undefined;
  return findLock(store, repository, 'write', [tag, current?.digest]);
}

function nameOf(repository: string, reference: string | undefined): string {
  if (reference === undefined) return `the repository '${repository}'`;
  return reference.includes(':') ? `the manifest '${repository}@${reference}'` : `the tag '${repository}:${reference}'`;
}
