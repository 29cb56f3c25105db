import { createHash } from 'node:crypto';
import { createBatch, MAX_ARTIFACTS, type Batch, type PlannedArtifact } from '../plan';
import { slicesOf } from '../slices';

/** Artifacts that belong in one batch: an image under all its tags, with its referrers. */
export interface ArtifactGroup {
  /** What the group is found by, whatever else is planned. */
  key: string;
  /** Since when the registry has the oldest of them: ISO 8601, or empty where nobody knows. */
  since: string;
  /** At least one. */
  artifacts: PlannedArtifact[];
}

/** A batch ends somewhere between as many artifacts and the most that fit. */
const FEWEST = 40;

/**
 * Cuts groups into batches of at most 50 artifacts. A group is cut apart only where it is larger than that.
 *
 * Groups stand in the order of their age, so that what is new changes the last batch only. Where a batch ends depends on the
 * groups around: something else in the middle changes the batch that it is in, and the ends after it are soon the same again.
 *
 * @returns oldest first
 */
export function cutBatches(groups: readonly ArtifactGroup[]): Batch[] {
  const inOrder = [...groups].sort(byAge).flatMap(fitting);
  const batches: Batch[] = [];
  for (let begin = 0; begin < inOrder.length;) {
    const end = endOfBatch(inOrder, begin);
    batches.push(createBatch(inOrder.slice(begin, end).flatMap(({ artifacts }) => artifacts)));
    begin = end;
  }
  return batches;
}

function byAge(one: ArtifactGroup, other: ArtifactGroup): number {
  if (one.since !== other.since) return one.since < other.since ? -1 : 1;
  return one.key < other.key ? -1 : 1;
}

function fitting(group: ArtifactGroup): ArtifactGroup[] {
  return slicesOf(group.artifacts, MAX_ARTIFACTS).map((artifacts) => ({ ...group, artifacts }));
}

/** Of all places where a well-filled batch may end, the one after the group with the least hash: a place of its own content. */
function endOfBatch(groups: readonly ArtifactGroup[], begin: number): number {
  const ends: { end: number; hash: string }[] = [];
  let count = 0;
  for (const [index, { key, artifacts }] of groups.slice(begin, begin + MAX_ARTIFACTS + 1).entries()) {
    const isOver = count + artifacts.length > MAX_ARTIFACTS;
    if (isOver) return ends.length > 0 ? least(ends) : begin + index;
    count += artifacts.length;
    if (count >= FEWEST) ends.push({ end: begin + index + 1, hash: hashOf(key) });
  }
  return groups.length;
}

function least(ends: readonly { end: number; hash: string }[]): number {
  return ends.reduce((best, next) => (next.hash < best.hash ? next : best)).end;
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
