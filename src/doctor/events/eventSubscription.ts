import { lackingOf, leadsTo, type WantedEvents } from '../../domain/doctor/eventReach';
import type { EventSubscriptionFacts } from '../../domain/ports/eventSubscriptions';
import { primaryAddress } from '../../domain/primaryAddress';
import { ok, warning, type EndCheck, type EndOfRoute } from '../check';
import { unknownAccount } from '../storage/storageCheck';

/** Without events the sweep finds what arrived, and what was pushed: nothing fails, it only comes later. */
export const eventSubscription: EndCheck = {
  code: 'event_subscription',
  about: 'end',
  question: 'Does Event Grid tell the app of what the route waits for at this end?',
  isCheap: false,
  symptom:
    'What is pushed, or arrives, is transferred some minutes later only: the sweep finds it, no event told of it.',
  remedy:
    'Create the event subscription of docs/triggers.md; where Event Grid cannot reach the app, the sweep alone suffices.',
  explains: [],
  async look({ eventSubscriptions, resources }, at) {
    const { end, name } = at;
    const wanted = wantedAt(at);
    if (!wanted) return ok('The route starts nothing by events of this end.');
    const sourceId = name === 'target' ? await resources.storageAccountIdOf(end) : end.registryId;
    if (sourceId === undefined) return unknownAccount(end);
    const all = await eventSubscriptions.of(end, sourceId);
    const leading = all.filter((one) => leadsTo(one, wanted));
    const judged = leading.map((one) => ({ one, lacking: lackingOf(one, wanted) }));
    const good = judged.find(({ lacking }) => lacking === undefined);
    if (good) return ok(`The event subscription ${good.one.name} of ${sourceId} leads to ${placeOf(good.one)}.`);
    const found =
      judged.length === 0
        ? `no event subscription that leads to ${wanted.functionName}${seenIn(all)}`
        : judged.map(({ one, lacking }) => `the event subscription ${one.name}, which ${lacking}`).join(', and ');
    return warning(
      `At ${sourceId} the app sees ${found}: only the sweep, every five minutes, finds what no event told of.`,
      {
        say:
          `Have an event subscription send ${wanted.eventType}${wanted.subject === '' ? '' : ` of subjects that begin with ${wanted.subject}`} to the ` +
          `function ${wanted.functionName} of the app (docs/triggers.md). Where Event Grid cannot reach the app, leave it to the sweep.`,
      },
    );
  },
};

function wantedAt({ name, end, route }: EndOfRoute): WantedEvents | undefined {
  if (name === 'source') {
    const eventType = 'Microsoft.ContainerRegistry.ImagePushed';
    return route.onPush && { functionName: 'imagePushed', eventType, subject: '' };
  }
  if (!route.arrivals) return undefined;
  const container = new URL(primaryAddress(end.containerUri)).pathname.split('/').filter(Boolean).at(-1) ?? '';
  return {
    functionName: 'blobCreated',
    eventType: 'Microsoft.Storage.BlobCreated',
    subject: `/blobServices/default/containers/${container}/blobs/${route.arrivals.prefix}`,
  };
}

function seenIn(all: readonly EventSubscriptionFacts[]): string {
  return all.length === 0 ? '' : ` (others: ${all.map(({ name }) => name).join(', ')})`;
}

function placeOf({ endpointType, endpoint }: EventSubscriptionFacts): string {
  return `${endpoint} (${endpointType})`;
}
