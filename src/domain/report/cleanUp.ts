import type { Failure } from '../failures/failure';
import { manifestNameFor } from '../names';
import { blobUri, type Route, type RouteEnd } from '../route';
import type { BatchResult } from './batchResult';
import { isUnknown, type LeftBehind, type RunReport } from './report';

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

/** What becomes of the blob and the manifest that a batch made on a route without a target. */
export type ExportCleanUpPlan = Pick<CleanUpPlan, 'exportedBlob' | 'mayStillCome'>;

const NOT_VERIFIED = 'Not every artifact of it was found in the target registry.';
const NOT_CONFIRMED = 'Nobody could see whether its artifacts were exported as planned.';
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
  return { ...afterExport(exportRun, exported !== undefined, keepBlobs), copy: 'remove' };
}

/**
 * Decides the same on a route without a target. What holds something that was exported stays, to be carried on.
 *
 * @returns undefined where the batch made nothing, or what it made stays
 */
export function planExportCleanUp(
  { report, artifacts, exported }: BatchResult,
  keepBlobs: boolean,
): ExportCleanUpPlan | undefined {
  const { blob, exportRun, toCarry } = report;
  if (blob === undefined || toCarry) return undefined;
  const plan = afterExport(exportRun, exported !== undefined, keepBlobs);
  const isUnseen = plan.exportedBlob === 'remove' && artifacts.some(({ failure }) => isUnknown(failure));
  return isUnseen ? { ...plan, exportedBlob: { keep: NOT_CONFIRMED } } : plan;
}

function afterExport(exportRun: RunReport | undefined, wasSeen: boolean, keepBlobs: boolean): ExportCleanUpPlan {
  if (exportRun && goesOn(exportRun)) {
    return { exportedBlob: { keep: `${nameOf(exportRun)} may still write it.` }, mayStillCome: true };
  }
  if (!wasSeen) return { exportedBlob: { keep: 'Nobody saw it whole.' }, mayStillCome: false };
  return { exportedBlob: keepBlobs ? { keep: ROUTE_KEEPS } : 'remove', mayStillCome: false };
}

/**
 * What a clean-up left behind that came to no end: nobody can say which blobs are still there, so all of them are named.
 *
 * @returns undefined where the batch made nothing
 */
export function unknownCleanUp(
  { source, target, keepBlobs }: Route & { source: RouteEnd },
  result: BatchResult,
  failure: Failure,
): CleanUpFindings | undefined {
  const { blob } = result.report;
  if (blob === undefined) return undefined;
  const why = (treatment: Treatment): string =>
    treatment === 'remove' ? `It may be gone: its clean-up came to no end. ${failure.message}` : treatment.keep;
  const left: LeftBehind[] = [];
  if (target) {
    const plan = planCleanUp(result, keepBlobs);
    if (!plan) return undefined;
    left.push({ blob: blobUri(source, blob), why: why(plan.exportedBlob) });
    left.push({ blob: blobUri(target, blob), why: why(plan.copy) });
    left.push({ blob: blobUri(target, manifestNameFor(blob)), why: why(plan.copy) });
  } else {
    const plan = planExportCleanUp(result, keepBlobs);
    if (!plan) return undefined;
    left.push({ blob: blobUri(source, blob), why: why(plan.exportedBlob) });
    left.push({ blob: blobUri(source, manifestNameFor(blob)), why: why(plan.exportedBlob) });
  }
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
