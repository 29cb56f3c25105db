import type { EventSubscriptions } from '../../src/domain/ports/eventSubscriptions';
import type { RouteEnd } from '../../src/domain/route';

export interface EventSubscriptionsUnderTest {
  subscriptions: EventSubscriptions;
  end: RouteEnd;
  /** Has `own`, and below a system topic `nested`; both of blobs that are created in `imports`. */
  sourceId: string;
  /** Has none. */
  otherId: string;
}

/** What EventSubscriptions promise. */
export function describeEventSubscriptionsContract(name: string, setUp: () => EventSubscriptionsUnderTest): void {
  describe(`EventSubscriptions: ${name}`, () => {
    it('tell those of a source and of its system topics, and none of another one', async () => {
      const { subscriptions, end, sourceId, otherId } = setUp();
      const facts = {
        state: 'Succeeded',
        endpointType: 'WebHook',
        endpoint: 'https://app.example/runtime/webhooks/EventGrid',
        eventTypes: ['Microsoft.Storage.BlobCreated'],
        subjectBeginsWith: '/blobServices/default/containers/imports/',
      };
      const found = await subscriptions.of(end, sourceId);
      expect(found).toEqual([
        { name: 'own', ...facts },
        { name: 'nested', ...facts },
      ]);
      expect(await subscriptions.of(end, otherId)).toEqual([]);
    });
  });
}
