import { ServiceUnavailableError } from '../failures/errors';
import type { Chance, Clock } from '../ports/machine';
import type { ScheduleBooks } from '../ports/scheduleBooks';
import { NO_BOOK, type ScheduleBook } from './scheduleBook';

const MOST_TRIES = 20;
const LONGEST_WAIT_MS = 500;

/** Where books are kept, and what it takes to try again when somebody else was faster. */
export interface BookChanging {
  schedules: ScheduleBooks;
  machine: Pick<Clock, 'wait'> & Pick<Chance, 'random'>;
}

/**
 * Changes the book of a route: reads, changes, writes over what was read, and begins again when somebody else was faster.
 *
 * Errors: ServiceUnavailableError when somebody else is faster again and again, and those of the app's own store.
 *
 * @returns the book after the change
 */
export async function changeBook(
  { schedules, machine }: BookChanging,
  route: string,
  change: (book: ScheduleBook) => ScheduleBook,
): Promise<ScheduleBook> {
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const found = await schedules.read(route);
    const before = found?.book ?? NO_BOOK;
    const after = change(before);
    const isSame = JSON.stringify(after) === JSON.stringify(before);
    const written = after.schedules.length === 0 ? undefined : after;
    if (isSame || (await schedules.write(route, written, found?.version))) return after;
    await machine.wait(machine.random() * LONGEST_WAIT_MS, new AbortController().signal);
  }
  const words = `others changed it at the same time, ${MOST_TRIES} times in a row.`;
  throw new ServiceUnavailableError(`change the book of schedules of the route ${route}`, { words });
}
