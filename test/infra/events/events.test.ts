import { lackingOf, leadsTo } from '../../../src/domain/doctor/eventReach';
import { deployEvents, deployInfra, readTemplate, SOURCE_REGISTRY, SUBSCRIPTION } from '../deployInfra';
import { deployTemplate, REGION_OF_OTHERS, type Deployed } from '../template/deployTemplate';
import { documentedSubscription } from './documentedSubscription';

const EVENTS = readTemplate('events');
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-ferry/providers`;
const APP = `${GROUP}/Microsoft.Web/sites/func-ferry`;
const TARGET = `${GROUP}/Microsoft.Storage/storageAccounts/ferryimp`;
const LETTERS = `${GROUP}/Microsoft.Storage/storageAccounts/ferryhost`;
const WHO = {
  appPrincipalId: '88888888-8888-4888-8888-888888888888',
  looksRoleId: '99999999-aaaa-4aaa-8aaa-999999999999',
};
const ALL = { sourceRegistryId: SOURCE_REGISTRY, targetStorageAccountId: TARGET, deadLetterAccountId: LETTERS };

function deploy(given: Record<string, unknown> = ALL) {
  const scope = { subscriptionId: SUBSCRIPTION };
  const { resources } = deployTemplate(EVENTS, scope, { functionAppId: APP, ...WHO, ...given });
  const ofType = (type: string): Deployed[] => resources.filter((one) => one.type === type);
  const subscriptions = ofType('Microsoft.EventGrid/systemTopics/eventSubscriptions');
  return {
    resources,
    topics: ofType('Microsoft.EventGrid/systemTopics'),
    grants: ofType('Microsoft.Authorization/roleAssignments').filter(({ properties }) => !isApp(properties)),
    looks: ofType('Microsoft.Authorization/roleAssignments').filter(({ properties }) => isApp(properties)),
    pushes: subscriptions.find(({ id }) => id.endsWith('-pushes'))?.properties as Subscription | undefined,
    arrivals: subscriptions.find(({ id }) => id.endsWith('-arrivals'))?.properties as Subscription | undefined,
  };
}

function isApp({ principalId }: Deployed['properties']): boolean {
  return principalId === WHO.appPrincipalId;
}

interface Subscription {
  destination: { endpointType: string; properties: { resourceId: string } };
  filter: { includedEventTypes: string[]; subjectBeginsWith: string; advancedFilters?: unknown[] };
  retryPolicy: unknown;
  deadLetterWithResourceIdentity?: unknown;
}

/** As Resource Manager would show it to the doctor. */
function factsOf({ destination, filter }: Subscription) {
  const { endpointType, properties } = destination;
  const { includedEventTypes: eventTypes, subjectBeginsWith } = filter;
  return {
    ...{ name: 'one', state: 'Succeeded', endpointType },
    endpoint: properties.resourceId,
    eventTypes,
    subjectBeginsWith,
  };
}

it('makes what the doctor of the app looks for', () => {
  const { pushes, arrivals } = deploy({ ...ALL, arrivalsPrefix: 'inbox/' });
  const pushed = { functionName: 'imagePushed', eventType: 'Microsoft.ContainerRegistry.ImagePushed', subject: '' };
  const subject = '/blobServices/default/containers/imports/blobs/inbox/';
  const created = { functionName: 'blobCreated', eventType: 'Microsoft.Storage.BlobCreated', subject };
  for (const [made, wanted] of [
    [pushes, pushed],
    [arrivals, created],
  ] as const) {
    if (!made) throw new Error('There is no subscription.');
    expect([leadsTo(factsOf(made), wanted), lackingOf(factsOf(made), wanted)]).toEqual([true, undefined]);
  }
  expect(
    lackingOf(factsOf(arrivals as Subscription), { ...created, subject: subject.replace('imports', 'others') }),
  ).toBeDefined();
});

it.each([
  ['ferry-arrivals', 'arrivals'],
  ['acr-ferry-pushed', 'pushes'],
] as const)('makes of %s what docs/triggers.md says', (name, key) => {
  const made = deploy()[key];
  const said = documentedSubscription(name);
  expect(made?.filter.includedEventTypes).toEqual(said.eventTypes);
  expect(made?.filter.advancedFilters ?? []).toEqual(said.advancedFilters);
  expect(made?.retryPolicy).toEqual(said.retryPolicy);
});

it('waits for whole files where the namespace is hierarchical', () => {
  const { arrivals } = deploy({ ...ALL, hierarchicalNamespace: true });
  expect(arrivals?.filter.advancedFilters).toContainEqual({
    ...{ operatorType: 'StringIn', key: 'data.api', values: ['FlushWithClose', 'PutBlob', 'PutBlockList', 'CopyBlob'] },
  });
});

it('what cannot be delivered is written with the identity of the topic, which may write there and nowhere else', () => {
  const { topics, grants, arrivals, pushes } = deploy();
  expect(topics.map(({ body }) => body['identity'])).toEqual([{ type: 'SystemAssigned' }, { type: 'SystemAssigned' }]);
  for (const made of [arrivals, pushes]) {
    expect(made?.deadLetterWithResourceIdentity).toEqual({
      identity: { type: 'SystemAssigned' },
      deadLetterDestination: {
        endpointType: 'StorageBlob',
        properties: { resourceId: LETTERS, blobContainerName: 'dead-letters' },
      },
    });
  }
  expect(grants).toHaveLength(2);
  for (const { id } of grants)
    expect(id).toContain(`${LETTERS}/blobServices/default/containers/dead-letters/providers/`);
});

it('without a place for dead letters there are none, and no rights', () => {
  const { grants, arrivals, resources } = deploy({ ...ALL, deadLetterAccountId: '' });
  expect([grants, arrivals?.deadLetterWithResourceIdentity]).toEqual([[], undefined]);
  expect(resources.map(({ type }) => type)).not.toContain('Microsoft.Storage/storageAccounts/blobServices/containers');
});

it('refuses to write dead letters where they would be events', () => {
  const same = { ...ALL, deadLetterAccountId: TARGET.toUpperCase(), deadLetterContainer: 'imports' };
  expect(() => deploy(same)).toThrow('each dead letter would be an event');
  expect(() => deploy({ ...same, deadLetterContainer: 'letters' })).not.toThrow();
});

it('an existing system topic is used and not made', () => {
  const { topics, pushes, resources } = deploy({ ...ALL, sourceTopicName: 'builds-events' });
  expect(topics).toHaveLength(1);
  expect(pushes).toBeDefined();
  const subscription = resources.find(({ id }) => id.endsWith('-pushes'));
  expect(subscription?.id).toContain(
    '/resourceGroups/images/providers/Microsoft.EventGrid/systemTopics/builds-events/',
  );
});

it('a topic has a name that it may have, however long that of its registry is, and no other registry’s', () => {
  const nameOf = (registry: string) => {
    const { topics } = deploy({ sourceRegistryId: SOURCE_REGISTRY.replace(/[^/]+$/, registry) });
    return topics[0]?.id.split('/').at(-1) ?? '';
  };
  expect(nameOf('b'.repeat(44))).toBe(`ferry-${'b'.repeat(44)}`);
  const [one, other] = [nameOf('b'.repeat(50)), nameOf(`${'b'.repeat(49)}c`)];
  expect(one).toMatch(/^ferry-b{30}-\w{13}$/);
  expect(other).not.toBe(one);
  expect(nameOf('B'.repeat(50)).toLowerCase()).toBe(one);
});

it.each([
  ['an app that only exports', { sourceRegistryId: SOURCE_REGISTRY }, ['pushes']],
  ['an app that only imports', { targetStorageAccountId: TARGET }, ['arrivals']],
  ['an app that does neither', {}, []],
])('%s gets the events of its end', (_whose, given, expected) => {
  const { pushes, arrivals } = deploy(given);
  expect([...(pushes ? ['pushes'] : []), ...(arrivals ? ['arrivals'] : [])]).toEqual(expected);
});

it('takes what infra/main.bicep tells of itself', () => {
  const infra = deployInfra({ role: 'importOnly' });
  const ids = deployEvents(infra, { arrivalsPrefix: 'inbox/' }).resources.map(({ id }) => id);
  expect(ids.filter((id) => id.includes('/eventSubscriptions/'))).toEqual([
    expect.stringMatching(/\/systemTopics\/ferry-ferryimp\w+\/eventSubscriptions\/func-ferry-\w+-arrivals$/),
  ]);
});

it('the app may look at the topics, made or existing, for its doctor', () => {
  const { looks } = deploy({ ...ALL, sourceTopicName: 'builds-events' });
  expect(looks.map((one) => [one.extends?.split('/').at(-1), one.properties['roleDefinitionId']])).toEqual([
    ['builds-events', expect.stringContaining(WHO.looksRoleId)],
    ['ferry-ferryimp', expect.stringContaining(WHO.looksRoleId)],
  ]);
});

it('a topic is in the region of its source', () =>
  expect(deploy().topics.map(({ body }) => body['location'])).toEqual([REGION_OF_OTHERS, REGION_OF_OTHERS]));

it('makes no registry and no account', () => {
  expect(new Set(deploy().resources.map(({ type }) => type))).toEqual(
    new Set([
      'Microsoft.Authorization/roleAssignments',
      'Microsoft.EventGrid/systemTopics',
      'Microsoft.EventGrid/systemTopics/eventSubscriptions',
      'Microsoft.Storage/storageAccounts/blobServices/containers',
    ]),
  );
});
