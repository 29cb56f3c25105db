import type { ContainerClient } from '@azure/storage-blob';
import { parseIdentity, type LedgerEntry } from '../../domain/ledger/entry';
import { identityOf } from '../../domain/plan';
import { matches, type LedgerFilter } from '../../domain/ledger/filter';
import { knownInTarget } from '../../domain/ledger/knownInTarget';
import { entriesOf, mergeEntries } from '../../domain/ledger/merge';
import type { Ledger } from '../../domain/ports/ledger';
import type { Chance, Clock } from '../../domain/ports/machine';
import { bucketOf, createLedgerBuckets } from './ledgerBuckets';
import { STATE_ROLE } from './stateRole';

/** Buckets that are read or written at once. */
const MOST_AT_ONCE = 16;

/** A bucket, by its name, and those of its entries that a filter means. */
interface Found {
  name: string;
  entries: LedgerEntry[];
}

/**
 * Keeps the ledgers of all routes in the app's state container. Entries come in the order of their buckets, and within one in
 * that of `identityOf`.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError, LedgerUnreadableError.
 */
export function createLedger(container: ContainerClient, machine: Clock & Pick<Chance, 'random'>): Ledger {
  const buckets = createLedgerBuckets(container, machine, STATE_ROLE);
  return {
    async record(route, transfer, delivered) {
      await inGroups([...byBucket(route, entriesOf(transfer, delivered))], MOST_AT_ONCE, ([name, added]) =>
        buckets.change(name, (entries) => mergeEntries(entries, added)),
      );
    },
    async ofRepository(route, repository) {
      const entries: LedgerEntry[] = [];
      for await (const found of foundIn(route, { repository })) entries.push(...found.entries);
      return knownInTarget(entries);
    },
    async find(route, filter, { limit, cursor }) {
      const after = cursor === undefined ? undefined : placeOf(route, cursor);
      const entries: LedgerEntry[] = [];
      for await (const found of foundIn(route, filter, { from: after?.name, atOnce: 1 })) {
        const isSeen = (entry: LedgerEntry) => found.name === after?.name && identityOf(entry) <= after.identity;
        entries.push(...found.entries.filter((entry) => !isSeen(entry)));
        const last = entries[limit - 1];
        if (last && entries.length > limit) return { entries: entries.slice(0, limit), cursor: identityOf(last) };
      }
      return { entries };
    },
    async count(route, filter) {
      let count = 0;
      for await (const { entries } of foundIn(route, filter)) count += entries.length;
      return count;
    },
    async remove(route, filter) {
      const removed = new Map<string, number>();
      await inGroups(await buckets.namesFor(route, filter), MOST_AT_ONCE, (name) =>
        buckets.change(name, (entries) => {
          const kept = entries.filter((entry) => !matches(entry, filter));
          removed.set(name, entries.length - kept.length);
          return kept;
        }),
      );
      return [...removed.values()].reduce((sum, count) => sum + count, 0);
    },
  };

  /**
   * What a filter means, a bucket at a time.
   *
   * @param reading.from  the first bucket
   * @param reading.atOnce  how many buckets are read at once: twice as many each time, because a page mostly ends in the first
   */
  async function* foundIn(
    route: string,
    filter: LedgerFilter,
    { from = '', atOnce = MOST_AT_ONCE }: { from?: string | undefined; atOnce?: number } = {},
  ): AsyncGenerator<Found> {
    const names = (await buckets.namesFor(route, filter)).filter((name) => name >= from);
    for (let size = atOnce; names.length > 0; size = Math.min(2 * size, MOST_AT_ONCE)) {
      yield* await inGroups(names.splice(0, size), size, async (name) => ({
        name,
        entries: (await buckets.read(name)).filter((entry) => matches(entry, filter)),
      }));
    }
  }
}

function byBucket(route: string, entries: readonly LedgerEntry[]): Map<string, LedgerEntry[]> {
  const parts = new Map<string, LedgerEntry[]>();
  for (const entry of entries) {
    const name = bucketOf(route, entry);
    parts.set(name, [...(parts.get(name) ?? []), entry]);
  }
  return parts;
}

/** @throws Error when the text is none of `identityOf` */
function placeOf(route: string, cursor: string): { name: string; identity: string } {
  const artifact = parseIdentity(cursor);
  if (!artifact) throw new Error(`${cursor} names no entry of a ledger.`);
  return { name: bucketOf(route, artifact), identity: cursor };
}

/** Does `work` on every item, so many at once. What is in progress when one is rejected ends before that is thrown. */
async function inGroups<T, R>(items: readonly T[], size: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let begin = 0; begin < items.length; begin += size) {
    const settled = await Promise.allSettled(items.slice(begin, begin + size).map(work));
    for (const outcome of settled) {
      if (outcome.status === 'rejected') throw outcome.reason;
      results.push(outcome.value);
    }
  }
  return results;
}
