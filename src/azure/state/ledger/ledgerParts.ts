import type { LedgerEntry } from '../../../domain/ledger/entry';
import type { LedgerFilter } from '../../../domain/ledger/filter';
import { mergeEntries } from '../../../domain/ledger/merge';
import { identityOf } from '../../../domain/plan';
import { growingGroups, inGroups } from './inGroups';
import type { LedgerBlobs } from './ledgerBlobs';
import type { LedgerDocument } from './ledgerDocument';
import { mayHold } from './ledgerKeys';

/** Identities from the first on, before the other. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

/** Sorts after all identities. */
const END = '~';
const EVERYTHING: Range = { from: '', to: END };

/** Where the entries are that a filter means. */
export function rangeOf({ repository, tag }: LedgerFilter): Range {
  if (repository === undefined) return EVERYTHING;
  // Those with tags, then those without: `app:1@…`, `app@…`; no other repository's are between.
  if (tag === undefined) return { from: `${repository}:`, to: `${repository}@${END}` };
  return { from: `${repository}:${tag}@`, to: `${repository}:${tag}@${END}` };
}

export function isWithin({ from, to }: Range, entry: LedgerEntry): boolean {
  const identity = identityOf(entry);
  return from <= identity && identity < to;
}

/** A part of a document, with what was added since it was written; the whole document, where it has no parts. */
export interface Slice extends Range {
  /** Number of the part; undefined where there is nothing to read. */
  part: number | undefined;
  added: LedgerEntry[];
}

/** The slices that have entries of a range, in order. */
export function slicesOf({ entries, parts }: LedgerDocument, range: Range): Slice[] {
  const starts = parts.length === 0 ? [undefined] : parts.keys();
  const slices = [...starts].map((part): Slice => {
    const from = part === undefined || part === 0 ? EVERYTHING.from : (parts[part] ?? END);
    return { part, from, to: parts[(part ?? 0) + 1] ?? END, added: [] };
  });
  let at = 0;
  for (const entry of entries) {
    while (identityOf(entry) >= (slices[at]?.to ?? END) && at < slices.length - 1) at += 1;
    slices[at]?.added.push(entry);
  }
  return slices.filter(({ from, to }) => from < range.to && range.from < to);
}

/** The blobs that a large bucket has its entries in: `<bucket>/<generation>/<number>` under `parts/`, each written once. */
export interface LedgerParts {
  /**
   * What a slice holds, sorted by `identityOf`; undefined where the bucket was written anew, so that the part is gone. One that
   * somebody else removed holds nothing. Throws LedgerUnreadableError.
   */
  read(bucket: string, generation: string, slice: Slice): Promise<LedgerEntry[] | undefined>;
  /** The same slices, without the parts that hold nothing that a filter means. */
  narrow(bucket: string, generation: string, slices: Slice[], filter: LedgerFilter): Promise<Slice[]>;
  /**
   * Writes what a document and its parts hold, and what is to be kept of it, as parts of a new generation; what fits into one
   * part is left to the document.
   *
   * @returns undefined where the bucket was written anew meanwhile
   */
  write(
    bucket: string,
    document: LedgerDocument,
    generation: string,
    keeps: (entry: LedgerEntry) => boolean,
  ): Promise<Written | undefined>;
  /** Names of the parts of a bucket, of one generation or of all. */
  namesOf(bucket: string, generation?: string): Promise<string[]>;
  remove(names: readonly string[]): Promise<void>;
}

/** A document of a new generation, and how many entries it does not hold any more. */
interface Written extends LedgerDocument {
  removed: number;
}

/** Parts that are in memory together. */
const PARTS_AT_ONCE = 8;

/** @param mostEntries  of a part */
export function createLedgerParts(blobs: LedgerBlobs, mostEntries: number): LedgerParts {
  return {
    read,
    async narrow(bucket, generation, slices, { tag, digest }) {
      if (slices.length < 2 || (tag === undefined && digest === undefined)) return slices;
      const holds = mayHold({ ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) });
      const others = new Set<string>();
      for await (const { name, summary } of blobs.list(folderOf(bucket, generation))) {
        if (!holds(summary)) others.add(name);
      }
      return slices.map(({ part, ...slice }) => {
        const isOther = part !== undefined && others.has(nameOf(bucket, generation, part));
        return { ...slice, part: isOther ? undefined : part };
      });
    },
    async write(bucket, document, generation, keeps) {
      const written: Written = { generation, entries: [], parts: [], removed: 0 };
      for await (const slices of growingGroups(slicesOf(document, EVERYTHING), PARTS_AT_ONCE)) {
        for (const entries of await inGroups(slices, slices.length, (slice) =>
          read(bucket, document.generation, slice),
        )) {
          if (!entries) return undefined;
          const kept = entries.filter(keeps);
          written.entries = written.entries.concat(kept);
          written.removed += entries.length - kept.length;
        }
        while (written.entries.length > mostEntries) await writePart(bucket, written);
      }
      if (written.parts.length > 0) await writePart(bucket, written);
      return written;
    },
    async namesOf(bucket, generation) {
      const names: string[] = [];
      for await (const { name } of blobs.list(folderOf(bucket, generation))) names.push(name);
      return names;
    },
    async remove(names) {
      await inGroups(names, PARTS_AT_ONCE, (name) => blobs.remove(name));
    },
  };

  async function read(bucket: string, generation: string, { part, added }: Slice): Promise<LedgerEntry[] | undefined> {
    if (part === undefined) return added;
    const stored = await blobs.read(nameOf(bucket, generation, part));
    if (stored) return mergeEntries(stored.entries, added);
    return (await blobs.read(bucket))?.generation === generation ? added : undefined;
  }

  /** Moves the first entries of a document to a part. */
  async function writePart(bucket: string, { generation, entries, parts }: LedgerDocument): Promise<void> {
    const moved = entries.splice(0, mostEntries);
    const [first] = moved;
    if (!first) return;
    const name = nameOf(bucket, generation, parts.push(identityOf(first)) - 1);
    await blobs.replace(name, { generation, entries: moved, parts: [] }, undefined);
  }
}

/** @param bucket  `ledger/<route>/buckets/<number>` */
function folderOf(bucket: string, generation?: string): string {
  const [ledger, route, , number] = bucket.split('/');
  return `${ledger}/${route}/parts/${number}/${generation === undefined ? '' : `${generation}/`}`;
}

function nameOf(bucket: string, generation: string, part: number): string {
  return `${folderOf(bucket, generation)}${String(part).padStart(4, '0')}`;
}
