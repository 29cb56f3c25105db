import { createHash } from 'node:crypto';
import { createBatch, MAX_ARTIFACTS, type Batch, type PlannedArtifact } from '../plan';

/** Artifacts that belong in one batch: an image under all its tags, with its referrers. */
export interface ArtifactGroup {
  /** What the group is found by, whatever else is planned. */
  key: string;
  /** Since when the registry has the oldest of them: ISO 8601, or empty where nobody knows. */
  since: string;
  /** At least one. */
  artifacts: PlannedArtifact[];
}

/** A batch goes through durable state, where activities take and answer 40 KiB: fifty names of full length would not fit. */
const MOST_BYTES = 32_000;
/** What an artifact takes at least of a batch: fifty fill it. */
const FEWEST_BYTES = MOST_BYTES / MAX_ARTIFACTS;
/** A batch ends somewhere between that and its most bytes. */
const WELL_FILLED = 0.8 * MOST_BYTES;

/**
 * Cuts groups into batches of at most 50 artifacts, or fewer where their names are very long. A group is cut apart only where
 * it is larger than that.
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

/** A group that fits into a batch, and what it takes of it. */
interface FittingGroup extends ArtifactGroup {
  bytes: number;
}

function byAge(one: ArtifactGroup, other: ArtifactGroup): number {
  if (one.since !== other.since) return one.since < other.since ? -1 : 1;
  return one.key < other.key ? -1 : 1;
}

function fitting(group: ArtifactGroup): FittingGroup[] {
  const found: FittingGroup[] = [];
  for (const artifact of group.artifacts) {
    const bytes = bytesOf(artifact);
    const last = found.at(-1);
    if (last && last.bytes + bytes <= MOST_BYTES) {
      last.artifacts.push(artifact);
      last.bytes += bytes;
    } else {
      found.push({ ...group, artifacts: [artifact], bytes });
    }
  }
  return found;
}

/** What an artifact takes of a batch: what is reported of it later, its failure included, may be a third longer. */
function bytesOf(artifact: PlannedArtifact): number {
  return Math.max(FEWEST_BYTES, Math.ceil((4 / 3) * Buffer.byteLength(JSON.stringify(artifact))));
}

/** Of all places where a well-filled batch may end, the one after the group with the least hash: a place of its own content. */
function endOfBatch(groups: readonly FittingGroup[], begin: number): number {
  const ends: { end: number; hash: string }[] = [];
  let filled = 0;
  for (const [index, { key, bytes }] of groups.slice(begin, begin + MAX_ARTIFACTS + 1).entries()) {
    const isOver = filled + bytes > MOST_BYTES;
    if (isOver) return ends.length > 0 ? least(ends) : begin + index;
    filled += bytes;
    if (filled >= WELL_FILLED) ends.push({ end: begin + index + 1, hash: hashOf(key) });
  }
  return groups.length;
}

function least(ends: readonly { end: number; hash: string }[]): number {
  return ends.reduce((best, next) => (next.hash < best.hash ? next : best)).end;
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
