import type { Instances, ListedInstance } from '../../domain/ports/instances';
import type { Cleanup, CleanupItem, DecisionPage } from '../../domain/retention/cleanup';
import {
  decideHistory,
  decideOtherHistory,
  ownerOfHistory,
  type HistoryStanding,
} from '../../domain/retention/decideHistory';
import { placeAfter, placeWithin, windowAt, type HistoryWindow } from '../../domain/retention/historyWindow';
import { fewestDays, retentionFor } from '../../domain/retention/retentionFor';
import { areOlderThan, keep, type Verdict } from '../../domain/retention/verdict';
import { slicesOf } from '../../domain/slices';
import type { ActivityDependencies } from '../dependencies';
import { startTimeBudget } from '../timeBudget';
import { decided, type Decided, type PageOfPart } from './decideRuns';
import { requireCleanup } from './ofCleanup';

type Dependencies = Pick<ActivityDependencies, 'cleanups' | 'transfers' | 'machine'> & {
  instances: Pick<Instances, 'find' | 'list'>;
};

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
const LOOKS_AT_ONCE = 8;
/** Listing has a time of its own. */
const BUDGET_MS = 30_000;
/** A page is removed whole by one call, or by none: it must not take longer than one has. */
const MANY_ITEMS = 500;

/**
 * Decides what becomes of the histories in the task hub that began in some span of time, as far as its time reaches, and keeps the
 * decisions. Nothing is removed. What was decided under the key before stays so.
 *
 * Errors: those of the app's own store and of the durable client.
 */
export async function decideHistories(deps: Dependencies, input: PageOfPart): Promise<Decided> {
  const { cleanupId, page: key, place } = input;
  const kept = await deps.cleanups.readDecisions(cleanupId, key);
  if (kept) return decided(kept);
  const cleanup = await requireCleanup(deps, input);
  // What is as old to the second belongs to it.
  const youngest = deps.machine.now() - fewestDays(cleanup, 'histories') * DAY_MS + SECOND_MS;
  const span = windowAt(place, youngest);
  const listed = await deps.instances.list({ from: new Date(span.from), to: new Date(span.to) });
  listed.sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
  return decided(await deps.cleanups.keepDecisions(cleanupId, key, await judgeAll(deps, cleanup, span, listed)));
}

async function judgeAll(
  deps: Dependencies,
  cleanup: Cleanup,
  span: HistoryWindow,
  listed: ListedInstance[],
): Promise<DecisionPage> {
  const judge = createHistoryJudge(deps, cleanup);
  const isOver = startTimeBudget(deps.machine, BUDGET_MS);
  const items: CleanupItem[] = [];
  for (const some of slicesOf(listed, LOOKS_AT_ONCE)) {
    items.push(...(await Promise.all(some.map(judge))).flatMap((item) => item ?? []));
    const last = some.at(-1);
    if (!last || last === listed.at(-1) || (items.length < MANY_ITEMS && !isOver())) continue;
    // Task hubs tell times to the second: those of the same one are looked at together.
    const dealtWithFrom = last.createdAt.getTime() + SECOND_MS;
    const before = items.filter(({ createdAt }) => Date.parse(createdAt ?? '') >= dealtWithFrom);
    if (dealtWithFrom < span.to && listed.some(({ createdAt }) => createdAt.getTime() >= dealtWithFrom))
      return { items: before, next: placeWithin(span, dealtWithFrom) };
  }
  const next = placeAfter(span, listed.length);
  return { items, ...(next && { next }) };
}

/** What becomes of a history; undefined where the cleanup is not asked to look at it. Transfers are asked for once. */
function createHistoryJudge({ transfers, instances, machine }: Dependencies, cleanup: Cleanup) {
  const now = machine.now();
  const known = new Map<string, ReturnType<typeof lookUp>>();

  return async (listed: ListedInstance): Promise<CleanupItem | undefined> => {
    const owner = ownerOfHistory(listed);
    const { id: name, createdAt } = listed;
    const item = { kind: 'history', name, createdAt: createdAt.toISOString() } as const;
    if (owner.is === 'other') return undefined;
    if (owner.is !== 'transfer') return cleanup.known ? { ...item, ...decideOtherHistory(listed, now) } : undefined;
    const looked = known.get(owner.transferId) ?? lookUp(owner.transferId);
    known.set(owner.transferId, looked);
    const found = await looked;
    if (!found) return undefined;
    const verdict: Verdict = found.why === undefined ? decideHistory(listed, found.standing, now) : keep(found.why);
    return { ...item, ...(found.route !== undefined && { route: found.route }), ...verdict };
  };

  async function lookUp(
    id: string,
  ): Promise<
    { route?: string; standing: HistoryStanding; why?: undefined } | { route: string; why: string } | undefined
  > {
    const record = await transfers.find(id);
    if (!record) return cleanup.known && { standing: { is: 'unknown' } };
    const { route, createdAt } = record;
    const retention = retentionFor(cleanup, record);
    if (!retention || !areOlderThan([createdAt], retention.historyDays, now)) return undefined;
    const report = await transfers.readReport(id);
    if (!report) return { route, standing: { is: 'open' } };
    const parent = await instances.find(id);
    const runs = parent !== undefined && parent.state !== 'ended';
    return { route, standing: { is: 'ended', finishedAt: report.finishedAt, runs, retention } };
  }
}
