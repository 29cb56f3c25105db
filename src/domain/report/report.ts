import { z } from 'zod';
import { findingSchema } from '../doctor/finding';
import { COPY_STRATEGIES } from '../copy/copyPlan';
import { isCausedBy, failureSchema, type Failure } from '../failures/failure';
import { ExportUnconfirmedError, NotVerifiedError } from '../failures/errors';
import { isUnproven } from '../arrivals/isUnproven';
import { partListSchema } from '../image/partList';
import type { PlannedArtifact } from '../plan';

/**
 * `unverified`: a blob that arrived without a manifest was imported, and nobody knows what its source had.
 * `delivered`: the target registry has the planned digest, and all that it stands for but what was left out. `incomplete`:
 * a registry has the digest, but not all of that. `drifted`: the tag is no longer the digest that was asked for or planned.
 * `notAttempted`: its batch was not begun. `skipped`: a selection took it, and the service cannot transfer it. `exported`, on a
 * route without a target: its export run succeeded, and the source still had the planned digest, whole, after it.
 */
export const ARTIFACT_OUTCOMES = [
  'failed',
  'missing',
  'incomplete',
  'drifted',
  'unverified',
  'notAttempted',
  'skipped',
  'delivered',
  'exported',
] as const;

export type ArtifactOutcome = (typeof ARTIFACT_OUTCOMES)[number];

export const artifactReportSchema = z.strictObject({
  /** `repository:tag` or `repository@digest`. */
  artifact: z.string(),
  outcome: z.enum(ARTIFACT_OUTCOMES),
  /** As planned, from the source registry. */
  sourceDigest: z.string().exactOptional(),
  /** As read from the target registry after the import. */
  targetDigest: z.string().exactOptional(),
  /** Foreign layers that the source registry does not hold, and hence the target need not. */
  leftOut: partListSchema.exactOptional(),
  /** Manifests of a kind that the app does not know: they are in the target; what they stand for was not looked for. */
  unknownManifests: partListSchema.exactOptional(),
  /** Why it was not delivered. */
  failure: failureSchema.exactOptional(),
});

/** Artifacts on one page of the API, all of one outcome where there are very many. */
export const ARTIFACTS_PER_PAGE = 500;

export type ArtifactReport = z.infer<typeof artifactReportSchema>;

/**
 * `unconfirmed`: the import ended, but the target registry could not be asked; without a target, the export and the source.
 * `exported`: what `succeeded` is where a route has no target. `planned`: a dry run.
 */
export const TRANSFER_OUTCOMES = [
  'succeeded',
  'exported',
  'partial',
  'failed',
  'unconfirmed',
  'nothingToDo',
  'canceled',
  'planned',
] as const;

export type TransferOutcome = (typeof TRANSFER_OUTCOMES)[number];

/** Who started a transfer. */
export const callerSchema = z.strictObject({
  kind: z.enum(['principal', 'functionKey', 'trigger']),
  /** The signed-in principal's name, `function key`, or the trigger's name. */
  name: z.string(),
  /** The signed-in principal's object id. */
  id: z.string().exactOptional(),
});

export type Caller = z.infer<typeof callerSchema>;

export const runReportSchema = z.strictObject({
  /** Full Azure resource id. */
  resourceId: z.string(),
  /** How it ended, as far as the app saw. A run cannot be stopped: it may still end after `overdue` or `leftRunning` (the transfer was canceled). */
  outcome: z.enum(['succeeded', 'failed', 'overdue', 'leftRunning', 'unknown']),
  /** Present of an import run that the registry created itself, by the source trigger of the import pipeline. */
  bySourceTrigger: z.literal(true).exactOptional(),
});

export type RunReport = z.infer<typeof runReportSchema>;

export const copyReportSchema = z.strictObject({
  strategy: z.enum(COPY_STRATEGIES),
  /** Why it was not the server strategy, where the choice was automatic. */
  fallbackReason: failureSchema.exactOptional(),
  /** Bytes. */
  size: z.int(),
  blocks: z.int(),
  /** Base64. */
  contentMd5: z.string(),
  /** Whether the blob is in the target container, whole. */
  committed: z.boolean(),
});

export type CopyReport = z.infer<typeof copyReportSchema>;

export const leftBehindSchema = z.strictObject({
  /** Address of a blob in the source or the target container, without any token. */
  blob: z.string(),
  why: z.string(),
});

export type LeftBehind = z.infer<typeof leftBehindSchema>;

export const toCarrySchema = z.strictObject({
  /** Addresses in the source container, without any token. */
  blob: z.string(),
  manifest: z.string(),
  /** Bytes of the blob. */
  size: z.int(),
  /** Base64. */
  contentMd5: z.string(),
});

export type ToCarry = z.infer<typeof toCarrySchema>;

