import type { RouteEnd } from '../route';
import type { Block } from '../copy/blockPlan';
import type { CopyStrategyName } from '../copy/copyPlan';
import type { ExportedBlob } from '../copy/exportedBlob';

/** Copies one block into the target's blob, uncommitted. It tries once; `signal` aborts it. */
export type StageBlock = (block: Block, signal: AbortSignal) => Promise<void>;

/** What a strategy copies. */
export interface BlobCopy {
  source: RouteEnd;
  target: RouteEnd;
  /** As it was when the copy was planned: a source that changed since is refused. */
  blob: ExportedBlob;
}

/**
 * A way to copy the bytes of a blob. It obtains its authorization anew for each activity, and keeps none of it.
 *
 * Errors of StageBlock: SourceBlobChangedError, AccessDeniedError, ServiceUnavailableError, ServiceRefusedError; of the
 * server strategy also CopySourceRefusedError and CopySourceUnavailableError.
 */
export type CopyStrategy = (copy: BlobCopy) => Promise<StageBlock>;

export type CopyStrategies = Readonly<Record<CopyStrategyName, CopyStrategy>>;
