import { formatArtifact } from '../artifact';
import type { PlannedArtifact, UnplannedArtifact } from '../plan';
import type { Selection } from '../selection/selection';
import type { ArtifactGroup } from './cutBatches';
import type { ManifestFacts } from './manifestFacts';
import { createReferrersOf, type Referrer } from './referrers';
import type { Candidate, SelectedRepository } from './selectedRepository';
import { whyUnfit } from './unfit';

/** What a plan says of one repository. */
export interface PlannedRepository {
  groups: ArtifactGroup[];
  skipped: UnplannedArtifact[];
  /** Artifacts that the ledger has. */
  known: number;
}

/**
 * Puts together what is transferred of a repository: what was selected and its referrers, but what the ledger has, and
 * nothing that cannot be transferred. A digest with all its tags and referrers is one group.
 *
 * @param facts  of all digests that `digestsToRead` and `createFollower` named
 */
export function completePlan(
  selected: SelectedRepository,
  facts: ReadonlyMap<string, ManifestFacts>,
  { referrers: wanted = 'all' }: Pick<Selection, 'referrers'>,
  registry: string,
): PlannedRepository {
  const { repository } = selected;
  const factsOf = (digest: string): ManifestFacts | undefined => facts.get(digest);
  const referrersOf = createReferrersOf(selected, facts, wanted);
  const children = new Set([...facts.values()].flatMap((each) => each.children ?? []));
  const isOfItsOwn = ({ tag, digest }: Candidate): boolean =>
    tag !== undefined || (!children.has(digest) && factsOf(digest)?.subject === undefined);

  const told = new Set<string>();
  const plan: PlannedRepository = { groups: [], skipped: [], known: 0 };
  for (const [digest, roots] of byDigest(selected.selected.filter(isOfItsOwn))) {
    const artifacts: PlannedArtifact[] = [];
    let since: string | undefined;
    const take = (candidate: Candidate & Partial<Referrer>): boolean => {
      const artifact = nameOf(repository, candidate);
      if (told.has(artifact)) return true;
      told.add(artifact);
      if (candidate.known) {
        plan.known += 1;
        return true;
      }
      const why = whyUnfit(selected, candidate, factsOf, registry);
      if (why) plan.skipped.push({ artifact, failure: why.toFailure() });
      if (why) return false;
      artifacts.push(planned(repository, artifact, candidate, factsOf(candidate.digest)));
      since = earlier(since, candidate.since ?? '');
      return true;
    };
    const areTaken = roots.map(take);
    if (areTaken.includes(true)) for (const referrer of referrersOf(digest)) take(referrer);
    if (artifacts.length > 0) plan.groups.push({ key: `${repository}@${digest}`, since: since ?? '', artifacts });
  }
  return plan;
}

function earlier(one: string | undefined, other: string): string {
  return one === undefined || other < one ? other : one;
}

function byDigest(candidates: readonly Candidate[]): Map<string, Candidate[]> {
  const found = new Map<string, Candidate[]>();
  for (const candidate of candidates) found.set(candidate.digest, [...(found.get(candidate.digest) ?? []), candidate]);
  return found;
}

function nameOf(repository: string, { tag, digest }: Candidate): string {
  return formatArtifact(tag === undefined ? { repository, digest } : { repository, tag });
}

function planned(
  repository: string,
  artifact: string,
  { tag, digest, subject }: Candidate & Partial<Referrer>,
  facts: ManifestFacts | undefined,
): PlannedArtifact {
  return {
    artifact,
    repository,
    ...(tag !== undefined && { tag }),
    digest,
    ...(facts && { bytes: facts.bytes }),
    ...(subject !== undefined && { referrerOf: subject }),
  };
}
