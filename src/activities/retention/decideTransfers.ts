import type { IndexLine } from '../../domain/ports/transferRemovals';
import { concerns, fewestDays } from '../../domain/retention/retentionFor';
import type { CleanupItem } from '../../domain/retention/cleanup';
import { slicesOf } from '../../domain/slices';
import type { ActivityDependencies } from '../dependencies';
import { startTimeBudget } from '../timeBudget';
import { decided, type Decided, type PageOfPart } from './decideRuns';
import { createJudge, type JudgingDependencies } from './judgeTransfer';
import { requireCleanup } from './ofCleanup';

const DAY_MS = 86_400_000;
const ITEMS_PER_PAGE = 200;
/** Its time is looked at after as many. */
const LINES_AT_ONCE = 50;
const LOOKS_AT_ONCE = 8;

/**
 * Decides what becomes of some of the transfers that are on the index and old enough for it, as far as its time reaches, and keeps the
 * decisions. Nothing is removed. What was decided under the key before stays so.
 *
 * Errors: those of the app's own store and of the durable client.
 */
export async function decideTransfers(
  deps: JudgingDependencies & Pick<ActivityDependencies, 'cleanups' | 'removals'>,
  input: PageOfPart,
): Promise<Decided> {
  const { cleanupId, page: key, place } = input;
  const kept = await deps.cleanups.readDecisions(cleanupId, key);
  if (kept) return decided(kept);
  const cleanup = await requireCleanup(deps, input);
  const isOver = startTimeBudget(deps.machine);
  const judge = createJudge(deps, cleanup);
  const createdBefore = deps.machine.now() - fewestDays(cleanup, 'transfers') * DAY_MS + 1;
  let cursor = place.page;
  const items: CleanupItem[] = [];
  // Most of a list may be no business of this cleanup.
  do {
    const page = { limit: LINES_AT_ONCE, ...(cursor !== undefined && { cursor }) };
    const listed = await deps.removals.lines(createdBefore, page);
    cursor = listed.cursor;
    const own = listed.lines.filter((line) => concerns(cleanup, line.route));
    for (const some of slicesOf(own, LOOKS_AT_ONCE)) {
      items.push(...(await Promise.all(some.map(judgeLine))).flatMap((item) => item ?? []));
    }
  } while (cursor !== undefined && items.length < ITEMS_PER_PAGE && !isOver());
  return decided(
    await deps.cleanups.keepDecisions(cleanupId, key, {
      items,
      ...(cursor !== undefined && { next: { page: cursor } }),
    }),
  );

  async function judgeLine(line: IndexLine): Promise<CleanupItem | undefined> {
    const judged = await judge(line);
    const { id: name, route, createdAt } = line;
    return judged && { route, kind: 'transfer', name, createdAt, ...judged };
  }
}
