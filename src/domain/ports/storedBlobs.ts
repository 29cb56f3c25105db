import type { SeenBlob } from '../retention/decideBlob';
import type { RouteEnd } from '../route';

/** A committed blob as a list shows it. */
export type ListedBlob = Pick<SeenBlob, 'size' | 'etag' | 'contentMd5' | 'lastModified' | 'otherType' | 'isCopying'> & {
  name: string;
};

/** What the containers of a route hold, and its removal. */
export interface StoredBlobs {
  /**
   * One page of the names that begin so, those of blobs with uncommitted blocks alone included. `next` is what to ask for then; it is
   * absent on the last page.
   */
  list(end: RouteEnd, prefix: string, page?: string): Promise<{ names: string[]; next?: string }>;
  /** One page of the committed blobs whose names begin so, with what tells their content; `next` as above. */
  listCommitted(end: RouteEnd, prefix: string, page?: string): Promise<{ blobs: ListedBlob[]; next?: string }>;
  /** Undefined when the blob does not exist, or has only uncommitted blocks. */
  look(end: RouteEnd, name: string): Promise<SeenBlob | undefined>;
  /** What a small JSON document says; undefined where there is none, it is too large, or no JSON. */
  readJson(end: RouteEnd, name: string): Promise<unknown>;
  /**
   * Deletes this version of a blob, with its snapshots. One that is gone is no error.
   *
   * @returns false, and nothing is done, when it is not that version any more
   */
  remove(end: RouteEnd, name: string, etag: string): Promise<boolean>;
}
