import type { ListedRepository } from '../../domain/listing';
import type { UnplannedArtifact } from '../../domain/plan';
import { completePlan } from '../../domain/planning/completePlan';
import type { ManifestFacts } from '../../domain/planning/manifestFacts';
import { createReadingLine } from '../../domain/planning/readingLine';
import { readFacts } from '../../domain/planning/readFacts';
import type { SelectedRepository } from '../../domain/planning/selectedRepository';
import type { RouteEnd } from '../../domain/route';
import type { Selection } from '../../domain/selection/selection';
import type { DoctorDependencies } from '../dependencies';
import { listRepository, type ListedInTime } from './listRepository';
import { locksOf } from './locksOf';

/** The doctor's answer is waited for: what is not looked at by then is told as such. */
const BUDGET_MS = 14_000;
const MOST_ARTIFACTS = 200;
const READS_AT_ONCE = 8;

/** What was found of some artifacts of a source registry, judged as a plan judges them. */
export interface ArtifactSample {
  /** Artifacts that were looked at, those that cannot be transferred included. */
  lookedAt: number;
  /** Artifacts that cannot be transferred, and why. */
  unfit: UnplannedArtifact[];
  /** What is locked of those: `repository:tag`, or `repository@digest` where the manifest is. */
  locked: string[];
  /** False where time, or the number of artifacts, ended the look. */
  isWhole: boolean;
}

/** What it takes to look at artifacts. */
export type LookPorts = Pick<DoctorDependencies, 'listing' | 'catalog' | 'machine'>;

/** A look at some of the artifacts of a registry. */
export interface ArtifactLook {
  isOver(): boolean;
  list(repository: string): Promise<ListedInTime>;
  /** Reads the manifests of what was selected of a repository, and judges them. */
  judge(selected: SelectedRepository, listed: ListedRepository): Promise<void>;
  sample(): ArtifactSample;
}

/** Errors of what it does: those of the listing and of the catalog. */
export function beginLook(
  { listing, catalog, machine }: LookPorts,
  at: { end: RouteEnd; route: string },
  select: Pick<Selection, 'referrers'>,
): ArtifactLook {
  const overAt = machine.now() + BUDGET_MS;
  const found: ArtifactSample = { lookedAt: 0, unfit: [], locked: [], isWhole: true };
  const isLate = (): boolean => machine.now() >= overAt;

  async function readAll(selected: SelectedRepository): Promise<Map<string, ManifestFacts>> {
    const { repository } = selected;
    const line = createReadingLine([selected], [], select);
    const facts = new Map<string, ManifestFacts>();
    for (let some = line.next(READS_AT_ONCE); some.length > 0; some = line.next(READS_AT_ONCE)) {
      if (isLate()) {
        found.isWhole = false;
        break;
      }
      const read = await Promise.all(
        some.map(({ digest }) => readFacts(catalog, at.end, at.route, repository, digest)),
      );
      for (const one of read) facts.set(one.digest, one);
      line.add(read.map((one) => ({ repository, ...one })));
    }
    return facts;
  }

  return {
    isOver() {
      const isOver = isLate() || found.lookedAt >= MOST_ARTIFACTS;
      if (isOver) found.isWhole = false;
      return isOver;
    },
    async list(repository) {
      const listed = await listRepository(listing, at, repository, isLate);
      if (!listed.isWhole) found.isWhole = false;
      return listed;
    },
    async judge(selected, listed) {
      const left = MOST_ARTIFACTS - found.lookedAt;
      if (selected.selected.length > left) found.isWhole = false;
      const some = { ...selected, selected: selected.selected.slice(0, left) };
      const facts = await readAll(some);
      const plan = completePlan(some, facts, select, at.end.registryName);
      found.lookedAt += plan.groups.reduce((sum, { artifacts }) => sum + artifacts.length, plan.skipped.length);
      found.unfit.push(...plan.skipped);
      found.locked.push(...locksOf(plan.skipped, listed, facts));
    },
    sample: () => found,
  };
}
