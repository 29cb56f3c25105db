import type { BlobProperties } from '../copy/exportedBlob';
import type { RouteEnd } from '../route';

/** Whole blobs in the containers of a route. */
export interface Blobs {
  /** Undefined when the blob does not exist, or has only uncommitted blocks. */
  head(end: RouteEnd, name: string): Promise<BlobProperties | undefined>;
  /** Writes a JSON document, replacing one of that name. */
  putJson(end: RouteEnd, name: string, document: object): Promise<void>;
  /** Deletes a blob with its snapshots; one that does not exist is no error. */
  remove(end: RouteEnd, name: string): Promise<void>;
}
