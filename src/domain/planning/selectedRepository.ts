import { formatArtifact } from '../artifact';
import type { ListedManifest, ListedRepository, Unreadable } from '../listing';
import type { KnownInTarget } from '../ledger/knownInTarget';
import { subjectOfTag } from './subjectOfTag';
import type { Selection } from '../selection/selection';
import { selectFrom, type SelectedArtifact } from '../selection/selectFrom';

/** An artifact that may be transferred. */
export interface Candidate {
  /** Absent where it has none. */
  tag?: string;
  digest: string;
  /** True where the ledger has it. */
  known?: true;
  /** Since when it is there: ISO 8601. */
  since?: string;
  state?: Unreadable;
  /** True where the registry does not have it any more. */
  isGone?: true;
}

/** What a selection takes from a repository, and where to look for what belongs to it. */
export interface SelectedRepository {
  repository: string;
  selected: Candidate[];
  /** Signatures and the like that are found by the names of their tags. */
  referringTags: Candidate[];
  /** Manifests that may refer to others, as only they tell. */
  mayRefer: Candidate[];
  /** Indexes that were delivered: their children are not artifacts of their own. */
  indexes: string[];
}

/**
 * Applies a selection to what a registry lists of a repository.
 *
 * @returns undefined where it takes nothing
 */
export function selectRepository(
  selection: Selection,
  listed: ListedRepository,
  knownInTarget: KnownInTarget | undefined,
  now: Date,
): SelectedRepository | undefined {
  const { repository, tags, manifests } = listed;
  const selected = selectFrom(selection, listed, now);
  if (selected.length === 0) return undefined;
  const manifestsByDigest = new Map(manifests.map((manifest) => [manifest.digest, manifest]));
  const tagsByName = new Map(tags.map((tag) => [tag.name, tag]));
  const candidate = ({ tag, digest }: Pick<SelectedArtifact, 'tag' | 'digest'>): Candidate => {
    const named = { ...(tag !== undefined && { tag }), digest };
    const listedTag = tag === undefined ? undefined : tagsByName.get(tag);
    const manifest = manifestsByDigest.get(digest);
    const state = listedTag?.state ?? manifest?.state;
    const since = listedTag?.updatedAt ?? manifest?.createdAt;
    return {
      ...named,
      ...(knownInTarget?.has(named) && { known: true as const }),
      ...(since !== undefined && { since }),
      ...(state && { state }),
    };
  };
  const takesUntagged = selected.some(({ tag }) => tag === undefined);
  const withReferrers = selection.referrers !== 'none';
  const isSelected = new Set(selected.map((artifact) => formatArtifact({ ...artifact, repository } as never)));
  return {
    repository,
    selected: selected.map(candidate),
    referringTags: withReferrers
      ? tags
          .filter(({ name }) => subjectOfTag(name) !== undefined && !isSelected.has(`${repository}:${name}`))
          .map(({ name, digest }) => candidate({ tag: name, digest }))
      : [],
    mayRefer: withReferrers ? manifests.filter(mayRefer).map(({ digest }) => candidate({ digest })) : [],
    indexes: takesUntagged ? manifests.filter(isIndex).map(({ digest }) => digest) : [],
  };
}

const IMAGE_CONFIGS = /^application\/vnd\.(?:docker\.container\.image|oci\.image\.config)\.v1\+json$/;
const INDEXES = /^application\/vnd\.(?:docker\.distribution\.manifest\.list\.v2|oci\.image\.index\.v1)\+json$/;

/** Images have tags, or are children of an index: what is neither, or says that it is no image, may refer to one. */
function mayRefer({ tags, artifactType }: ListedManifest): boolean {
  return tags.length === 0 || (artifactType !== undefined && artifactType !== '' && !IMAGE_CONFIGS.test(artifactType));
}

function isIndex({ mediaType = '' }: ListedManifest): boolean {
  return INDEXES.test(mediaType);
}

/** The digests whose manifests a plan has to read, each once. */
export function digestsToRead({ selected, referringTags, mayRefer: may, indexes }: SelectedRepository): string[] {
  const unknown = [...selected, ...referringTags, ...may]
    .filter(({ known, isGone }) => !known && !isGone)
    .map(({ digest }) => digest);
  return [...new Set([...unknown, ...indexes])];
}
