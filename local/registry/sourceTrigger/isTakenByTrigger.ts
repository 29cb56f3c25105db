/** What a scan sees of a blob. */
export interface ListedBlob {
  name: string;
  properties: { etag: string; lastModified: Date; contentMD5?: Uint8Array; blobType?: string };
  metadata?: Record<string, string>;
}

const DAY = 24 * 60 * 60 * 1000;
const OLDEST_DAYS = 60;
const MD5_LENGTH = 16;

/**
 * Whether a source trigger imports a blob: its metadata says that it is one of ACR Transfer, it has a Content-MD5, and it was
 * written within 60 days. What is refused leaves no trace.
 * Source: learn.microsoft.com/azure/container-registry/container-registry-transfer-troubleshooting.
 *
 * @param now milliseconds since 1970
 */
export function isTakenByTrigger({ properties, metadata = {} }: ListedBlob, now: number): boolean {
  const { lastModified, contentMD5, blobType = 'BlockBlob' } = properties;
  return (
    blobType === 'BlockBlob' &&
    categoryOf(metadata) === 'acr-transfer-blob' &&
    contentMD5?.length === MD5_LENGTH &&
    now - lastModified.getTime() <= OLDEST_DAYS * DAY
  );
}

/** Names of metadata are case-insensitive. */
function categoryOf(metadata: Record<string, string>): string | undefined {
  return Object.entries(metadata).find(([name]) => name.toLowerCase() === 'category')?.[1];
}
