import { insist, type Insisting } from '../insist';
import type { ScheduleBooks } from '../ports/scheduleBooks';
import { NO_BOOK, type ScheduleBook } from './scheduleBook';

/** Where books are kept, and what it takes to try again when somebody else was faster. */
export interface BookChanging {
  schedules: ScheduleBooks;
  machine: Insisting;
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
  return insist(machine, `change the book of schedules of the route ${route}`, async () => {
    const found = await schedules.read(route);
    const before = found?.book ?? NO_BOOK;
    const after = change(before);
    const isSame = JSON.stringify(after) === JSON.stringify(before);
    const written = after.schedules.length === 0 ? undefined : after;
    return isSame || (await schedules.write(route, written, found?.version)) ? { value: after } : undefined;
  });
}
