import { formatArtifact } from '../artifact';
import { referenceTo, type PlannedArtifact, type UnplannedArtifact } from '../plan';
import type { Selection } from '../selection/selection';
import type { ArtifactGroup } from './cutBatches';
import type { ManifestFacts } from './manifestFacts';
import { findReferrers, type Referrer } from './referrers';
import type { Candidate, SelectedRepository } from './selectedRepository';
import { subjectOfTag } from './subjectOfTag';
import { createWhyUnfit } from './unfit';

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
 * @param facts  of all digests that `digestsToRead` named
 * @param told  names of artifacts that the plan has told of already; what is told of here is added
 */
export function completePlan(
  selected: SelectedRepository,
  facts: ReadonlyMap<string, ManifestFacts>,
  { referrers: wanted = 'all' }: Pick<Selection, 'referrers'>,
  registry: string,
  told: Set<string> = new Set(),
): PlannedRepository {
  const { repository, isNamed } = selected;
  const factsOf = (digest: string): ManifestFacts | undefined => facts.get(digest);
  const referrers = findReferrers(selected, facts, wanted);
  const whyUnfit = createWhyUnfit(selected, factsOf, registry);
  const children = new Set([...facts.values()].flatMap((each) => each.children ?? []));
  const isOfItsOwn = ({ tag, digest }: Candidate): boolean =>
    isNamed || tag !== undefined || (!children.has(digest) && factsOf(digest)?.subject === undefined);

  const roots = byDigest(selected.selected.filter(isOfItsOwn));
  const plan: PlannedRepository = { groups: [], skipped: [], known: 0 };
  const nameOf = (candidate: Candidate): string => formatArtifact(referenceTo({ repository, ...candidate }));
  for (const [digest, own] of referrersLast(roots, facts)) {
    const artifacts: PlannedArtifact[] = [];
    let since: string | undefined;
    const take = (candidate: Candidate & Partial<Referrer>): boolean => {
      const artifact = nameOf(candidate);
      if (told.has(artifact)) return true;
      told.add(artifact);
      if (candidate.known) {
        plan.known += 1;
        return true;
      }
      const why = whyUnfit(candidate);
      if (why) plan.skipped.push({ artifact, failure: why.toFailure() });
      if (why) return false;
      artifacts.push(planned(repository, artifact, candidate, factsOf(candidate.digest)));
      since = earlier(since, candidate.since ?? '');
      return true;
    };
    const areTaken = own.map(take);
    const belonging = areTaken.includes(true) ? referrers.of(digest) : [];
    for (const referrer of belonging) {
      // What is selected under its tags needs no export by its digest.
      const named = referrer.tag === undefined ? roots.get(referrer.digest) : undefined;
      for (const one of named ?? [referrer]) take({ ...one, subject: referrer.subject });
    }
    if (artifacts.length > 0) plan.groups.push({ key: `${repository}@${digest}`, since: since ?? '', artifacts });
  }
  // Nobody read them: they were delivered with what they refer to.
  const isUntold = ({ digest }: Candidate): boolean => !told.has(nameOf({ digest }));
  plan.known += selected.mayRefer.filter((one) => one.known && !one.hasTag && isUntold(one)).length;
  return plan;
}

/** What refers to something else stands in the group of that, where that is selected too. */
function referrersLast(
  roots: ReadonlyMap<string, Candidate[]>,
  facts: ReadonlyMap<string, ManifestFacts>,
): [string, Candidate[]][] {
  const refers = ([digest, own]: [string, Candidate[]]): boolean =>
    facts.get(digest)?.subject !== undefined || own.some(({ tag = '' }) => subjectOfTag(tag) !== undefined);
  const all = [...roots];
  return [...all.filter((one) => !refers(one)), ...all.filter(refers)];
}

function earlier(one: string | undefined, other: string): string {
  return one === undefined || other < one ? other : one;
}

function byDigest(candidates: readonly Candidate[]): Map<string, Candidate[]> {
  const found = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const others = found.get(candidate.digest);
    if (others) others.push(candidate);
    else found.set(candidate.digest, [candidate]);
  }
  return found;
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
