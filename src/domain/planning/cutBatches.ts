import { createHash } from 'node:crypto';
import { createBatch, MAX_ARTIFACTS, type Batch, type PlannedArtifact } from '../plan';

/** Artifacts that belong in one batch: an image under all its tags, with its referrers. */
export interface ArtifactGroup {
  /** What the group is found by, whatever else is planned. */
  key: string;
  /** At least one. */
  artifacts: PlannedArtifact[];
}

/**
 * Cuts groups into batches of at most 50 artifacts. A group is cut apart only where it is larger than that.
 *
 * Where a group goes depends on the hash of its key alone, and a part of all hashes is halved only when it holds more than a
 * batch takes: one more group changes one batch, or halves it, and leaves every other one as it was.
 *
 * @returns sorted by name
 */
export function cutBatches(groups: readonly ArtifactGroup[]): Batch[] {
  const placed = groups.map((group) => ({ ...group, place: placeOf(group.key) }));
  return halve(placed, 0)
    .map((artifacts) => createBatch(artifacts))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

interface PlacedGroup extends ArtifactGroup {
  /** Bits, as a text of 0 and 1. */
  place: string;
}

function halve(groups: readonly PlacedGroup[], depth: number): PlannedArtifact[][] {
  const artifacts = groups.flatMap((group) => group.artifacts);
  if (artifacts.length === 0) return [];
  if (artifacts.length <= MAX_ARTIFACTS) return [artifacts];
  if (groups.length === 1) return slicesOf(artifacts);
  const bit = (group: PlacedGroup): string | undefined => group.place[depth];
  return ['0', '1'].flatMap((half) =>
    halve(
      groups.filter((group) => bit(group) === half),
      depth + 1,
    ),
  );
}

function slicesOf(artifacts: readonly PlannedArtifact[]): PlannedArtifact[][] {
  const count = Math.ceil(artifacts.length / MAX_ARTIFACTS);
  return Array.from({ length: count }, (_, index) =>
    artifacts.slice(index * MAX_ARTIFACTS, (index + 1) * MAX_ARTIFACTS),
  );
}

function placeOf(key: string): string {
  const hash = createHash('sha256').update(key).digest();
  return [...hash].map((byte) => byte.toString(2).padStart(8, '0')).join('');
}
