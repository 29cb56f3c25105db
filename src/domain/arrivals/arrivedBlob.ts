import type { BlobProperties } from '../copy/exportedBlob';

/** A blob that somebody put into the container of an import pipeline, by its content. */
export interface ArrivedBlob {
  name: string;
  /** Bytes. */
  size: number;
  /** Base64; absent when the blob has none. */
  contentMd5?: string;
  /** Which version it is, where no Content-MD5 tells. */
  etag?: string;
}

/** What tells this content of a blob from any other one. */
export function arrivedBlob(
  name: string,
  { size, contentMd5, etag }: Pick<BlobProperties, 'size' | 'contentMd5' | 'etag'>,
): ArrivedBlob {
  return { name, size, ...(contentMd5 === undefined ? { etag } : { contentMd5 }) };
}

/** Whether a blob still has the content that arrived. One whose metadata was mended has another ETag, and perhaps a Content-MD5 now. */
export function isStill(arrived: ArrivedBlob, now: BlobProperties): boolean {
  if (now.size !== arrived.size) return false;
  return arrived.contentMd5 === undefined ? now.etag === arrived.etag : now.contentMd5 === arrived.contentMd5;
}
