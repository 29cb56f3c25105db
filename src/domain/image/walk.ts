import { isManifestMediaType, type ManifestContent, type Part } from './manifestContent';

/** What is known of the manifests of a repository, by digest; undefined where it does not have one. */
export type KnownManifests = ReadonlyMap<string, ManifestContent | undefined>;

/** How far a digest has been followed to everything that it stands for. */
export interface Walk {
  /** Manifests to read before the walk can go on; none at its end. */
  toRead: string[];
  /** Configs and layers, each once. */
  blobs: Part[];
  /** Manifests that the repository does not have. */
  missing: Part[];
  /** Manifests that cannot be looked into. */
  opaque: Part[];
  /** Whether it is more than the app follows. */
  tooLarge: boolean;
}

/** Deeper than any index of indexes. */
const MOST_LEVELS = 8;
export const MOST_MANIFESTS = 1_000;
const MOST_BLOBS = 20_000;

/**
 * Follows a digest through all manifests that are known so far: to the children of an index, configs and layers. A
 * `subject` is another artifact. To be called again when `toRead` is known, until that is empty.
 */
export function walkFrom(digest: string, known: KnownManifests): Walk {
  const walk: Walk = { toRead: [], blobs: [], missing: [], opaque: [], tooLarge: false };
  const blobs = new Map<string, Part>();
  const seen = new Set([digest]);
  let level: Part[] = [{ kind: 'manifest', digest, mediaType: '' }];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > MOST_LEVELS) return { ...walk, tooLarge: true };
    const next: Part[] = [];
    for (const manifest of level) {
      for (const part of partsOf(manifest, known, walk)) {
        if (part.kind !== 'manifest') addBlob(blobs, part);
        else if (!seen.has(part.digest)) next.push(part);
        if (part.kind === 'manifest') seen.add(part.digest);
      }
    }
    if (seen.size > MOST_MANIFESTS || blobs.size > MOST_BLOBS) return { ...walk, tooLarge: true };
    level = next;
  }
  return { ...walk, blobs: [...blobs.values()] };
}

/** What a manifest leads to; what is to be said of the manifest itself goes into the walk. */
function partsOf(manifest: Part, known: KnownManifests, walk: Walk): Part[] {
  const { digest, mediaType } = manifest;
  if (!known.has(digest)) {
    walk.toRead.push(digest);
    return [];
  }
  const content = known.get(digest);
  if (content === undefined) {
    // Some tools list blobs in an index, as those that keep the caches of builds.
    if (mediaType !== '' && !isManifestMediaType(mediaType)) return [{ ...manifest, kind: 'layer' }];
    walk.missing.push(manifest);
    return [];
  }
  if (!content.parts) walk.opaque.push({ ...manifest, mediaType: content.mediaType });
  return content.parts ?? [];
}

/** The same layer may be foreign to one manifest only: then the registry has to hold it. */
function addBlob(blobs: Map<string, Part>, part: Part): void {
  if (!blobs.has(part.digest) || !part.foreign) blobs.set(part.digest, part);
}
