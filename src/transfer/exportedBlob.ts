/** A blob's properties that a copy must carry and an import relies on. */
export interface BlobProperties {
  /** Bytes. */
  size: number;
  etag: string;
  /** Base64; absent when the blob has none. */
  contentMd5?: string;
  contentType?: string;
  metadata: Record<string, string>;
}

/** An exported blob, found fit for import. */
export interface ExportedBlob extends BlobProperties {
  name: string;
  contentMd5: string;
}

/** Without this metadata the registry's own import trigger ignores a blob silently (acr-transfer §8). */
export const TRANSFER_CATEGORY = { name: 'category', value: 'acr-transfer-blob' } as const;

/** What an exported blob lacks to be fit for import, in words; undefined when it lacks nothing. */
export function lackingForImport(blob: BlobProperties): string | undefined {
  const lacking: string[] = [];
  if (!blob.contentMd5) lacking.push('a Content-MD5');
  const category = Object.entries(blob.metadata).find(([name]) => name.toLowerCase() === TRANSFER_CATEGORY.name)?.[1];
  if (category !== TRANSFER_CATEGORY.value) {
    lacking.push(`the metadata ${TRANSFER_CATEGORY.name}=${TRANSFER_CATEGORY.value}`);
  }
  return lacking.length === 0 ? undefined : lacking.join(' and ');
}

/** Whether two blobs have the same content, as far as length and Content-MD5 tell. */
export function isSameContent(one: BlobProperties, other: BlobProperties): boolean {
  return one.size === other.size && one.contentMd5 !== undefined && one.contentMd5 === other.contentMd5;
}
