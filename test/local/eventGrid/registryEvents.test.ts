import type { EventContent } from '../../../local/eventGrid/event';
import { registryEvent } from '../../../local/eventGrid/registryEvents';
import {
  MANIFEST,
  pushBlob,
  pushImage,
  putManifest,
  startTestRegistry,
  type TestRegistry,
} from '../registry/registryFixture';
import { realPlatform } from '../testPlatform';

const TOPIC = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/source';

describe('events of a registry', () => {
  let registry: TestRegistry;
  let events: EventContent[];

  beforeAll(async () => {
    registry = await startTestRegistry({
      onChange: async (change) => void events.push(registryEvent(realPlatform, TOPIC, change)),
    });
  });
  beforeEach(() => {
    events = [];
  });
  afterAll(() => registry.close());

  it('tells of a push, with what was pushed', async () => {
    const { digest, bytes } = await pushImage(registry, 'team/app', '1.0');
    expect(events).toEqual([
      {
        topic: TOPIC,
        subject: 'team/app:1.0',
        eventType: 'Microsoft.ContainerRegistry.ImagePushed',
        data: {
          id: expect.any(String),
          timestamp: expect.any(String),
          action: 'push',
          target: {
            ...{ mediaType: MANIFEST, size: bytes.length, digest, length: bytes.length },
            ...{ repository: 'team/app', tag: '1.0' },
          },
          request: { id: expect.any(String), host: `127.0.0.1:${registry.port}`, method: 'PUT', useragent: '' },
        },
        dataVersion: '1.0',
      },
    ]);
  });

  it('tells of a push by digest, without a tag', async () => {
    const { digest } = await pushImage(registry, 'team/untagged', undefined);
    expect(events).toMatchObject([{ subject: `team/untagged@${digest}`, data: { target: { digest } } }]);
    expect(events[0]?.data['target']).not.toHaveProperty('tag');
  });

  it('tells of a Helm chart as such', async () => {
    const { layer } = await pushImage(registry, 'charts/web', 'seed');
    events = [];
    const config = await pushBlob(registry, 'charts/web', Buffer.from('{}'));
    const manifest = {
      ...{ schemaVersion: 2, mediaType: MANIFEST },
      config: { mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: config, size: 2 },
      layers: [{ mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', digest: layer, size: 13 }],
    };
    await putManifest(registry, 'charts/web', '5.4.0', Buffer.from(JSON.stringify(manifest)));
    expect(events).toMatchObject([
      {
        eventType: 'Microsoft.ContainerRegistry.ChartPushed',
        data: {
          action: 'chart_push',
          target: { repository: 'charts/web', tag: '5.4.0', name: 'web', version: '5.4.0' },
        },
      },
    ]);
  });

  it('tells of deletions of manifests and repositories, and not of tags', async () => {
    // Prepare
    const first = await pushImage(registry, 'gone', '1');
    const second = await pushImage(registry, 'gone', '2');
    events = [];

    // Act
    await registry.send('DELETE', '/acr/v1/gone/_tags/1');
    await registry.send('DELETE', `/v2/gone/manifests/${first.digest}`);
    await registry.send('DELETE', '/acr/v1/gone');

    // Assess
    expect(events).toMatchObject(
      [first, second].map(({ digest }) => ({
        subject: 'gone',
        eventType: 'Microsoft.ContainerRegistry.ImageDeleted',
        data: {
          action: 'delete',
          target: { mediaType: MANIFEST, digest, repository: 'gone' },
          request: { method: 'DELETE' },
        },
      })),
    );
    expect(events[0]?.data['target']).not.toHaveProperty('size');
  });

  it('tells nothing of what was refused', async () => {
    const { bytes } = await pushImage(registry, 'team/app', '2.0');
    events = [];
    const refused = await putManifest(registry, 'elsewhere', '1.0', bytes);
    expect(refused.status).toBe(400);
    const missing = await registry.send('DELETE', `/v2/team/app/manifests/sha256:${'0'.repeat(64)}`);
    expect(missing.status).toBe(404);
    expect(events).toEqual([]);
  });
});
