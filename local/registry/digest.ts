import { createHash, type Hash } from 'node:crypto';

/** Hash algorithms a digest may name: what the OCI image specification registers. */
export type DigestAlgorithm = 'sha256' | 'sha512';

const HEX_LENGTH: Record<DigestAlgorithm, number> = { sha256: 64, sha512: 128 };

/** Content did not have the digest it was announced with; nothing was stored. */
export class ContentDigestError extends Error {
  override name = 'ContentDigestError';
  constructor(
    readonly expected: string,
    readonly actual: string,
  ) {
    super(`The content has digest ${actual}, not ${expected}. Send the bytes that ${expected} was computed from.`);
  }
}

/** Splits `sha256:<64 hex>` or `sha512:<128 hex>` (lower case); undefined for anything else. */
export function parseDigest(text: string): { algorithm: DigestAlgorithm; hex: string } | undefined {
  const match = /^(sha256|sha512):([0-9a-f]+)$/.exec(text);
  if (!match) return undefined;
  const algorithm = match[1] as DigestAlgorithm;
  const hex = match[2] ?? '';
  return hex.length === HEX_LENGTH[algorithm] ? { algorithm, hex } : undefined;
}

/** Digest of bytes held in memory. */
export function digestOf(bytes: Buffer, algorithm: DigestAlgorithm = 'sha256'): string {
  return finishDigest(createHash(algorithm).update(bytes), algorithm);
}

/** Ends a hash and writes it as a digest. */
export function finishDigest(hash: Hash, algorithm: DigestAlgorithm): string {
  return `${algorithm}:${hash.digest('hex')}`;
}
