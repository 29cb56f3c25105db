/** A blob's properties that a copy must carry and an import relies on. */
export interface BlobProperties {
  /** Bytes. */
  size: number;
  etag: string;
  /** Base64; absent when the blob has none. */
  contentMd5?: string;
  contentType?: string;
  contentEncoding?: string;
  contentLanguage?: string;
  contentDisposition?: string;
  cacheControl?: string;
  /** Only where it was set on the blob itself. */
  accessTier?: string;
  metadata: Record<string, string>;
  /** Absent of a block blob. */
  otherType?: string;
  /** Present while the service still copies into it. */
  isCopying?: true;
}

/** An exported blob, found fit for import. */
export interface ExportedBlob extends BlobProperties {
  name: string;
  contentMd5: string;
}

/** Without this metadata the registry's own import trigger ignores a blob silently (acr-transfer §8). */
export const TRANSFER_CATEGORY = { name: 'category', value: 'acr-transfer-blob' } as const;

/** What an import relies on and the blob lacks, in words; undefined when it lacks nothing. */
export function lackingForImport(blob: BlobProperties): string | undefined {
  const lacking: string[] = [];
  if (!blob.contentMd5) lacking.push('a Content-MD5');
  const category = Object.entries(blob.metadata).find(([name]) => name.toLowerCase() === TRANSFER_CATEGORY.name)?.[1];
  if (category !== TRANSFER_CATEGORY.value) {
    lacking.push(`the metadata ${TRANSFER_CATEGORY.name}=${TRANSFER_CATEGORY.value}`);
  }
  return lacking.length === 0 ? undefined : lacking.join(' and ');
}

/** Metadata in which a committed copy records the ETag of its source. */
export const SOURCE_ETAG = 'ferrysourceetag';

/** Whether a target blob was committed as a copy of this very version of a source. */
export function isCommittedFrom(target: BlobProperties, source: BlobProperties): boolean {
  const recorded = Object.entries(target.metadata).find(([name]) => name.toLowerCase() === SOURCE_ETAG)?.[1];
  return target.size === source.size && recorded === source.etag;
}

/** Whether a target blob is a copy of a source: made of this very version of it, or of the same length and Content-MD5. */
export function isCopyOf(target: BlobProperties, source: BlobProperties): boolean {
  if (target.size !== source.size) return false;
  if (isCommittedFrom(target, source)) return true;
  return target.contentMd5 !== undefined && target.contentMd5 === source.contentMd5;
}

/** Metadata of the empty blob that takes the place of discarded blocks until it is deleted. */
export const DISCARDED = { ferrydiscarded: 'true' } as const;

/** Whether a blob is the empty one of a discard that ended before it deleted it. */
export function isDiscarded({ size, metadata }: BlobProperties): boolean {
  return size === 0 && Object.keys(metadata).some((name) => name.toLowerCase() in DISCARDED);
}

/** The metadata of a copy: the source's, the category that an import relies on, and the source's ETag. */
export function metadataOfCopy(source: BlobProperties): Record<string, string> {
  const own = { [TRANSFER_CATEGORY.name]: TRANSFER_CATEGORY.value, [SOURCE_ETAG]: source.etag };
  // Names differ by more than case, or the same header would be sent twice.
  const kept = Object.entries(source.metadata).filter(([name]) => !(name.toLowerCase() in own));
  return { ...Object.fromEntries(kept), ...own };
}
