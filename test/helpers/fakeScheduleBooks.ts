import type { ScheduleBooks } from '../../src/domain/ports/scheduleBooks';
import type { ScheduleBook } from '../../src/domain/schedule/scheduleBook';

/** How far the schedules of each route have been looked at, in memory: everything goes in and out as a copy. */
export class FakeScheduleBooks implements ScheduleBooks {
  private readonly documents = new Map<string, { book: ScheduleBook; version: string }>();
  private versions = 0;
  /** Called before a write is looked at. */
  beforeWrite: () => Promise<void> = async () => {};

  async routes(): Promise<string[]> {
    return [...this.documents.keys()];
  }

  async read(route: string): Promise<{ book: ScheduleBook; version: string } | undefined> {
    return structuredClone(this.documents.get(route));
  }

  async write(route: string, book: ScheduleBook | undefined, version: string | undefined): Promise<boolean> {
    await this.beforeWrite();
    if (this.documents.get(route)?.version !== version) return false;
    this.versions += 1;
    if (book) this.documents.set(route, { book: structuredClone(book), version: String(this.versions) });
    else this.documents.delete(route);
    return true;
  }
}
