import { CANCELED, type Canceled } from '../../domain/failures/ending';
import type { FactsPage, ReadingPlace } from '../../domain/planning/factsPage';
import { numberOf } from '../../domain/planning/factsPage';
import type { ManifestFacts } from '../../domain/planning/manifestFacts';
import { readFacts } from '../../domain/planning/readFacts';
import { createReadingLine, type ReadingLine, type ToRead } from '../../domain/planning/readingLine';
import type { TransferPages } from '../../domain/ports/transferPages';
import type { ActivityDependencies } from '../dependencies';
import { sourceOf, type OfTransfer } from '../ends';
import { mapConcurrently } from '../mapConcurrently';
import { asFarAsPossible } from './asFarAsPossible';
import { createRecall } from './recallManifests';
import { selectionOf } from './selectionOf';
import { startTimeBudget } from '../timeBudget';

const READS_AT_ONCE = 8;
/** What is taken from the line at once: all of it is read before what it brings is known. */
const READS_IN_A_ROW = 200;
/** About as many facts stand on a page, so that what was read is kept now and then. */
const PAGE_READS = 2_000;

type Dependencies = Pick<
  ActivityDependencies,
  'transfers' | 'pages' | 'budgetedCatalog' | 'manifestMemory' | 'machine'
>;

/** Where reading goes on. */
export interface ReadUpTo {
  /** Absent when all is read. */
  next?: ReadingPlace;
  /** How long the registry asks to be left alone. */
  retryAfterSeconds?: number;
}

/**
 * Reads the manifests that a plan needs, from a place on, each digest of a repository once, and keeps what they say: for this
 * plan, and for later ones. What was kept for that place before is the answer.
 *
 * Errors: those of the catalog that come before anything is read.
 */
export async function readManifests(
  deps: Dependencies,
  input: OfTransfer & { place: ReadingPlace },
): Promise<ReadUpTo | Canceled> {
  const { transferId, place } = input;
  const kept = await deps.pages.readPage(transferId, 'facts', numberOf(place));
  if (kept) return upTo(kept);
  if (await deps.transfers.isCancelRequested(transferId)) return CANCELED;
  const { source, name: route } = await sourceOf(deps, input);
  const { select } = await selectionOf(deps, transferId);
  const page = await deps.pages.readPage(transferId, 'selected', place.page);
  if (!page) throw new Error(`The plan of the transfer ${transferId} has no page ${place.page}.`);
  const earlier = await readEarlier(deps.pages, transferId, place);
  const line = createReadingLine(page.repositories, earlier, select);

  const recall = createRecall(deps.manifestMemory, source, page.repositories);
  const facts: FactsPage['facts'] = [];
  const fresh = new Map<string, ManifestFacts[]>();
  const read = async ({ repository, digest }: ToRead): Promise<void> => {
    const remembered = await recall(repository, digest);
    const found = remembered ?? (await readFacts(deps.budgetedCatalog, source, route, repository, digest));
    if (!remembered) fresh.set(repository, [...(fresh.get(repository) ?? []), found]);
    facts.push({ repository, ...found });
  };
  const ended = await readLine(deps, line, facts, read);
  const isAllRead = line.next(1).length === 0;
  const next = isAllRead
    ? { page: place.page + 1, offset: 0 }
    : { page: place.page, offset: place.offset + facts.length };
  const isEnd = isAllRead && page.next === undefined;
  const stored = await deps.pages.keepPage(transferId, 'facts', numberOf(place), { facts, ...(!isEnd && { next }) });
  await mapConcurrently([...fresh], READS_AT_ONCE, async ([repository, some]) => {
    await deps.manifestMemory.remember(source, repository, some);
  });
  return { ...upTo(stored), ...ended };
}

/** Reads what stands in the line, until time is up, a page is full, or the registry does not go on now. */
async function readLine(
  { machine }: Dependencies,
  line: ReadingLine,
  facts: FactsPage['facts'],
  read: (one: ToRead) => Promise<void>,
): Promise<{ retryAfterSeconds?: number }> {
  const isTimeUp = startTimeBudget(machine);
  let told = 0;
  const tell = (): void => {
    line.add(facts.slice(told));
    told = facts.length;
  };
  const work = async (): Promise<void> => {
    while (!isTimeUp() && facts.length < PAGE_READS) {
      const some = line.next(READS_IN_A_ROW);
      if (some.length === 0) return;
      await mapConcurrently(some, READS_AT_ONCE, async (one) => {
        if (facts.length === 0 || !isTimeUp()) await read(one);
      });
      tell();
    }
  };
  const ended = await asFarAsPossible(work, () => facts.length > 0);
  tell();
  return ended;
}

/** What earlier calls kept for the same page of what was selected. */
async function readEarlier(pages: TransferPages, transferId: string, place: ReadingPlace): Promise<FactsPage['facts']> {
  const facts: FactsPage['facts'] = [];
  while (facts.length < place.offset) {
    const number = numberOf({ page: place.page, offset: facts.length });
    const kept = await pages.readPage(transferId, 'facts', number);
    if (!kept || kept.facts.length === 0)
      throw new Error(`The plan of the transfer ${transferId} has no facts ${number}.`);
    facts.push(...kept.facts);
  }
  return facts;
}

function upTo({ next }: FactsPage): ReadUpTo {
  return next ? { next } : {};
}
