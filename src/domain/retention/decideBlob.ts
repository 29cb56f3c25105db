import { isCopyOf, isDiscarded, type BlobProperties } from '../copy/exportedBlob';
import type { BatchResult } from '../report/batchResult';
import type { RunReport, TransferReport } from '../report/report';
import type { Retention } from './retention';
import { NOT_ENDED, UNKNOWN_TRANSFER, type Standing } from './standing';
import { areOlderThan, keep, remove, type Verdict } from './verdict';

/** A blob as a look at it found it; one that is not there has uncommitted blocks only, or is gone. */
export type SeenBlob = BlobProperties & {
  /** ISO 8601. */
  lastModified: string;
};

/** What is known of a blob whose name is one of the app's own. */
export interface BlobFacts {
  side: 'source' | 'target';
  standing: Standing;
  /** What the batch stored whose blob this is; absent where none did. */
  batch?: BatchResult;
  retention: Retention;
  /** Milliseconds since 1970. */
  now: number;
}

/** Whether it is worth a look: without one nothing is removed. */
export function decideBeforeLook({ standing, batch, retention }: BlobFacts): Verdict | undefined {
  const open = decideStanding(standing);
  if (open) return open;
  if (standing.is !== 'ended') return keep(UNKNOWN_TRANSFER);
  if (!batch) return keep(NO_BATCH);
  if ([batch.report.exportRun, batch.report.importRun].some(mayGoOn)) return keep(MAY_GO_ON);
  const proof = proofOf(batch, standing.report);
  if (proof === 'none') return keep(NOT_VERIFIED);
  if (daysOf(proof, retention) === undefined) return keep(proof === 'exported' ? EXPORTED : KEPT_FOR_EVER);
  return undefined;
}

/** What becomes of an exported blob, or of its committed copy. */
export function decideBlob(blob: SeenBlob, facts: BlobFacts): Verdict {
  const { standing, batch, side } = facts;
  const open = decideStanding(standing);
  if (open) return open;
  if (side === 'target' && isDiscarded(blob)) return decideBlocks({ ...facts, lastModified: blob.lastModified });
  const before = decideBeforeLook(facts);
  if (before) return before;
  if (!batch?.exported) return keep(NOT_RECORDED);
  const isSame =
    side === 'source'
      ? blob.etag === batch.exported.etag && blob.size === batch.exported.size
      : isCopyOf(blob, batch.exported);
  return isSame ? decideAge(blob.lastModified, facts) : keep(REPLACED);
}

/** What becomes of the manifest beside a blob. @param said  what it says itself, as far as it can be read */
export function decideManifest(
  manifest: { lastModified: string; said: unknown },
  transferId: string,
  facts: BlobFacts,
  ofBlob: Verdict | undefined,
): Verdict {
  const before = decideStanding(facts.standing) ?? decideBeforeLook(facts);
  if (before) return before;
  if (ofBlob?.action === 'keep') return keep(BLOB_STAYS);
  const { exported, report } = facts.batch ?? {};
  if (!exported) return keep(NOT_RECORDED);
  const said = manifest.said as {
    transferId?: unknown;
    blob?: { name?: unknown; size?: unknown; contentMd5?: unknown };
  };
  const { name, size, contentMd5 } = said?.blob ?? {};
  const isSame =
    said?.transferId === transferId &&
    name === report?.blob &&
    size === exported.size &&
    contentMd5 === exported.contentMd5;
  return isSame ? decideAge(manifest.lastModified, facts) : keep(REPLACED);
}

/** What becomes of uncommitted blocks: a copy that has ended never commits them. */
export function decideBlocks({
  side,
  standing,
  retention,
  now,
  lastModified,
}: Omit<BlobFacts, 'batch'> & { lastModified?: string }): Verdict {
  const open = decideStanding(standing);
  if (open) return open;
  if (standing.is !== 'ended') return keep(UNKNOWN_TRANSFER);
  if (side === 'source') return keep(BLOCKS_OF_EXPORT);
  const times = [standing.report.finishedAt, ...(lastModified === undefined ? [] : [lastModified])];
  return areOlderThan(times, retention.blockDays, now) ? remove(DEAD_COPY) : keep(YOUNG_BLOCKS);
}

