import type { Platform } from '../platform';

/** An event in Event Grid's own schema. Source: learn.microsoft.com/azure/event-grid/event-schema. */
export interface EventGridEvent {
  /** Resource id of what the event is about. */
  topic: string;
  subject: string;
  eventType: string;
  id: string;
  /** With seven decimals, `Z` at the end. */
  eventTime: string;
  data: Record<string, unknown>;
  dataVersion: string;
  metadataVersion: string;
}

/** What a source of events says of one. */
export type EventContent = Pick<EventGridEvent, 'topic' | 'subject' | 'eventType' | 'data'> & { dataVersion?: string };

/** A new event, that happens now. */
export function createEvent(platform: Platform, content: EventContent): EventGridEvent {
  const { topic, subject, eventType, data, dataVersion = '' } = content;
  const eventTime = eventTimeOf(platform.now());
  return { topic, subject, eventType, id: platform.newId(), data, dataVersion, metadataVersion: '1', eventTime };
}

/** `2026-01-02T03:04:05.6780000Z` */
export function eventTimeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '0000Z');
}
