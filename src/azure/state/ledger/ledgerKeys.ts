import { createHash } from 'node:crypto';
import type { DeliveredArtifact } from '../../../domain/ledger/entry';
import type { LedgerFilter } from '../../../domain/ledger/filter';

/** With as many bits for a key, and hashes of it, one in 1,700 keys that are not there looks as if it were. */
const BITS_PER_KEY = 16;
const HASHES = 8;
/** Below what the service takes as metadata of a blob, which is 8 KiB, and what proxies let through as headers. */
const MOST_BYTES = 3_072;
/** With more keys, nearly every key looks as if it were there. */
const MOST_KEYS = MOST_BYTES * 2;

/**
 * Which tags and digests entries have, as a Bloom filter in base64, of at most 4,096 characters: it says of all that are there that
 * they may be. Undefined where there are too many.
 */
export function summarizeKeys(entries: readonly DeliveredArtifact[]): string | undefined {
  const keys = new Set(entries.flatMap(keysOf));
  if (keys.size > MOST_KEYS) return undefined;
  const bytes = Buffer.alloc(Math.min(MOST_BYTES, Math.ceil((keys.size * BITS_PER_KEY) / 8)));
  for (const key of keys) {
    for (const hash of hashesOf(key)) {
      const bit = hash % (8 * bytes.length);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (1 << (bit & 7));
    }
  }
  return bytes.toString('base64');
}

/** Tells by a summary whether there may be entries that a filter means; without one, there may. */
export function mayHold({ tag, digest }: LedgerFilter): (summary: string | undefined) => boolean {
  const hashes = keysOf({ tag, digest }).flatMap(hashesOf);
  return (summary) => {
    const bytes = Buffer.from(summary ?? '', 'base64');
    if (bytes.length === 0) return true;
    return hashes.every((hash) => {
      const bit = hash % (8 * bytes.length);
      return ((bytes[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
    });
  };
}

function keysOf({ tag, digest }: { tag?: string | undefined; digest?: string | undefined }): string[] {
  return [...(tag === undefined ? [] : [`tag ${tag}`]), ...(digest === undefined ? [] : [`digest ${digest}`])];
}

function hashesOf(key: string): number[] {
  const hash = createHash('sha256').update(key).digest();
  return Array.from({ length: HASHES }, (_, index) => hash.readUInt32BE(4 * index));
}
