import type { ScheduleBook } from '../schedule/scheduleBook';

/** How far the schedules of each route have been looked at, in the app's own store: it is shared by all hosts, and outlives them. */
export interface ScheduleBooks {
  /** The routes that have a book. */
  routes(): Promise<string[]>;
  /** Undefined where the route has none. `version` tells this reading from every other one. */
  read(route: string): Promise<{ book: ScheduleBook; version: string } | undefined>;
  /**
   * Writes a book in place of the one that was read, or removes it where it is undefined.
   *
   * @param version  undefined where there was none
   * @returns false, and nothing is written, when somebody else has written since
   */
  write(route: string, book: ScheduleBook | undefined, version: string | undefined): Promise<boolean>;
}
