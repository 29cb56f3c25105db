import path from 'node:path';
import { appendLines, joinLines, readWholeLines } from '../files/jsonLines';
import { writeAtomically } from '../files/writeAtomically';
import type { DeadLetter, Delivery } from './delivery';
import { eventTimeOf } from './event';

/** Events that were given up; the newest 1,000, kept in the stack's folder. */
export interface DeadLetters {
  list(): readonly DeadLetter[];
  add(delivery: Delivery, reason: string): void;
  clear(): void;
  /** Resolves when all is on disk. */
  close(): Promise<void>;
}

const MOST = 1_000;

/** @param folder has to exist */
export async function openDeadLetters(folder: string): Promise<DeadLetters> {
  const file = path.join(folder, 'dead-letters.jsonl');
  const letters = ((await readWholeLines(file)) ?? []).slice(-MOST).map((line) => JSON.parse(line) as DeadLetter);
  let writing: Promise<void> = writeAtomically(file, joinLines(letters.map((letter) => JSON.stringify(letter))));
  await writing;
  const write = (work: () => Promise<void>): void => {
    writing = writing.then(work).catch(() => undefined);
  };
  return {
    list: () => letters,
    add(delivery, reason) {
      const letter = deadLetterOf(delivery, reason);
      letters.push(letter);
      if (letters.length > MOST) letters.shift();
      write(() => appendLines(file, [JSON.stringify(letter)]));
    },
    clear() {
      letters.length = 0;
      write(() => writeAtomically(file, ''));
    },
    close: () => writing,
  };
}

function deadLetterOf(delivery: Delivery, deadLetterReason: string): DeadLetter {
  const { event, subscription, attempts, publishedAt, lastAttemptAt, lastOutcome } = delivery;
  return {
    ...event,
    subscription,
    deadLetterReason,
    deliveryAttempts: attempts,
    lastDeliveryOutcome: lastOutcome ?? 'was never tried',
    publishTime: eventTimeOf(publishedAt),
    lastDeliveryAttemptTime: lastAttemptAt === undefined ? null : eventTimeOf(lastAttemptAt),
  };
}
