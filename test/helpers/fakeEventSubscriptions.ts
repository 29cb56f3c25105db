import type { EventSubscriptionFacts, EventSubscriptions } from '../../src/domain/ports/eventSubscriptions';
import type { RouteEnd } from '../../src/domain/route';

/** Event subscriptions in memory, by the resource id of their source. */
export class FakeEventSubscriptions implements EventSubscriptions {
  readonly known = new Map<string, EventSubscriptionFacts[]>();
  failure: Error | undefined;

  async of(_end: RouteEnd, sourceId: string): Promise<EventSubscriptionFacts[]> {
    if (this.failure) throw this.failure;
    return this.known.get(sourceId) ?? [];
  }
}
