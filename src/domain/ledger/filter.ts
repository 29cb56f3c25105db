import type { DeliveredArtifact } from './entry';

/** Which entries of a ledger are meant: those that have everything that is named here. */
export interface LedgerFilter {
  repository?: string;
  tag?: string;
  digest?: string;
}

export function matches(entry: DeliveredArtifact, { repository, tag, digest }: LedgerFilter): boolean {
  return (
    (repository === undefined || entry.repository === repository) &&
    (tag === undefined || entry.tag === tag) &&
    (digest === undefined || entry.digest === digest)
  );
}
