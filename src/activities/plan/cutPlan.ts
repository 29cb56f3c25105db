import { PlanRefusedError } from '../../domain/failures/errors';
import type { Plan, UnplannedArtifact } from '../../domain/plan';
import { completePlan } from '../../domain/planning/completePlan';
import { cutBatches, type ArtifactGroup } from '../../domain/planning/cutBatches';
import { numberOf, type FactsPage, type ReadingPlace } from '../../domain/planning/factsPage';
import type { ManifestFacts } from '../../domain/planning/manifestFacts';
import { SKIPPED_PER_PAGE } from '../../domain/planning/planPage';
import type { SelectedPage } from '../../domain/planning/selectedPage';
import type { TransferPages } from '../../domain/ports/transferPages';
import { slicesOf } from '../../domain/slices';
import type { ActivityDependencies } from '../dependencies';
import { sourceOf, type OfTransfer } from '../ends';
import { mapConcurrently } from '../mapConcurrently';
import { selectionOf } from './selectionOf';

const WRITES_AT_ONCE = 16;

/**
 * Cuts what was selected and read into batches, and keeps them one by one, then what is skipped, then the plan, which
 * counts them. A plan that was kept before is the answer. Where the selection says that nothing may be skipped, and something
 * is, the plan has no batches.
 */
export async function cutPlan(
  deps: Pick<ActivityDependencies, 'transfers' | 'pages'>,
  input: OfTransfer,
): Promise<Plan> {
  const { transferId } = input;
  const kept = await deps.transfers.readPlan(transferId);
  if (kept) return kept;
  const { source } = await sourceOf(deps, input);
  const { select } = await selectionOf(deps, transferId);
  const groups: ArtifactGroup[] = [];
  const skipped: UnplannedArtifact[] = [];
  let known = 0;
  const seen = new Set<string>();
  const told = new Set<string>();
  for await (const { page, facts } of pagesOf(deps.pages, transferId)) {
    for (const selected of page.repositories) {
      // A registry may list a repository twice; an earlier transfer may have left artifacts of one on two pages.
      if (!selected.isNamed && seen.has(selected.repository)) continue;
      seen.add(selected.repository);
      const ofRepository = facts.get(selected.repository) ?? new Map<string, ManifestFacts>();
      const planned = completePlan(selected, ofRepository, select, source.registryName, selected.isNamed && told);
      for (const group of planned.groups) groups.push(group);
      for (const one of planned.skipped) skipped.push(one);
      known += planned.known;
    }
  }

  skipped.sort((one, other) => (one.artifact < other.artifact ? -1 : 1));
  const refused = select.flagged === 'refuse' && skipped.length > 0;
  const batches = refused ? [] : cutBatches(groups);
  const numbered = batches.map((batch, number) => ({ batch, number }));
  await mapConcurrently(numbered, WRITES_AT_ONCE, async ({ batch, number }) => {
    await deps.pages.keepPage(transferId, 'batches', number, batch);
  });
  for (const [number, some] of slicesOf(skipped, SKIPPED_PER_PAGE).entries()) {
    await deps.pages.keepPage(transferId, 'skipped', number, some);
  }
  const artifacts = groups.flatMap((group) => group.artifacts);
  const stored = {
    batches: batches.length,
    artifacts: refused ? 0 : artifacts.length,
    bytes: artifacts.reduce((sum, { bytes = 0 }) => sum + bytes, 0),
    skipped: skipped.length,
    known,
    ...(refused && { refused: new PlanRefusedError(skipped.length, source.registryName).toFailure() }),
  };
  return deps.transfers.keepPlan(transferId, { batches: [], unplanned: [], stored });
}

interface ReadPage {
  page: SelectedPage;
  /** By repository, then by digest. */
  facts: Map<string, Map<string, ManifestFacts>>;
}

/** Every page of what was selected, with all that was read for it. */
async function* pagesOf(pages: TransferPages, transferId: string): AsyncGenerator<ReadPage> {
  for (let number = 0; ; number += 1) {
    const page = await pages.readPage(transferId, 'selected', number);
    if (!page) throw new Error(`The plan of the transfer ${transferId} has no page ${number}.`);
    yield { page, facts: await factsFor(pages, transferId, number) };
    if (!page.next) return;
  }
}

async function factsFor(pages: TransferPages, transferId: string, page: number): Promise<ReadPage['facts']> {
  const facts: ReadPage['facts'] = new Map();
  let place: ReadingPlace | undefined = { page, offset: 0 };
  while (place?.page === page) {
    const read: FactsPage | undefined = await pages.readPage(transferId, 'facts', numberOf(place));
    if (!read) throw new Error(`The plan of the transfer ${transferId} has no facts ${numberOf(place)}.`);
    for (const { repository, ...fact } of read.facts) {
      const ofRepository = facts.get(repository) ?? new Map<string, ManifestFacts>();
      facts.set(repository, ofRepository.set(fact.digest, fact));
    }
    place = read.next;
  }
  return facts;
}
