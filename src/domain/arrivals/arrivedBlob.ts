import type { BlobProperties } from '../copy/exportedBlob';

/** A blob that somebody put into the container of an import pipeline, by its content. */
export interface ArrivedBlob {
  name: string;
  /** Bytes. */
  size: number;
  /** Base64; absent when the blob has none. */
  contentMd5?: string;
  /** Which version it is, where no Content-MD5 told when it arrived. */
  etag?: string;
}

/** What tells this content of a blob from any other one. */
export function arrivedBlob(
  name: string,
  { size, contentMd5, etag }: Pick<BlobProperties, 'size' | 'contentMd5' | 'etag'>,
): ArrivedBlob {
  return { name, size, ...(contentMd5 === undefined ? { etag } : { contentMd5 }) };
}

/** Whether a blob still has the content that arrived. One that was repaired has another ETag, and perhaps a Content-MD5 now. */
export function isStill({ size, contentMd5, etag }: ArrivedBlob, now: BlobProperties): boolean {
  if (now.size !== size) return false;
  const isVersion = etag !== undefined && now.etag === etag;
  return isVersion || (contentMd5 !== undefined && now.contentMd5 === contentMd5);
}
