import path from 'node:path';
import { appendLines, joinLines, readWholeLines } from '../files/jsonLines';
import { makeFolder } from '../files/makeFolder';
import { writeAtomically } from '../files/writeAtomically';
import type { Delivery } from './delivery';

/** Lines after which those of deliveries that have ended are dropped, if they are most of them. */
const COMPACT_AFTER = 10_000;

type Line =
  { add: Delivery } | { note: Pick<Delivery, 'id' | 'attempts' | 'dueAt'> & Partial<Delivery> } | { end: string };

/** What is on its way, kept on disk: what has not arrived when the stack ends goes on when it starts again. */
export interface DeliveryJournal {
  /** What was on its way when the last stack ended. */
  readonly found: readonly Delivery[];
  /** On disk when it resolves. */
  add(deliveries: readonly Delivery[]): Promise<void>;
  /** Keeps how often a delivery was tried; if the stack ends before this is on disk, it is tried once more. */
  note(delivery: Delivery): void;
  /** Forgets deliveries that have ended; as for `note`. */
  end(deliveries: readonly Delivery[]): void;
  /** Resolves when all is on disk. */
  close(): Promise<void>;
}

/** Opens the journal in a folder, which it makes. */
export async function openDeliveryJournal(folder: string): Promise<DeliveryJournal> {
  const file = path.join(folder, 'deliveries.jsonl');
  await makeFolder(folder);
  const pending = replay((await readWholeLines(file)) ?? []);
  const compact = (): Promise<void> =>
    writeAtomically(file, joinLines([...pending.values()].map((add) => JSON.stringify({ add }))));
  await compact();
  const found = [...pending.values()].map((delivery) => ({ ...delivery }));
  let waiting: string[] = [];
  let lines = pending.size;
  let writing: Promise<void> = Promise.resolve();

  let isBroken = false;
  const flush = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0 && !isBroken) return;
    const rewrite = isBroken || (lines > COMPACT_AFTER && lines > 4 * pending.size);
    // Half a line may stand in the file then: it is not appended to.
    isBroken = true;
    await (rewrite ? compact() : appendLines(file, batch));
    isBroken = false;
    lines = rewrite ? pending.size : lines + batch.length;
  };
  /** All that is written down before the disk is ready goes there at once. */
  const write = (line: Line): Promise<void> => {
    apply(pending, line);
    waiting.push(JSON.stringify(line));
    const written = writing.then(flush);
    writing = written.catch(() => undefined);
    return written;
  };
  return {
    found,
    async add(deliveries) {
      await Promise.all(deliveries.map((delivery) => write({ add: { ...delivery } })));
    },
    note({ id, attempts, dueAt, lastAttemptAt, lastOutcome }) {
      const last = { ...(lastAttemptAt !== undefined && { lastAttemptAt }), ...(lastOutcome && { lastOutcome }) };
      write({ note: { id, attempts, dueAt, ...last } }).catch(() => undefined);
    },
    end(deliveries) {
      for (const { id } of deliveries) write({ end: id }).catch(() => undefined);
    },
    close: () => writing,
  };
}

function replay(lines: readonly string[]): Map<string, Delivery> {
  const pending = new Map<string, Delivery>();
  for (const line of lines) apply(pending, JSON.parse(line) as Line);
  return pending;
}

function apply(pending: Map<string, Delivery>, line: Line): void {
  if ('add' in line) pending.set(line.add.id, line.add);
  else if ('end' in line) pending.delete(line.end);
  else {
    const delivery = pending.get(line.note.id);
    if (delivery) Object.assign(delivery, line.note);
  }
}
