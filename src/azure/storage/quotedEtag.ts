/** A list gives an ETag without the quotes that it has in a header, and that a condition wants. */
export function quotedEtag(etag: string): string {
  return etag === '' || etag.startsWith('"') ? etag : `"${etag}"`;
}
