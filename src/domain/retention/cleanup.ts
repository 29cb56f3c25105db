import { z } from 'zod';
import type { Failure } from '../failures/failure';
import type { Caller } from '../report/report';
import type { Route } from '../route';

/** What can be removed. `blocks`: uncommitted ones of a copy. `transfer`: all that the app keeps of it. `history`: of an orchestration. */
export const CLEANUP_KINDS = [
  'exportRun',
  'importRun',
  'exportedBlob',
  'copy',
  'manifest',
  'blocks',
  'history',
  'transfer',
] as const;

/** `wouldRemove`: in a dry run. `unknown`: its removal was begun, and nobody knows whether it came to an end. */
export const ITEM_OUTCOMES = ['removed', 'kept', 'wouldRemove', 'unknown'] as const;

export const CLEANUP_OUTCOMES = ['succeeded', 'partial'] as const;

/** What a cleanup is asked to look at: one kind of things at one end of a route, or the app's own state. */
export type CleanupPart =
  { what: 'runs' | 'blobs'; route: string; side: 'source' | 'target' } | { what: 'histories' } | { what: 'transfers' };

/** A cleanup as it was asked for, and how it ended. */
export interface Cleanup {
  id: string;
  startedBy: Caller;
  /** ISO 8601, UTC. */
  startedAt: string;
  dryRun: boolean;
  /** The routes that it cleans, as they were at its start. */
  routes: Route[];
  /**
   * Names of all routes that there were, paused ones and those with mistakes included. Present where the state of transfers whose route
   * is none of these goes, too: each by the retention that its route had at its start.
   */
  known?: string[];
  /** Of the app that started it; absent in records of before 0.2.0. */
  appVersion?: string;
  /** Once it has ended. */
  end?: CleanupEnd;
}

/** How many of a kind on a route had one outcome for one reason. */
export const tallyLineSchema = z.strictObject({
  /** Absent where it is of no route that is known. */
  route: z.string().exactOptional(),
  kind: z.enum(CLEANUP_KINDS),
  outcome: z.enum(ITEM_OUTCOMES),
  why: z.string(),
  count: z.int(),
});

export type TallyLine = z.infer<typeof tallyLineSchema>;

export interface CleanupEnd {
  outcome: (typeof CLEANUP_OUTCOMES)[number];
  /** ISO 8601, UTC. */
  endedAt: string;
  /** Pages of items, of each part. */
  pages: number[];
  summary: TallyLine[];
  /** Why some of it was not looked at, or not removed; the first causes, where there are many. */
  failures: Failure[];
}

/** One thing that was looked at. */
export interface CleanupItem {
  /** Absent where it is of no route that is known. */
  route?: string;
  /** Absent for the app's own state. */
  side?: 'source' | 'target';
  kind: (typeof CLEANUP_KINDS)[number];
  name: string;
  action: 'remove' | 'keep';
  why: string;
  /** The version of a blob that the decision is about. */
  etag?: string;
  /** When the run ended that the decision is about. */
  endedAt?: string;
  /** When the transfer, or the orchestration, was created that the decision is about. */
  createdAt?: string;
}

/** Where a list goes on. */
export interface Place {
  /** The page of the service's own list; absent for the first one. */
  page?: string;
  /** How many of its entries were looked at before. */
  from?: number;
}

/** What was decided of one part of a list. It is kept before anything of it is removed. */
export interface DecisionPage {
  items: CleanupItem[];
  /** Where the list goes on; absent at its end. */
  next?: Place;
}

/** An item, and what became of it. */
export type DoneItem = CleanupItem & { outcome: (typeof ITEM_OUTCOMES)[number] };

export interface OutcomePage {
  items: DoneItem[];
}

/** What a cleanup of these routes looks at, in its order. */
export function partsOf(routes: readonly Route[]): CleanupPart[] {
  const ofEnds = routes.flatMap((route) =>
    (['source', 'target'] as const)
      .filter((side) => route[side])
      .flatMap((side) => (['runs', 'blobs'] as const).map((what) => ({ route: route.name, side, what }))),
  );
  return [...ofEnds, { what: 'histories' }, { what: 'transfers' }];
}

/** Whether a page is about the app's own state. @param page  as `pageKey` gives it */
export function isOfState(parts: readonly CleanupPart[], page: string): boolean {
  const what = parts[Number(page.split('-')[0])]?.what;
  return what === 'histories' || what === 'transfers';
}

/** Which page of decisions: of which part, and its number there. What is decided of one part does not depend on the others. */
export function pageKey(part: number, number: number): string {
  return `${part}-${number}`;
}

/** All pages, by how many there are of each part. */
export function pageKeysOf(pages: readonly number[]): string[] {
  return pages.flatMap((count, part) => Array.from({ length: count }, (_, number) => pageKey(part, number)));
}

/** What became of the items of a page, as far as that was kept. */
export function outcomesOf({ items }: DecisionPage, done: OutcomePage | undefined, dryRun: boolean): DoneItem[] {
  if (done) return done.items;
  return items.map((item) => ({
    ...item,
    outcome: item.action === 'keep' ? 'kept' : dryRun ? 'wouldRemove' : 'unknown',
  }));
}

/** Adds items to what was counted before. */
export function addToTally(tally: readonly TallyLine[], items: readonly DoneItem[]): TallyLine[] {
  const lines = new Map(tally.map((line) => [keyOf(line), { ...line }]));
  for (const item of items) {
    const { route, kind, outcome, why } = item;
    const line = lines.get(keyOf(item)) ?? { ...(route !== undefined && { route }), kind, outcome, why, count: 0 };
    lines.set(keyOf(item), { ...line, count: line.count + 1 });
  }
  return [...lines.values()];
}

function keyOf({ route, kind, outcome, why }: Omit<TallyLine, 'count'>): string {
  return JSON.stringify([route, kind, outcome, why]);
}
