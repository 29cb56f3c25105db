import { z } from 'zod';
import type { LedgerEntry } from '../../../domain/ledger/entry';
import { identityOf } from '../../../domain/plan';

/** What a blob of the ledger holds. */
export interface LedgerDocument {
  /** Stays while entries are only added; a new one, never used before, whenever any may have left. */
  generation: string;
  /** Sorted by `identityOf`. */
  entries: LedgerEntry[];
  /** Of each part that is kept apart, the identity where it begins: it ends where the next one begins. Mostly none. */
  parts: string[];
}

const index = z.int().nonnegative();
/** Tag or null, digest, which delivery was the first, which the last, verified or only exported. */
const rowSchema = z.tuple([
  z.string().nullable(),
  z.string(),
  index,
  index,
  z.union([z.boolean(), z.literal('exported')]),
]);
type Row = z.infer<typeof rowSchema>;

const documentSchema = z.strictObject({
  /** Version of the format. */
  version: z.literal(2),
  generation: z.string().min(1),
  parts: z.array(z.string()).exactOptional(),
  /** Transfer or rebuild, and time: those that entries speak of. */
  deliveries: z.array(z.tuple([z.string(), z.string()])),
  repositories: z.array(z.strictObject({ name: z.string(), entries: z.array(rowSchema) })),
});
type Stored = z.infer<typeof documentSchema>;

/** @returns the mistake, as the place in the text where it is, for anything that `textOfDocument` does not write */
export function parseDocument(text: string): LedgerDocument | { mistake: string } {
  const parsed = documentSchema.safeParse(jsonIn(text));
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.join('.') ?? '';
    return { mistake: place === '' ? 'at its root' : `at ${place}` };
  }
  const { generation, parts = [], deliveries, repositories } = parsed.data;
  const entries: LedgerEntry[] = [];
  for (const [at, { name, entries: rows }] of repositories.entries()) {
    for (const [line, row] of rows.entries()) {
      const entry = entryOf(name, row, deliveries);
      if (!entry) return { mistake: `at repositories.${at}.entries.${line}, which names a delivery that is not there` };
      entries.push(entry);
    }
  }
  if (!isAscending(entries.map(identityOf))) return { mistake: 'at repositories, which are not in order' };
  if (!isAscending(parts)) return { mistake: 'at parts, which are not in order' };
  return { generation, entries, parts };
}

/** The same document is always the same text. */
export function textOfDocument({ generation, entries, parts }: LedgerDocument): string {
  const places = new Map<string, number>();
  const deliveries: Stored['deliveries'] = [];
  const placeOf = (id: string, at: string): number => {
    const key = `${id} ${at}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, deliveries.length);
    return deliveries.push([id, at]) - 1;
  };
  const repositories: Stored['repositories'] = [];
  for (const entry of entries) {
    const first = placeOf(entry.firstTransfer, entry.firstAt);
    const latest = placeOf(entry.lastTransfer, entry.lastAt);
    const row: Row = [entry.tag ?? null, entry.digest, first, latest, entry.exported ? 'exported' : entry.verified];
    const last = repositories.at(-1);
    if (last?.name === entry.repository) last.entries.push(row);
    else repositories.push({ name: entry.repository, entries: [row] });
  }
  const stored: Stored = { version: 2, generation, ...(parts.length > 0 && { parts }), deliveries, repositories };
  return JSON.stringify(stored);
}

function entryOf(
  repository: string,
  [tag, digest, first, last, state]: Row,
  deliveries: Stored['deliveries'],
): LedgerEntry | undefined {
  const [firstTransfer, firstAt] = deliveries[first] ?? [];
  const [lastTransfer, lastAt] = deliveries[last] ?? [];
  if (firstTransfer === undefined || firstAt === undefined) return undefined;
  if (lastTransfer === undefined || lastAt === undefined) return undefined;
  return {
    repository,
    ...(tag !== null && { tag }),
    digest,
    ...{ firstTransfer, lastTransfer, firstAt, lastAt },
    verified: state === true,
    ...(state === 'exported' && { exported: true as const }),
  };
}

function isAscending(texts: readonly string[]): boolean {
  return texts.every((text, at) => at === 0 || (texts[at - 1] ?? '') < text);
}

/** Undefined, which no document is, for what is no JSON. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
