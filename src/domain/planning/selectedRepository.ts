import type { ListedManifest, ListedRepository, Unreadable } from '../listing';
import type { KnownInTarget } from '../ledger/knownInTarget';
import { subjectOfTag } from './subjectOfTag';
import { latestOf } from '../selection/latestOf';
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

/** A manifest that may refer to another one; it is taken by its digest. */
export interface MayRefer extends Candidate {
  /** True where there is a tag as well. */
  hasTag?: true;
}

/** What a selection takes from a repository, and where to look for what belongs to it. */
export interface SelectedRepository {
  repository: string;
  selected: Candidate[];
  /** True where these were named one by one: each is an artifact of its own, whatever it belongs to. */
  isNamed?: true;
  /** Signatures and the like that are found by the names of their tags. */
  referringTags: Candidate[];
  /** Manifests that may refer to others, as only they tell. */
  mayRefer: MayRefer[];
  /** Indexes: their children are not artifacts of their own, and may be referred to. */
  indexes: string[];
  /** Manifests that cannot be read: an index with such a child cannot be exported either. */
  unreadable: { digest: string; state: Unreadable }[];
}

/** Artifacts of a repository that were named one by one. */
export function namedRepository(repository: string, selected: Candidate[]): SelectedRepository {
  return { repository, selected, isNamed: true, referringTags: [], mayRefer: [], indexes: [], unreadable: [] };
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
  const { repository } = listed;
  const selected = selectFrom(selection, listed, now);
  if (selected.length === 0) return undefined;
  const tags = latestOf(listed.tags, ({ name }) => name);
  const manifests = latestOf(listed.manifests, ({ digest }) => digest);
  const candidate = ({ tag, digest }: Pick<SelectedArtifact, 'tag' | 'digest'>): Candidate => {
    const named = { ...(tag !== undefined && { tag }), digest };
    const listedTag = tag === undefined ? undefined : tags.get(tag);
    const manifest = manifests.get(digest);
    const state = listedTag?.state ?? manifest?.state;
    const since = listedTag?.updatedAt ?? manifest?.createdAt;
    return {
      ...named,
      ...(knownInTarget?.has(named) && { known: true as const }),
      ...(since !== undefined && { since }),
      ...(state && { state }),
    };
  };
  const all = [...manifests.values()];
  const tagged = new Set([...tags.values()].map(({ digest }) => digest));
  for (const manifest of listed.manifests) if (manifest.tags.length > 0) tagged.add(manifest.digest);
  const found = { repository, selected: selected.map(candidate), referringTags: [], mayRefer: [] };
  const unreadable = all.flatMap(({ digest, state }) => (state ? [{ digest, state }] : []));
  const belonging = { indexes: all.filter(isIndex).map(({ digest }) => digest), unreadable };
  if (selection.referrers === 'none') return { ...found, ...belonging };
  const selectedTags = new Set(selected.map(({ tag }) => tag));
  return {
    ...found,
    ...belonging,
    referringTags: [...tags.values()]
      .filter(({ name }) => subjectOfTag(name) !== undefined && !selectedTags.has(name))
      .map(({ name, digest }) => candidate({ tag: name, digest })),
    mayRefer: all
      .filter((manifest) => mayRefer(manifest, tagged))
      .map(({ digest }) => ({ ...candidate({ digest }), ...(tagged.has(digest) && { hasTag: true as const }) })),
  };
}

const IMAGE_CONFIGS = /^application\/vnd\.(?:docker\.container\.image|oci\.image\.config)\.v1\+json$/;
const INDEXES = /^application\/vnd\.(?:docker\.distribution\.manifest\.list\.v2|oci\.image\.index\.v1)\+json$/;
const DOCKER = 'application/vnd.docker.distribution.manifest.';

/**
 * Images have tags, or are children of an index: what is neither, or says that it is no image, may refer to one. Docker's
 * manifests have no subject.
 */
function mayRefer({ digest, mediaType = '', artifactType = '' }: ListedManifest, tagged: ReadonlySet<string>): boolean {
  if (mediaType.startsWith(DOCKER)) return false;
  return !tagged.has(digest) || (artifactType !== '' && !IMAGE_CONFIGS.test(artifactType));
}

function isIndex({ mediaType = '' }: ListedManifest): boolean {
  return INDEXES.test(mediaType);
}
