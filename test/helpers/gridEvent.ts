/** An event in the Event Grid schema. */
export interface GridEvent {
  id: string;
  topic: string;
  subject: string;
  eventType: string;
  eventTime: string;
  data: Record<string, unknown>;
  dataVersion: string;
  metadataVersion: string;
}

/** The same as a CloudEvent 1.0. */
export function cloudEventOf({ id, topic, subject, eventType, eventTime, data }: GridEvent): Record<string, unknown> {
  return { specversion: '1.0', type: eventType, source: topic, id, time: eventTime, subject, data };
}
