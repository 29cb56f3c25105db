import type { Delivery } from './delivery';
import type { EventGridEvent } from './event';

/** An event that happened, and what became of it. */
export interface LoggedEvent {
  event: EventGridEvent;
  /** None when nobody has subscribed to it. */
  deliveries: readonly Delivery[];
}

export interface EventFilter {
  eventType?: string;
  /** Part of the subject. */
  subject?: string;
}

const LONGEST = 20_000;

/** What happened since the stack started, or since the log was cleared; the newest 20,000. */
export class EventLog {
  #entries: LoggedEvent[] = [];

  add(entry: LoggedEvent): void {
    if (this.#entries.length >= LONGEST) this.#entries.splice(0, LONGEST / 10);
    this.#entries.push(entry);
  }

  /** Oldest first. */
  list({ eventType, subject }: EventFilter = {}): LoggedEvent[] {
    return this.#entries.filter(
      ({ event }) =>
        (eventType === undefined || event.eventType === eventType) &&
        (subject === undefined || event.subject.includes(subject)),
    );
  }

  clear(): void {
    this.#entries = [];
  }
}
