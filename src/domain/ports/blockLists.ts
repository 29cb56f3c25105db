import type { BlobProperties } from '../copy/exportedBlob';
import type { RouteEnd } from '../route';

/** The blocks of a blob that is being copied. */
export interface BlockLists {
  /** Bytes of each uncommitted block of a blob, by block id; empty when the blob does not exist. */
  staged(end: RouteEnd, name: string): Promise<Map<string, number>>;
  /**
   * Makes a blob of staged blocks, with the headers, metadata and tier of its source. It replaces only the blob whose
   * ETag is `replaces`, or none.
   *
   * Errors: TargetBlobConflictError; BlocksMissingError where a block is not staged any more.
   */
  commit(end: RouteEnd, name: string, blockIds: string[], source: BlobProperties, replaces?: string): Promise<void>;
  /** Deletes the uncommitted blocks of a blob that was never committed; meanwhile an empty blob exists, which `isDiscarded` recognises. */
  discard(end: RouteEnd, name: string): Promise<void>;
}
