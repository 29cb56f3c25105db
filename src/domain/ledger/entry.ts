import { z } from 'zod';

/** What a route is known to have delivered, or exported: a manifest under a tag of a repository, or under none. */
export const ledgerEntrySchema = z.strictObject({
  repository: z.string(),
  /** Absent where it was delivered by its digest. */
  tag: z.string().exactOptional(),
  /** `sha256:` and 64 hexadecimal digits. */
  digest: z.string(),
  /** The transfers that delivered it, or the rebuilds that found it, first and last. */
  firstTransfer: z.string(),
  lastTransfer: z.string(),
  /** ISO 8601, UTC, with milliseconds: when their imports had ended, or right before a rebuild looked. */
  firstAt: z.string(),
  lastAt: z.string(),
  /** Whether a transfer has compared the target registry with the source; false of what a rebuild found in the target, or was only exported. */
  verified: z.boolean(),
  /** Present where it was only exported, for others to carry on: nobody has seen it in the target. */
  exported: z.literal(true).exactOptional(),
});

export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

/** What tells one entry from all others. */
export interface DeliveredArtifact {
  repository: string;
  tag?: string;
  digest: string;
}

/**
 * A transfer, at the time when it had imported what it then found in the target; or a rebuild, right before it looked there; or, on a
 * route without a target, a transfer when it had exported what it then found unmoved in the source.
 */
export interface Delivery {
  id: string;
  /** ISO 8601, UTC, with milliseconds. */
  at: string;
  /** True of a rebuild, which compares nothing with the source. */
  unverified?: true;
  /** True of an export, of which nobody has seen the target. */
  exported?: true;
}

/** Reads what `identityOf` has written; undefined for any other text. */
export function parseIdentity(text: string): DeliveredArtifact | undefined {
  const { repository, tag, digest } = IDENTITY.exec(text)?.groups ?? {};
  if (repository === undefined || digest === undefined) return undefined;
  return { repository, ...(tag !== undefined && { tag }), digest };
}

const IDENTITY = /^(?<repository>[a-z0-9._/-]+)(?::(?<tag>[\w.-]+))?@(?<digest>sha256:[0-9a-f]{64})$/;
