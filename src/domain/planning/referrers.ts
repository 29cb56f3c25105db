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

/**
 * Everything that refers to a digest, and to that again: by `subject`, by the fallback tag of OCI's referrers, and by cosign's
 * tags. Each once.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema
 */
export function createReferrersOf(
  { referringTags, mayRefer }: SelectedRepository,
  facts: Facts,
  wanted: NonNullable<Selection['referrers']>,
): (digest: string) => Referrer[] {
  const direct = new Map<string, Referrer[]>();
  const add = (subject: string, candidate: Candidate): void => {
    direct.set(subject, [...(direct.get(subject) ?? []), { ...candidate, subject }]);
  };
  for (const candidate of mayRefer) {
    const { subject, artifactType } = facts.get(candidate.digest) ?? {};
    if (subject !== undefined && isWanted(wanted, artifactType)) add(subject, candidate);
  }
  for (const candidate of referringTags) {
    const subject = subjectOfTag(candidate.tag ?? '');
    if (subject !== undefined && wanted === 'all') add(subject, candidate);
  }
  return (digest) => {
    const found = new Map<string, Referrer>();
    const open = [digest];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const referrer of direct.get(next) ?? []) {
        const name = referrer.tag ?? referrer.digest;
        if (found.has(name)) continue;
        found.set(name, referrer);
        open.push(referrer.digest);
      }
    }
    return [...found.values()];
  };
}

function isWanted(wanted: NonNullable<Selection['referrers']>, artifactType: string | undefined): boolean {
  if (typeof wanted === 'string') return wanted === 'all';
  return artifactType !== undefined && wanted.includes(artifactType);
}
