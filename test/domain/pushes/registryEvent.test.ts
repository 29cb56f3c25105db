import fc from 'fast-check';
import { readRegistryEvent } from '../../../src/domain/pushes/registryEvent';
import { cloudEventOf } from '../../helpers/gridEvent';
import { imagePushedEvent } from '../../helpers/registryEvents';

const REGISTRY = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/builds';
const DIGEST = `sha256:${'a'.repeat(64)}`;
const V1 = { repository: 'team/app', tag: 'v1', digest: DIGEST };
const PUSHED = { kind: 'pushed', registryId: REGISTRY, push: V1 };

it('a push, in both schemas', () => {
  const event = imagePushedEvent(REGISTRY, V1);
  expect(readRegistryEvent(event)).toEqual({ event: PUSHED });
  expect(readRegistryEvent(cloudEventOf(event))).toEqual({ event: PUSHED });
});

it.each(['ChartPushed', 'ImagePushed'])('%s is a push; one without a tag is told by its digest', (name) => {
  const event = imagePushedEvent(
    REGISTRY,
    { repository: 'team/app', digest: DIGEST },
    { eventType: `Microsoft.ContainerRegistry.${name}` },
  );
  expect(readRegistryEvent(event)).toEqual({
    event: { ...PUSHED, push: { repository: 'team/app', digest: DIGEST } },
  });
});

it.each(['ChartDeleted', 'ImageDeleted'])('%s is a deletion', (name) => {
  const eventType = `Microsoft.ContainerRegistry.${name}`;
  expect(readRegistryEvent(imagePushedEvent(REGISTRY, V1, { eventType }))).toEqual({
    event: { ...PUSHED, kind: 'deleted' },
  });
});

it.each<[string, unknown]>([
  ['another event', imagePushedEvent(REGISTRY, V1, { eventType: 'Microsoft.Storage.BlobCreated' })],
  ['another event', imagePushedEvent(REGISTRY, V1, { eventType: 'Microsoft.ContainerRegistry.ImageScanned' })],
  ['no event that can be read', undefined],
  ['no event that can be read', 'text'],
  ['no event that can be read', imagePushedEvent('/subscriptions/s', V1)],
  ['no event that can be read', imagePushedEvent(`${REGISTRY}/exportPipelines/x`, V1)],
  ['no event that can be read', imagePushedEvent(REGISTRY, { ...V1, repository: '../app' })],
  ['no event that can be read', imagePushedEvent(REGISTRY, { ...V1, repository: 'a'.repeat(256) })],
  ['no event that can be read', imagePushedEvent(REGISTRY, { ...V1, tag: 'v1/../x' })],
  ['no event that can be read', imagePushedEvent(REGISTRY, { ...V1, digest: 'sha256:abc' })],
  ['no event that can be read', imagePushedEvent(REGISTRY, V1, { data: {} })],
  ['no event that can be read', { ...cloudEventOf(imagePushedEvent(REGISTRY, V1)), specversion: '2.0' }],
])('%s: %j', (unread, event) => {
  expect(readRegistryEvent(event)).toEqual({ unread });
});

it('whatever it is given, it answers, and what it reads can be named', () => {
  const events = fc.oneof(
    fc.anything(),
    fc.record({
      eventType: fc.constant('Microsoft.ContainerRegistry.ImagePushed'),
      topic: fc.oneof(fc.constant(REGISTRY), fc.string()),
      data: fc.record({
        target: fc.oneof(
          fc.anything(),
          fc.record({
            repository: fc.oneof(fc.constant('team/app'), fc.string()),
            tag: fc.oneof(fc.constant('v1'), fc.anything()),
            digest: fc.oneof(fc.constant(DIGEST), fc.string()),
          }),
        ),
      }),
    }),
  );
  fc.assert(
    fc.property(events, (event) => {
      const read = readRegistryEvent(event);
      if ('unread' in read) return;
      expect(`${read.event.push.repository}:${read.event.push.tag ?? 'x'}`).toMatch(/^[a-z0-9/._-]+:[A-Za-z0-9._-]+$/);
    }),
  );
});
