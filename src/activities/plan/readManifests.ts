import { FerryError } from '../../domain/failures/errors';
import type { ManifestContent } from '../../domain/image/manifestContent';
import type { FactsPage, ReadingPlace } from '../../domain/planning/factsPage';
import { numberOf } from '../../domain/planning/factsPage';
import { factsOf, type ManifestFacts } from '../../domain/planning/manifestFacts';
import { createReadingLine } from '../../domain/planning/readingLine';
import type { TransferPages } from '../../domain/ports/transferPages';
import type { RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import { sourceOf, type OfTransfer } from '../ends';
import { mapConcurrently } from '../mapConcurrently';
import { startTimeBudget } from './timeBudget';

const READS_AT_ONCE = 8;
/** About as many facts stand on a page, so that what was read is kept now and then. */
const PAGE_READS = 2_000;

/** Where reading goes on. */
export interface ReadUpTo {
  /** Absent when all is read. */
  next?: ReadingPlace;
  /** How long the registry asks to be left alone. */
  retryAfterSeconds?: number;
}

/**
 * Reads the manifests that a plan needs, from a place on, each digest of a repository once, and keeps what they say. What
 * was kept for that place before is the answer.
 *
 * Errors: those of the catalog that come before anything is read.
 */
export async function readManifests(
  deps: Pick<ActivityDependencies, 'transfers' | 'pages' | 'budgetedCatalog' | 'machine'>,
  input: OfTransfer & { place: ReadingPlace },
): Promise<ReadUpTo> {
  const { transferId, place } = input;
  const kept = await deps.pages.readPage(transferId, 'facts', numberOf(place));
  if (kept) return upTo(kept);
  const { source, name: route } = await sourceOf(deps, input);
  const page = await deps.pages.readPage(transferId, 'selected', place.page);
  if (!page) throw new Error(`The plan of the transfer ${transferId} has no page ${place.page}.`);
  const earlier = await readEarlier(deps.pages, transferId, place);
  const line = createReadingLine(page.repositories, earlier);

  const isTimeUp = startTimeBudget(deps.machine);
  const facts: FactsPage['facts'] = [];
  let retryAfterSeconds: number | undefined;
  try {
    for (let some = line.next(READS_AT_ONCE); some.length > 0; some = line.next(READS_AT_ONCE)) {
      const read: FactsPage['facts'] = [];
      await mapConcurrently(some, READS_AT_ONCE, async ({ repository, digest }) => {
        read.push({ repository, ...(await readFacts(deps, source, route, repository, digest)) });
      });
      facts.push(...read);
      line.add(read);
      if (isTimeUp() || facts.length >= PAGE_READS) break;
    }
  } catch (error) {
    if (!(error instanceof FerryError) || !(error.transient || error.mayPassSoon) || facts.length === 0) throw error;
    retryAfterSeconds = error.retryAfterSeconds;
  }
  const isAllRead = line.next(1).length === 0;
  const next = isAllRead
    ? { page: place.page + 1, offset: 0 }
    : { page: place.page, offset: place.offset + facts.length };
  const isEnd = isAllRead && page.after === undefined;
  const stored = await deps.pages.keepPage(transferId, 'facts', numberOf(place), { facts, ...(!isEnd && { next }) });
  return { ...upTo(stored), ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
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

async function readFacts(
  { budgetedCatalog: catalog }: Pick<ActivityDependencies, 'budgetedCatalog'>,
  end: RouteEnd,
  route: string,
  repository: string,
  digest: string,
): Promise<ManifestFacts> {
  const content = await catalog.readManifest(end, route, repository, digest);
  const foreign = (content?.parts ?? []).filter((part) => part.foreign);
  const isHeld = await Promise.all(foreign.map((part) => catalog.hasBlob(end, route, repository, part.digest)));
  const lacks = isHeld.includes(false);
  return factsOf(digest, content && withoutForeign(content, lacks));
}

/** Foreign layers that the registry holds all the same are layers like others. */
function withoutForeign(content: ManifestContent, lacks: boolean): ManifestContent {
  if (lacks || !content.parts) return content;
  return { ...content, parts: content.parts.map(({ foreign: _, ...part }) => part) };
}