const batchFields = {
  /** Hash of the sorted `repository[:tag]@digest` list, hexadecimal. */
  batch: z.string(),
  outcome: z.enum(TRANSFER_OUTCOMES),
  /** `repository:tag` or `repository@digest`; what became of each stands in the report's `artifacts`. */
  artifacts: z.array(z.string()),
  exportRun: runReportSchema.exactOptional(),
  /** The exported blob's name, the same in both containers. */
  blob: z.string().exactOptional(),
  copy: copyReportSchema.exactOptional(),
  importRun: runReportSchema.exactOptional(),
  /** On a route without a target: what stays in the source container, for others to carry on. */
  toCarry: toCarrySchema.exactOptional(),
  /** Whether nothing of the exported blob, its copy and the manifest is left. */
  blobsDeleted: z.boolean().exactOptional(),
  /** What is left of them; absent where nothing is. */
  leftBehind: z.array(leftBehindSchema).exactOptional(),
};

/** One batch of a transfer: its runs, its blob and its copy, as far as it came. */
export const batchReportSchema = z.strictObject({
  ...batchFields,
  /** What of it was tried again, as batches of their own, in the order of the tries. */
  parts: z.array(z.strictObject(batchFields)).exactOptional(),
});

export type BatchReport = z.infer<typeof batchReportSchema>;

/** How many artifacts of a transfer had each outcome; `known`: the ledger had them, so that nothing was done. */
export const totalsSchema = z.strictObject({
  artifacts: z.int(),
  batches: z.int(),
  known: z.int(),
  outcomes: z.partialRecord(z.enum(ARTIFACT_OUTCOMES), z.int()),
});

export type Totals = z.infer<typeof totalsSchema>;

/** The outcome of a transfer: what became of every artifact, and where everything was. */
export const transferReportSchema = z.strictObject({
  /** Version of the format of this report. */
  version: z.literal(1),
  id: z.string(),
  route: z.string(),
  outcome: z.enum(TRANSFER_OUTCOMES),
  startedBy: callerSchema,
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  finishedAt: z.string(),
  /** How many artifacts had each outcome. */
  totals: totalsSchema.exactOptional(),
  /** Sorted by name; where there are very many, the first of those that were not delivered. */
  artifacts: z.array(artifactReportSchema),
  /** All of them; where there are very many, the first of those that did not succeed. */
  batches: z.array(batchReportSchema),
  /** Artifacts and batches that are not listed here. */
  more: z.strictObject({ artifacts: z.int(), batches: z.int() }).exactOptional(),
  /** What went wrong with the transfer or a whole batch, apart from single artifacts. */
  failures: z.array(failureSchema),
  /** What is to be known of what was done, though nothing failed. */
  warnings: z.array(failureSchema).exactOptional(),
  /** Why delivered artifacts may not be in the ledger of the route; they are in the target all the same. */
  ledgerFailures: z.array(failureSchema).exactOptional(),
  /** What the doctor found red or yellow when it began; and, where it did not succeed, what may explain that. */
  findings: z.array(findingSchema).exactOptional(),
  /** What could not be cleaned up; the artifacts are not concerned. */
  cleanUpFailures: z.array(failureSchema).exactOptional(),
});

export type TransferReport = z.infer<typeof transferReportSchema>;

/** What a report says of an artifact whatever became of it. */
export function reportPlanned({ artifact, digest, leftOut }: PlannedArtifact) {
  return { artifact, sourceDigest: digest, ...(leftOut && { leftOut }) };
}

/** The outcome of a transfer or a batch as a whole. It never says succeeded while an artifact or a step did not. */
export function outcomeOf(artifacts: readonly ArtifactReport[], failures: readonly Failure[]): TransferOutcome {
  const outcomes = artifacts.map(({ outcome }) => outcome);
  if (isUnproven(outcomes, failures)) return 'unconfirmed';
  if (artifacts.length === 0 && failures.length === 0) return 'nothingToDo';
  const done = artifacts.filter(isDone);
  if (done.length === artifacts.length && failures.length === 0) {
    return done.some(({ outcome }) => outcome === 'exported') ? 'exported' : 'succeeded';
  }
  if (artifacts.some(({ failure }) => isUnknown(failure))) return 'unconfirmed';
  return done.length > 0 ? 'partial' : 'failed';
}

/** Whether all that its route does for an artifact was done. */
export function isDone({ outcome }: Pick<ArtifactReport, 'outcome'>): boolean {
  return outcome === 'delivered' || outcome === 'exported';
}

/** Whether all that its route does was done for every artifact of a transfer or a batch. */
export function hasSucceeded(outcome: TransferOutcome): boolean {
  return outcome === 'succeeded' || outcome === 'exported';
}

/** Whether nobody could see what a run did. */
export function isUnknown(failure: Failure | undefined): boolean {
  return isCausedBy(failure, NotVerifiedError) || isCausedBy(failure, ExportUnconfirmedError);
}
