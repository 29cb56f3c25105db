import type { BlobProperties } from '../copy/exportedBlob';
import type { RouteEnd } from '../route';

/** What a small blob holds, and which version it is. */
export interface SmallBlob {
  etag: string;
  /** Read as UTF-8; absent where the blob is larger than was asked for. */
  text?: string;
}

/** Whole blobs in the containers of a route. */
export interface Blobs {
  /** Undefined when the blob does not exist, or has only uncommitted blocks. */
  head(end: RouteEnd, name: string): Promise<BlobProperties | undefined>;
  /** Writes a JSON document, replacing one of that name. */
  putJson(end: RouteEnd, name: string, document: object): Promise<void>;
  /** Deletes a blob with its snapshots; one that does not exist is no error. */
  remove(end: RouteEnd, name: string): Promise<void>;
  /** Deletes one version of a blob; false, and nothing done, where the blob is not that version any more. */
  removeVersion(end: RouteEnd, name: string, etag: string): Promise<boolean>;
  /** Reads a blob of at most so many bytes; undefined when it does not exist. */
  readSmall(end: RouteEnd, name: string, mostBytes: number): Promise<SmallBlob | undefined>;
}
