import { createHash } from 'node:crypto';
import type { LedgerEntry } from '../../../domain/ledger/entry';
import { matches, type LedgerFilter } from '../../../domain/ledger/filter';
import { mergeEntries } from '../../../domain/ledger/merge';
import type { Chance, Clock } from '../../../domain/ports/machine';
import { growingGroups, inGroups } from './inGroups';
import type { LedgerBlobs, StoredDocument } from './ledgerBlobs';
import { mayHold } from './ledgerKeys';
import type { LedgerDocument } from './ledgerDocument';
import { createLedgerParts, isWithin, rangeOf, slicesOf, type Slice } from './ledgerParts';

/** The buckets that a ledger's repositories fall into; each is one document, with its entries or with where they are. */
export interface LedgerBuckets {
  /**
   * Names of the buckets that may hold what a filter means, in order.
   *
   * @param options.from  the first one
   * @param options.pageSize  how many names a request asks for
   */
  namesFor(
    route: string,
    filter: LedgerFilter,
    options: { from?: string | undefined; pageSize?: number | undefined },
  ): AsyncGenerator<string>;
  /** Undefined where a bucket has nothing. Throws LedgerUnreadableError. */
  read(name: string): Promise<StoredDocument | undefined>;
  /**
   * What a bucket holds of what a filter means, sorted by `identityOf`, so many at a time. Throws LedgerUnreadableError.
   *
   * @param document  as it was read
   * @param options.after  an identity: only what comes after it
   * @param options.first  how many parts are read at once in the beginning
   */
  entriesOf(
    name: string,
    document: StoredDocument,
    filter: LedgerFilter,
    options: { after?: string | undefined; first: number },
  ): AsyncGenerator<LedgerEntry[]>;
  /** Merges entries with those that a bucket holds, whoever else changes it at the same time. */
  add(name: string, entries: readonly LedgerEntry[]): Promise<void>;
  /** Removes what a filter means, whoever else changes the bucket at the same time; answers how many. */
  remove(name: string, filter: LedgerFilter): Promise<number>;
}

/** Sizes that decide what a question reads and what an addition writes. */
export interface LedgerSizes {
  /** Entries of a document, at which it hands them to parts. */
  document: number;
  /** Most entries of a part. */
  part: number;
}

/** Parts of a bucket that are read at once: they are in memory together. */
const PARTS_AT_ONCE = 16;

/** How long somebody tries to write a bucket that others keep writing. */
const LONGEST_CONTEST_MS = 30_000;
const LONGEST_PAUSE_MS = 1_000;
const NEVER = new AbortController().signal;

/**
 * Keeps entries in the blobs `ledger/<route>/buckets/<number>`, by the first ten bits of the SHA-256 of the repository: 1,024 at
 * most, which one request lists.
 *
 * One that has many entries is written anew as parts, which are never changed; what is added later stays in the bucket's own
 * document, until that is much again. So the document alone decides what counts: whoever replaces it decides for all, and parts
 * that it does not name, as of a writer that was cut off, are nothing.
 */
