import type { ContainerClient } from '@azure/storage-blob';
import { parseIdentity, type LedgerEntry } from '../../../domain/ledger/entry';
import type { LedgerFilter } from '../../../domain/ledger/filter';
import { knownInTarget } from '../../../domain/ledger/knownInTarget';
import { entriesOf } from '../../../domain/ledger/merge';
import { identityOf } from '../../../domain/plan';
import type { Ledger } from '../../../domain/ports/ledger';
import type { Chance, Clock } from '../../../domain/ports/machine';
import { growingGroups, inGroups } from './inGroups';
import { createLedgerBlobs } from './ledgerBlobs';
import { bucketOf, createLedgerBuckets, type LedgerSizes } from './ledgerBuckets';

/** Buckets that are read or written at once. */
const MOST_AT_ONCE = 16;

const SIZES: LedgerSizes = { document: 2_000, part: 1_000 };

/**
 * Keeps the ledgers of all routes in the app's state container. Entries come in the order of their buckets, and within one in
 * that of `identityOf`.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError, LedgerUnreadableError.
 */
export function createLedger(container: ContainerClient, machine: Clock & Chance, sizes = SIZES): Ledger {
  const buckets = createLedgerBuckets(createLedgerBlobs(container), machine, sizes);
  return {
    async record(route, transfer, delivered) {
      await inGroups([...byBucket(route, entriesOf(transfer, delivered))], MOST_AT_ONCE, ([name, added]) =>
        buckets.add(name, added),
      );
    },
    async ofRepository(route, repository, known) {
      let entries: LedgerEntry[] = [];
      for await (const found of foundIn(route, { repository })) entries = entries.concat(found);
      return knownInTarget(entries, known);
    },
    async find(route, filter, { limit, cursor }) {
      let entries: LedgerEntry[] = [];
      for await (const found of foundIn(route, filter, { after: cursor, limit })) {
        entries = entries.concat(found);
        const last = entries[limit - 1];
        if (last && entries.length > limit) return { entries: entries.slice(0, limit), cursor: identityOf(last) };
      }
      return { entries };
    },
    async count(route, filter) {
      let count = 0;
      for await (const { length } of foundIn(route, filter)) count += length;
      return count;
    },
    async remove(route, filter) {
      let removed = 0;
      for await (const names of growingGroups(buckets.namesFor(route, filter, {}), MOST_AT_ONCE)) {
        const counts = await inGroups(names, names.length, (name) => buckets.remove(name, filter));
        removed += counts.reduce((sum, count) => sum + count, 0);
      }
      return removed;
    },
  };

  /**
   * What a filter means, some of it at a time.
   *
   * @param page.after  the identity that it comes after
   * @param page.limit  how many entries are wanted; all, where it is absent
   */
  async function* foundIn(
    route: string,
    filter: LedgerFilter,
    { after, limit }: { after?: string | undefined; limit?: number } = {},
  ): AsyncGenerator<LedgerEntry[]> {
    const from = after === undefined ? undefined : placeOf(route, after);
    // A bucket that is not asked for a tag or a digest has enough for many a page.
    const isSelective = filter.tag !== undefined || filter.digest !== undefined;
    const first = limit === undefined || isSelective ? MOST_AT_ONCE : 1;
    const pageSize = limit === undefined || isSelective || from !== undefined ? undefined : limit + 1;
    for await (const names of growingGroups(buckets.namesFor(route, filter, { from, pageSize }), first, MOST_AT_ONCE)) {
      const documents = await inGroups(names, names.length, (name) => buckets.read(name));
      for (const [at, document] of documents.entries()) {
        const name = names[at];
        if (!document || name === undefined) continue;
        yield* buckets.entriesOf(name, document, filter, { after: name === from ? after : undefined, first });
      }
    }
  }
}

function byBucket(route: string, entries: readonly LedgerEntry[]): Map<string, LedgerEntry[]> {
  const parts = new Map<string, LedgerEntry[]>();
  for (const entry of entries) {
    const name = bucketOf(route, entry.repository);
    const part = parts.get(name);
    if (part) part.push(entry);
    else parts.set(name, [entry]);
  }
  return parts;
}

/** @throws Error when the text is none of `identityOf` */
function placeOf(route: string, cursor: string): string {
  const artifact = parseIdentity(cursor);
  if (!artifact) throw new Error(`${cursor} names no entry of a ledger.`);
  return bucketOf(route, artifact.repository);
}
