import type { RouteEnd } from '../route';

/** An event subscription, as far as it tells whether events reach the app. */
export interface EventSubscriptionFacts {
  readonly name: string;
  /** `Succeeded` where events are delivered. */
  readonly state: string;
  /** `AzureFunction`, `WebHook`, `EventHub`, … */
  readonly endpointType: string;
  /** Resource id of a function, or address of a webhook without its query; empty where it is another kind. */
  readonly endpoint: string;
  /** Absent where all are delivered. */
  readonly eventTypes?: readonly string[];
  /** What subjects begin with; empty where any will do. */
  readonly subjectBeginsWith: string;
}

/** Asks Resource Manager who is told of events. */
export interface EventSubscriptions {
  /**
   * Those of a storage account or a registry, and of its system topics as far as the app sees them.
   *
   * @param sourceId  resource id of the source of the events
   *
   * Errors: AccessDeniedError, ResourceNotFoundError, ServiceUnavailableError, ServiceRefusedError.
   */
  of(end: RouteEnd, sourceId: string): Promise<EventSubscriptionFacts[]>;
}
