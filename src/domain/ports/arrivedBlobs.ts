import type { BlobProperties } from '../copy/exportedBlob';
import type { RouteEnd } from '../route';

/** A blob as a look at it found it. */
export interface LookedAtBlob extends BlobProperties {
  /** ISO 8601. */
  lastModified: string;
  /** When that was, by the clock of the service. ISO 8601. */
  seenAt: string;
  /** Present where the service copied into it, and did not end. */
  isCopyFailed?: true;
}

/** Blobs that arrived, and what is done to them where something is amiss. Nothing is done to another version than the one that is meant. */
export interface ArrivedBlobs {
  /** Undefined when the blob does not exist, or has only uncommitted blocks. */
  look(end: RouteEnd, name: string): Promise<LookedAtBlob | undefined>;
  /** Reads a part of one version of a blob; undefined where the blob is not that version any more, or is gone. */
  readRange(
    end: RouteEnd,
    name: string,
    etag: string,
    range: { offset: number; length: number },
  ): Promise<Uint8Array | undefined>;
  /**
   * Gives a blob a Content-MD5; its other headers stay.
   *
   * @param blob  as it was found
   * @returns false, and nothing is done, where it is not that version any more, or is gone
   */
  setContentMd5(end: RouteEnd, name: string, blob: BlobProperties, contentMd5: string): Promise<boolean>;
  /** Replaces the metadata of one version of a blob; answers as above. */
  setMetadata(end: RouteEnd, name: string, etag: string, metadata: Record<string, string>): Promise<boolean>;
  /**
   * Begins to copy one version of a blob to another name in its container, with its headers. `look` tells when the copy has ended.
   *
   * @returns false, and nothing is done, where the source is not that version any more, or there is a blob of the other name
   */
  startCopy(end: RouteEnd, name: string, etag: string, to: string, metadata: Record<string, string>): Promise<boolean>;
}
