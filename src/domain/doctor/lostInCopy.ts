import type { BlobProperties } from '../copy/exportedBlob';

/** What an import relies on and a copy did not carry, as the end of a sentence; undefined where all came through. */
export function lostInCopy(sent: BlobProperties, arrived: BlobProperties | undefined): string | undefined {
  if (!arrived) return 'was committed, and is not there';
  const lost: string[] = [];
  if (arrived.size !== sent.size) lost.push(`has ${arrived.size} bytes instead of ${sent.size}`);
  if (arrived.contentMd5 !== sent.contentMd5) {
    lost.push(`has the Content-MD5 ${arrived.contentMd5 ?? '(none)'} instead of ${sent.contentMd5 ?? '(none)'}`);
  }
  const found = lowered(arrived.metadata);
  const names = Object.entries(lowered(sent.metadata)).filter(([name, value]) => found[name] !== value);
  if (names.length > 0) lost.push(`lacks the metadata ${names.map(([name]) => name).join(', ')}`);
  return lost.length === 0 ? undefined : lost.join(', and ');
}

/** Names of metadata are case-insensitive. */
function lowered(metadata: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value]));
}
