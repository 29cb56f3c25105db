import { createCopyPlan, type CopyPlan, type CopyStrategyName } from '../../domain/copy/copyPlan';
import { TargetBlobConflictError } from '../../domain/failures/errors';
import { isCommittedFrom, isCopyOf, type ExportedBlob } from '../../domain/copy/exportedBlob';
import type { ActivityDependencies } from '../dependencies';
import { targetOf, type OfTransfer } from '../ends';
import { blobUri } from '../../domain/route';

/** How a blob is going to be copied, or that it is there already. */
export interface PlannedCopy {
  plan: CopyPlan;
  /** True when nothing is left to copy. */
  committed: boolean;
  /** The strategy to plan again with when the target's storage cannot read the source. */
  fallback?: CopyStrategyName;
  /** ETag of the target blob that this copy replaces. */
  replaces?: string;
}

/**
 * Plans the copy of a blob, once. What becomes of a target blob that exists, the route's `copy.overwrite` says:
 * `never` leaves it alone, `ifDifferent` leaves it where it is this very content, `always` replaces it, unless an earlier try of this very copy has.
 *
 * Errors: TargetBlobConflictError, and those of the storage.
 */
export async function planCopy(
  deps: Pick<ActivityDependencies, 'transfers' | 'blobs'>,
  input: OfTransfer & { blob: ExportedBlob; strategy?: CopyStrategyName },
): Promise<PlannedCopy> {
  const { blob } = input;
  const { target, copy } = await targetOf(deps, input);
  const automatic = copy.strategy === 'auto' ? 'server' : copy.strategy;
  const plan = createCopyPlan(blob.size, copy, input.strategy ?? automatic);
  const fallback = copy.strategy === 'auto' && plan.strategy === 'server' ? { fallback: 'relay' as const } : {};

  const existing = await deps.blobs.head(target, blob.name);
  if (!existing) return { plan, committed: false, ...fallback };
  const isOwn = copy.overwrite === 'always' ? isCommittedFrom(existing, blob) : isCopyOf(existing, blob);
  if (isOwn) return { plan, committed: true };
  if (copy.overwrite === 'never') throw new TargetBlobConflictError(blobUri(target, blob.name));
  return { plan, committed: false, replaces: existing.etag, ...fallback };
}
