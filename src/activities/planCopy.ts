import { blobUri } from '../azure/blobs';
import { planBlocks, type BlockPlan } from '../transfer/blockPlan';
import { TargetBlobConflictError } from '../transfer/errors';
import { isSameContent, type ExportedBlob } from '../transfer/exportedBlob';
import { wholeRoute, type ActivityDependencies } from './dependencies';

/** How a blob is going to be copied. */
export interface CopyPlan extends BlockPlan {
  blocksPerActivity: number;
  /** True when the target has the blob already. */
  committed: boolean;
}

const MIB = 1024 * 1024;

/** Plans the copy of a blob, and recognises one that is done. Throws TargetBlobConflictError when other content is there. */
export function createPlanCopy(deps: ActivityDependencies) {
  return async (input: { route: string; blob: ExportedBlob }): Promise<CopyPlan> => {
    const { blob } = input;
    const { target, copy } = await wholeRoute(deps, input.route);
    const existing = await deps.blobs.head(target, blob.name);
    if (existing && !isSameContent(existing, blob)) throw new TargetBlobConflictError(blobUri(target, blob.name));
    return {
      ...planBlocks(blob.size, copy.blockSizeMiB * MIB),
      blocksPerActivity: copy.blocksPerActivity,
      committed: existing !== undefined,
    };
  };
}
