import type { Failure } from '../failures/failure';
import { manifestNameFor } from '../names';
import { blobUri, type Route, type RouteEnd } from '../route';
import type { BatchResult } from './batchResult';
import type { LeftBehind, RunReport } from './report';

/** What a batch left behind, and what stood in the way of removing it. */
export interface CleanUpFindings {
  left: LeftBehind[];
  failures: Failure[];
}

/** Why nobody knows what became of what a batch delivered, or left behind. */
export interface UpkeepFailures {
  /** Why what it delivered may not be in the ledger. */
  ledgerFailure?: Failure;
  /** Why what it left behind may be stored nowhere. */
  cleanUpFailure?: Failure;
}

/** What a batch left behind, as far as that is known. */
export interface Upkeep extends UpkeepFailures {
  /** Absent where it made no blob, or nobody knows. */
  cleanUp?: CleanUpFindings;
}

/** What becomes of a blob: it is removed, or stays for this reason. */
export type Treatment = 'remove' | { keep: string };

/** What becomes of the blobs that a batch made on its way. */
export interface CleanUpPlan {
  exportedBlob: Treatment;
  /** True where the blob may come only later, so that it counts as there. */
  mayStillCome: boolean;
  /** The copy in the target container, committed or not, and its manifest. */
  copy: Treatment;
}

const NOT_VERIFIED = 'Not every artifact of it was found in the target registry.';
const ROUTE_KEEPS = 'The route says keepBlobs.';

/**
 * Decides what becomes of the blobs of a batch that has ended: nothing is removed while a run may still read or write it,
 * while something of it is not proven to have arrived, or when nobody saw that it is the batch's own.
 *
 * @returns undefined where the batch made nothing
 */
export function planCleanUp({ report, exported }: BatchResult, keepBlobs: boolean): CleanUpPlan | undefined {
  const { outcome, blob, exportRun, importRun } = report;
  if (blob === undefined) return undefined;
  if (outcome === 'succeeded') return both(keepBlobs ? { keep: ROUTE_KEEPS } : 'remove');
  if (importRun) return both({ keep: goesOn(importRun) ? `${nameOf(importRun)} may still read it.` : NOT_VERIFIED });
  const copy = 'remove';
  if (exportRun && goesOn(exportRun)) {
    return { exportedBlob: { keep: `${nameOf(exportRun)} may still write it.` }, mayStillCome: true, copy };
  }
  if (!exported) return { exportedBlob: { keep: 'Nobody saw it whole.' }, mayStillCome: false, copy };
  return { exportedBlob: keepBlobs ? { keep: ROUTE_KEEPS } : 'remove', mayStillCome: false, copy };
}

/**
 * What a clean-up left behind that came to no end: nobody can say which blobs are still there, so all of them are named.
 *
 * @returns undefined where the batch made nothing
 */
export function unknownCleanUp(
  { source, target, keepBlobs }: Route & { source: RouteEnd; target: RouteEnd },
  result: BatchResult,
  failure: Failure,
): CleanUpFindings | undefined {
  const plan = planCleanUp(result, keepBlobs);
  const { blob } = result.report;
  if (!plan || blob === undefined) return undefined;
  const why = (treatment: Treatment): string =>
    treatment === 'remove' ? `It may be gone: its clean-up came to no end. ${failure.message}` : treatment.keep;
  const left = [
    { blob: blobUri(source, blob), why: why(plan.exportedBlob) },
    { blob: blobUri(target, blob), why: why(plan.copy) },
    { blob: blobUri(target, manifestNameFor(blob)), why: why(plan.copy) },
  ];
  return { left, failures: [failure] };
}

function both(treatment: Treatment): CleanUpPlan {
  return { exportedBlob: treatment, mayStillCome: false, copy: treatment };
}

/** A run cannot be stopped, and may end after the app stopped looking. */
function goesOn({ outcome }: RunReport): boolean {
  return outcome !== 'succeeded' && outcome !== 'failed';
}

function nameOf({ resourceId }: RunReport): string {
  return `The pipeline run ${resourceId}`;
}