function decideStanding(standing: Standing): Verdict | undefined {
  if (standing.is === 'unknown') return keep(UNKNOWN_TRANSFER);
  if (standing.is === 'open') return keep(NOT_ENDED);
  return standing.is === 'unclear' ? keep(standing.why) : undefined;
}

function decideAge(lastModified: string, { standing, batch, retention, now }: BlobFacts): Verdict {
  if (standing.is !== 'ended' || !batch) return keep(NOT_ENDED);
  const proof = proofOf(batch, standing.report);
  const days = daysOf(proof, retention);
  if (days === undefined) return keep(KEPT_FOR_EVER);
  const isOld = areOlderThan([lastModified, standing.report.finishedAt], days, now);
  if (proof === 'exported') return isOld ? remove(EXPORTED_OLD) : keep(EXPORTED_YOUNG);
  return isOld ? remove(VERIFIED_OLD) : keep(VERIFIED_YOUNG);
}

function daysOf(proof: Proof, { blobDays, exportedBlobDays }: Retention): number | undefined {
  if (proof === 'none') return undefined;
  return proof === 'delivered' ? blobDays : exportedBlobDays;
}

/** `exported`: of an export-only route, so that nobody saw what became of it. */
type Proof = 'delivered' | 'exported' | 'none';

/**
 * What is proven of all that a blob holds: what its batch stored and what the report says must agree on every artifact. A report of
 * very many lists those that were not delivered first.
 */
function proofOf({ report: { artifacts }, artifacts: found }: BatchResult, report: TransferReport): Proof {
  const stored = new Map(found.map(({ artifact, outcome }) => [artifact, outcome as string]));
  const reported = new Map(report.artifacts.map(({ artifact, outcome }) => [artifact, outcome as string]));
  const isAll = (wanted: Proof): boolean =>
    artifacts.length > 0 &&
    artifacts.every((artifact) => {
      const said = reported.get(artifact) ?? (report.more ? wanted : undefined);
      return stored.get(artifact) === wanted && said === wanted;
    });
  if (isAll('delivered')) return 'delivered';
  return isAll('exported') ? 'exported' : 'none';
}

function mayGoOn(run: RunReport | undefined): boolean {
  return run !== undefined && run.outcome !== 'succeeded' && run.outcome !== 'failed';
}

const NO_BATCH = 'No batch of its transfer has stored a result that names it.';
const MAY_GO_ON = 'A pipeline run that nobody saw end may still read or write it.';
const NOT_VERIFIED = 'Not every artifact of it was verified in the target registry.';
const EXPORTED = 'It was exported only, and the route gives no exportedBlobDays.';
const KEPT_FOR_EVER = 'The route says keepBlobs, and gives no blobDays.';
const NOT_RECORDED = 'It was not recorded which blob was exported, so that nobody can tell whether this one is it.';
const REPLACED = 'It is not what was recorded: something has replaced it.';
const BLOB_STAYS = 'Its blob stays.';
const BLOCKS_OF_EXPORT = 'It has uncommitted blocks only, which the registry wrote.';
const YOUNG_BLOCKS = 'Its transfer ended more recently than blockDays.';
const DEAD_COPY = 'It is what a copy left that has ended: nothing commits it any more.';
const VERIFIED_YOUNG = 'All of it was verified, more recently than blobDays.';
const VERIFIED_OLD = 'All of it was verified, and it is older than blobDays.';
const EXPORTED_YOUNG = 'It was exported only, more recently than exportedBlobDays.';
const EXPORTED_OLD = 'It was exported only, and is older than exportedBlobDays.';