export function createLedgerBuckets(blobs: LedgerBlobs, machine: Clock & Chance, sizes: LedgerSizes): LedgerBuckets {
  const parts = createLedgerParts(blobs, sizes.part);
  return {
    async *namesFor(route, filter, { from = '', pageSize }) {
      if (filter.repository !== undefined) {
        const name = bucketOf(route, filter.repository);
        if (name >= from) yield name;
        return;
      }
      const isWorthReading = mayHold(filter);
      for await (const { name, summary } of blobs.list(`ledger/${route}/buckets/`, pageSize)) {
        if (NAME.test(name) && name >= from && isWorthReading(summary)) yield name;
      }
    },
    read: (name) => blobs.read(name),
    entriesOf,
    async add(name, added) {
      const [before, after] = await contest(name, async () => {
        const stored = await blobs.read(name);
        const { generation, parts, entries } = stored ?? { generation: machine.newId(), parts: [], entries: [] };
        const merged = mergeEntries(entries, added);
        const isDone = await blobs.replace(name, { generation, parts, entries: merged }, stored);
        return isDone ? [entries.length, merged.length] : undefined;
      });
      // One of those who add at the same time does it; if it is cut off, the next one after as many entries again.
      const isMuch = Math.floor(after / sizes.document) > Math.floor(before / sizes.document);
      const document = isMuch ? await blobs.read(name) : undefined;
      if (document && document.entries.length >= sizes.document) await rewrite(name, document, () => true);
    },
    remove: (name, filter) =>
      contest(name, async () => {
        const stored = await blobs.read(name);
        if (!stored || !(await holdsAny(name, stored, filter))) return 0;
        if (stored.parts.length > 0) return rewrite(name, stored, (entry) => !matches(entry, filter));
        const entries = stored.entries.filter((entry) => !matches(entry, filter));
        const document = { generation: machine.newId(), parts: [], entries };
        const isDone = await blobs.replace(name, entries.length > 0 ? document : undefined, stored);
        return isDone ? stored.entries.length - entries.length : undefined;
      }),
  };

  async function* entriesOf(
    name: string,
    document: StoredDocument,
    filter: LedgerFilter,
    { after, first }: { after?: string | undefined; first: number },
  ): AsyncGenerator<LedgerEntry[]> {
    let range = rangeOf(filter);
    if (after !== undefined && after >= range.from) range = { ...range, from: `${after}\0` };
    const isMeant = (entry: LedgerEntry) => isWithin(range, entry) && matches(entry, filter);
    for (let now: StoredDocument | undefined = document; now; now = await blobs.read(name)) {
      const slices = await parts.narrow(name, now.generation, slicesOf(now, range), filter);
      let left = slices.length;
      for await (const { to, entries } of readInOrder(name, now.generation, slices, first)) {
        // Written anew meanwhile: what comes next is somewhere else.
        if (!entries) break;
        yield entries.filter(isMeant);
        range = { ...range, from: to };
        left -= 1;
      }
      if (left === 0) return;
    }
  }

  async function* readInOrder(name: string, generation: string, slices: readonly Slice[], first: number) {
    for await (const group of growingGroups(slices, first, PARTS_AT_ONCE)) {
      yield* await inGroups(group, group.length, async (slice) => ({
        to: slice.to,
        entries: await parts.read(name, generation, slice),
      }));
    }
  }

  async function holdsAny(name: string, document: StoredDocument, filter: LedgerFilter): Promise<boolean> {
    for await (const { length } of entriesOf(name, document, filter, { first: 1 })) if (length > 0) return true;
    return false;
  }

  /**
   * Writes all that a bucket holds, and that is to be kept, as a new generation. What others add meanwhile stays.
   *
   * @returns how many entries were not kept; undefined, and nothing done, when others took entries away meanwhile, or wrote the
   *   bucket anew
   */
  async function rewrite(
    name: string,
    document: StoredDocument,
    keeps: (entry: LedgerEntry) => boolean,
  ): Promise<number | undefined> {
    // Whoever writes these, by now, begins with a generation that is not the bucket's any more once this one is.
    const replaced = await parts.namesOf(name);
    const generation = machine.newId();
    const written = await parts.write(name, document, generation, keeps);
    const isDone = written !== undefined && (await takeEffect(name, document, written));
    const useless = isDone ? replaced : await parts.namesOf(name, generation);
    // They harm nobody: should they stay, whoever writes the bucket anew next removes them.
    await parts.remove(useless).catch(() => undefined);
    return isDone ? written.removed : undefined;
  }

  /** @returns false when the bucket is not of the generation any more that a new one was made of */
  async function takeEffect(name: string, from: StoredDocument, written: LedgerDocument): Promise<boolean> {
    const known = new Set(from.entries.map((entry) => JSON.stringify(entry)));
    const { generation, parts } = written;
    return contest(name, async () => {
      const now = await blobs.read(name);
      if (now?.generation !== from.generation) return now?.generation === generation;
      const added = now.entries.filter((entry) => !known.has(JSON.stringify(entry)));
      const entries = mergeEntries(written.entries, added);
      const isEmpty = entries.length === 0 && parts.length === 0;
      const isDone = await blobs.replace(name, isEmpty ? undefined : { generation, entries, parts }, now);
      return isDone ? true : undefined;
    });
  }

  /** Tries until an attempt is not in vain. @param attempt  undefined where somebody else was faster */
  async function contest<T>(name: string, attempt: () => Promise<T | undefined>): Promise<T> {
    const until = machine.now() + LONGEST_CONTEST_MS;
    for (let tries = 1; ; tries += 1) {
      const outcome = await attempt();
      if (outcome !== undefined) return outcome;
      if (machine.now() >= until) throw blobs.contested(name, LONGEST_CONTEST_MS / 1000);
      await machine.wait(machine.random() * Math.min(LONGEST_PAUSE_MS, 25 * 2 ** tries), NEVER);
    }
  }
}

const NAME = /^ledger\/[^/]+\/buckets\/[0-3][0-9a-f]{2}$/;

/** The bucket that a repository falls into. */
export function bucketOf(route: string, repository: string): string {
  const hash = createHash('sha256').update(repository).digest();
  return `ledger/${route}/buckets/${(hash.readUInt16BE() >> 6).toString(16).padStart(3, '0')}`;
}
