/** What is read of an event that Event Grid delivers; anybody may have written it, so that nothing is what it should be. */
export interface EventFields {
  /** The event's type. */
  kind: unknown;
  /** Whether it is in the Event Grid schema, or a CloudEvent 1.0. */
  isKnownSchema: boolean;
  /** Resource id of what it tells of. */
  source: unknown;
  subject: unknown;
  data: Readonly<Record<string, unknown>>;
}

/**
 * Reads an event in the Event Grid schema, or a CloudEvent. Whatever it is given, it answers.
 *
 * @see https://learn.microsoft.com/azure/event-grid/event-schema and https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */
export function readEventFields(event: unknown): EventFields {
  const { eventType, type, specversion, topic, source, subject, data } = fieldsOf(event);
  const isCloudEvent = specversion !== undefined;
  return {
    kind: isCloudEvent ? type : eventType,
    isKnownSchema: !isCloudEvent || specversion === '1.0',
    source: isCloudEvent ? source : topic,
    subject,
    data: fieldsOf(data),
  };
}

/** The fields of an object; none of anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
