import { subjectOfTag } from './subjectOfTag';
import type { Selection } from '../selection/selection';
import type { ManifestFacts } from './manifestFacts';
import type { Candidate, SelectedRepository } from './selectedRepository';

/** A signature, an SBOM or an attestation of a digest. */
export interface Referrer extends Candidate {
  /** The digest that it refers to. */
  subject: string;
}

type Facts = ReadonlyMap<string, ManifestFacts>;

/** What refers to others in a repository: by `subject`, by the fallback tag of OCI's referrers, and by cosign's tags. */
export interface Referrers {
  all: Referrer[];
  /** Everything that refers to a digest or to a child of it, and to that again. Each once. */
  of(digest: string): Referrer[];
}

/** @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema */
export function findReferrers(
  { referringTags, mayRefer }: SelectedRepository,
  facts: Facts,
  wanted: NonNullable<Selection['referrers']>,
): Referrers {
  const direct = new Map<string, Referrer[]>();
  const add = (subject: string, candidate: Candidate): void => {
    const others = direct.get(subject);
    if (others) others.push({ ...candidate, subject });
    else direct.set(subject, [{ ...candidate, subject }]);
  };
  for (const { hasTag: _, ...candidate } of mayRefer) {
    const { subject, artifactType } = facts.get(candidate.digest) ?? {};
    if (subject !== undefined && isWanted(wanted, artifactType)) add(subject, candidate);
  }
  for (const candidate of referringTags) {
    const subject = subjectOfTag(candidate.tag ?? '');
    if (subject !== undefined && wanted === 'all') add(subject, candidate);
  }
  const of = (digest: string): Referrer[] => {
    const found = new Map<string, Referrer>();
    // A set goes over what is added on the way, too.
    const seen = new Set([digest]);
    for (const each of seen) {
      for (const referrer of direct.get(each) ?? []) {
        if (referrer.digest === digest && referrer.tag === undefined) continue;
        found.set(referrer.tag ?? referrer.digest, referrer);
        seen.add(referrer.digest);
      }
      for (const child of facts.get(each)?.children ?? []) seen.add(child);
    }
    return [...found.values()];
  };
  return { all: [...direct.values()].flat(), of };
}

function isWanted(wanted: NonNullable<Selection['referrers']>, artifactType: string | undefined): boolean {
  if (typeof wanted === 'string') return wanted === 'all';
  return artifactType !== undefined && wanted.includes(artifactType);
}
