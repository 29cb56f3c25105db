import { eventSubscription } from '../../../src/doctor/events/eventSubscription';
import { AccessDeniedError } from '../../../src/domain/failures/errors';
import type { EventSubscriptionFacts } from '../../../src/domain/ports/eventSubscriptions';
import { doctorPorts } from '../../helpers/fakeDoctorPorts';
import { route, SOURCE, TARGET } from '../../helpers/route';
import { look } from '../look';

const ACCOUNT = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/images';
const CONTAINER = TARGET.containerUri.split('/').at(-1);
const SUBJECTS = `/blobServices/default/containers/${CONTAINER}/`;
const AT = { route: route({ arrivals: { prefix: 'inbox/', manifestWaitMinutes: 15 } }) };
const GOOD: EventSubscriptionFacts = {
  name: 'arrivals',
  state: 'Succeeded',
  endpointType: 'AzureFunction',
  endpoint: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/ferry/functions/blobCreated',
  eventTypes: ['Microsoft.Storage.BlobCreated'],
  subjectBeginsWith: SUBJECTS,
};

function prepare(...known: EventSubscriptionFacts[]) {
  const ports = doctorPorts();
  ports.resources.accounts.set(TARGET.containerUri.replace(/\/[^/]+$/, ''), ACCOUNT);
  ports.eventSubscriptions.known.set(ACCOUNT, known);
  return ports;
}

describe('event_subscription', () => {
  it.each<[string, Partial<EventSubscriptionFacts>]>([
    ['to the function', {}],
    ['to a webhook of the host', { endpointType: 'WebHook', endpoint: 'https://x.example/runtime/webhooks/EventGrid' }],
    ['of all subjects', { subjectBeginsWith: '' }],
    ['of the prefix, in other case', { subjectBeginsWith: `${SUBJECTS}blobs/INBOX/` }],
    ['of the type All', { eventTypes: ['All'] }],
  ])('is ok with a subscription %s', async (_what, changes) => {
    expect(await look(eventSubscription, prepare({ ...GOOD, ...changes }), AT)).toMatchObject({
      status: 'ok',
      evidence: expect.stringContaining('arrivals') as string,
    });
  });

  it.each<[string, Partial<EventSubscriptionFacts>, string]>([
    ['is not ready', { state: 'AwaitingManualAction' }, 'is AwaitingManualAction'],
    [
      'is of other events',
      { eventTypes: ['Microsoft.Storage.BlobDeleted'] },
      'leaves out Microsoft.Storage.BlobCreated',
    ],
    ['is of other blobs', { subjectBeginsWith: `${SUBJECTS}blobs/other/` }, 'begin with'],
    [
      'leads elsewhere',
      { endpoint: '/sites/ferry/functions/imagePushed' },
      'no event subscription that leads to blobCreated (others: arrivals)',
    ],
    ['leads to a queue', { endpointType: 'StorageQueue', endpoint: ACCOUNT }, 'no event subscription'],
  ])('warns of one that %s', async (_what, changes, words) => {
    expect(await look(eventSubscription, prepare({ ...GOOD, ...changes }), AT)).toMatchObject({
      status: 'warning',
      evidence: expect.stringContaining(words) as string,
      fix: { say: expect.stringContaining(`containers/${CONTAINER}/blobs/inbox/`) as string },
    });
  });

  it('warns of none, and finds a better one beside a bad one', async () => {
    expect((await look(eventSubscription, prepare(), AT)).status).toBe('warning');
    expect((await look(eventSubscription, prepare({ ...GOOD, state: 'Failed' }, GOOD), AT)).status).toBe('ok');
  });

  it('asks the registry where pushes start transfers', async () => {
    const ports = prepare();
    const at = { name: 'source' as const, route: route({ onPush: { quietSeconds: 1, maxWaitSeconds: 2 } }) };
    expect((await look(eventSubscription, ports, at)).status).toBe('warning');
    const pushed = { eventTypes: ['Microsoft.ContainerRegistry.ImagePushed'], subjectBeginsWith: 'apps/' };
    ports.eventSubscriptions.known.set(SOURCE.registryId, [
      { ...GOOD, ...pushed, endpoint: '/sites/ferry/functions/imagePushed' },
    ]);
    expect((await look(eventSubscription, ports, at)).status).toBe('ok');
  });

  it('asks nothing where the route needs no events, and cannot tell without the account', async () => {
    const ports = prepare();
    ports.eventSubscriptions.failure = new AccessDeniedError('list', 'Reader', { words: '403' });
    for (const name of ['source', 'target'] as const)
      expect((await look(eventSubscription, ports, { name })).status).toBe('ok');
    await expect(look(eventSubscription, ports, AT)).rejects.toThrow(AccessDeniedError);
    ports.resources.accounts.clear();
    expect((await look(eventSubscription, ports, AT)).status).toBe('notCheckable');
  });
});
