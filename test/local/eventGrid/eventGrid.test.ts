import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type EventGrid, startEventGrid } from '../../../local/eventGrid/startEventGrid';
import { withTimers } from '../../../local/host/timedPlatform';
import { createVirtualPlatform } from '../../../local/host/virtualPlatform';
import { freePort } from '../../../local/http/freePort';
import { until } from '../callHttp';
import { realPlatform } from '../testPlatform';
import { startEndpoint, type TestEndpoint } from './endpoint';

const TOPIC = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/target';
const CREATED = 'Microsoft.Storage.BlobCreated';
const event = (name: string, more: { eventType?: string; topic?: string } = {}) => ({
  topic: TOPIC,
  subject: `/blobServices/default/containers/imports/blobs/${name}`,
  eventType: CREATED,
  data: { name },
  ...more,
});

describe('Event Grid', () => {
  let folder: string;
  let endpoint: TestEndpoint;
  let eventGrid: EventGrid;
  const seeded = createVirtualPlatform({ seed: 7 });
  const platform = withTimers({ ...realPlatform, random: seeded.random });
  const start = async (options: Partial<Parameters<typeof startEventGrid>[1]> = {}) => {
    eventGrid = await startEventGrid(platform, { folder, ...options });
    eventGrid.changeSettings({ retryFactor: 0.0005 });
  };
  const subscribe = (more: object = {}) =>
    eventGrid.subscribe('arrivals', { topic: TOPIC, endpointUrl: endpoint.url, ...more });
  const publish = async (...names: string[]): Promise<void> => {
    for (const name of names) await eventGrid.publish(event(name));
  };
  const deliveries = () => eventGrid.log.list().flatMap((entry) => entry.deliveries);
  const states = () => deliveries().map(({ state }) => state);
  const settled = () => until(() => !states().includes('waiting'));
  const names = () =>
    endpoint.received.flatMap(({ body }) => [body].flat().map(({ data }: { data: { name: string } }) => data.name));

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'event grid '));
    endpoint = await startEndpoint();
    await start();
  });
  afterEach(async () => {
    await eventGrid.close();
    await endpoint.close();
    await rm(folder, { recursive: true });
  });

  describe('handshake', () => {
    it('sends a validation event, and takes its code as an answer', async () => {
      await subscribe();
      expect(endpoint.handshakes).toMatchObject([
        {
          method: 'POST',
          url: '/hook?functionName=f&code=secret',
          headers: { 'aeg-event-type': 'SubscriptionValidation', 'aeg-subscription-name': 'ARRIVALS' },
          body: [
            {
              topic: TOPIC,
              subject: '',
              eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
              data: { validationCode: expect.any(String) },
            },
          ],
        },
      ]);
      expect(eventGrid.subscriptions()).toMatchObject([{ name: 'arrivals', provisioningState: 'Succeeded' }]);
    });

    it('asks endpoints of CloudEvents with OPTIONS', async () => {
      await subscribe({ eventDeliverySchema: 'CloudEventSchemaV1_0' });
      expect(endpoint.handshakes).toMatchObject([
        { method: 'OPTIONS', headers: { 'webhook-request-origin': 'eventgrid.azure.net' } },
      ]);
    });

    it.each(['EventGridSchema', 'CloudEventSchemaV1_0'])('makes no subscription when it fails: %s', async (schema) => {
      endpoint.isWilling = false;
      await expect(subscribe({ eventDeliverySchema: schema })).rejects.toThrow('endpointUrl was not validated');
      expect(eventGrid.subscriptions()).toEqual([]);
    });

    it('says when nobody listens', async () => {
      const endpointUrl = `http://127.0.0.1:${await freePort()}/`;
      await expect(subscribe({ endpointUrl })).rejects.toThrow(/could not be reached \(.*ECONNREFUSED/);
    });

    it('waits for the endpoint of a default subscription, and keeps its events', async () => {
      // Prepare
      await eventGrid.close();
      const port = await freePort();
      await start({ defaults: { early: { topic: TOPIC, endpointUrl: `http://127.0.0.1:${port}/hook` } } });
      await publish('before');
      expect(eventGrid.subscriptions()).toMatchObject([{ name: 'early', provisioningState: 'Creating' }]);

      // Act
      const late = await startEndpoint(port);
      await until(() => late.received.length > 0);

      // Assess
      expect(late.handshakes).toHaveLength(1);
      expect(eventGrid.subscriptions()).toMatchObject([{ provisioningState: 'Succeeded' }]);
      await late.close();
    });
  });

  it('delivers an event as the service does', async () => {
    await subscribe();
    await publish('one');
    await settled();
    const id = expect.any(String);
    const versions = { dataVersion: '', metadataVersion: '1' };
    const eventTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/);
    expect(endpoint.received).toMatchObject([
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'aeg-event-type': 'Notification',
          'aeg-subscription-name': 'ARRIVALS',
          'aeg-delivery-count': '0',
          'aeg-metadata-version': '1',
        },
        body: [{ ...event('one'), id, eventTime, ...versions }],
      },
    ]);
  });

  it('delivers CloudEvents in structured mode, and in batches', async () => {
    // Prepare
    await subscribe({ eventDeliverySchema: 'CloudEventSchemaV1_0' });

    // Act
    await publish('one');
    await settled();
    await subscribe({ eventDeliverySchema: 'CloudEventSchemaV1_0', maxEventsPerBatch: 10 });
    await publish('two');
    await settled();

    // Assess
    const { topic, eventType, subject } = event('one');
    const cloudEvent = { specversion: '1.0', source: topic, type: eventType, subject, data: { name: 'one' } };
    const [single, batch] = endpoint.received;
    expect(single?.headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    expect(single?.body).toEqual({ ...cloudEvent, id: expect.any(String), time: expect.any(String) });
    expect(batch?.headers['content-type']).toBe('application/cloudevents-batch+json; charset=utf-8');
    expect(batch?.body).toMatchObject([{ specversion: '1.0', data: { name: 'two' } }]);
  });

  it('delivers only what a subscription asks for', async () => {
    // Prepare
    const subjectBeginsWith = '/blobServices/default/containers/IMPORTS/';
    await subscribe({ includedEventTypes: [CREATED], subjectBeginsWith, subjectEndsWith: '.tar' });

    // Act
    await publish('yes.tar', 'no.json');
    await eventGrid.publish(event('no.tar', { eventType: 'Microsoft.Storage.BlobDeleted' }));
    await eventGrid.publish(event('no.tar', { topic: `${TOPIC}2` }));
    await eventGrid.publish({ ...event('no'), subject: '/blobServices/default/containers/other/blobs/no.tar' });
    await settled();

    // Assess
    expect(names()).toEqual(['yes.tar']);
    expect(eventGrid.log.list()).toHaveLength(5);
  });

  it('delivers many events in requests of up to the size of a batch', async () => {
    // Prepare
    await subscribe({ maxEventsPerBatch: 5 });
    const many = Array.from({ length: 40 }, (_, index) => `blob ${index}`);
    eventGrid.changeSettings({ delayMs: 100 });

    // Act
    await Promise.all(many.map((name) => publish(name)));
    await settled();

    // Assess
    expect(names().sort()).toEqual([...many].sort());
    expect(Math.max(...endpoint.received.map(({ body }) => body.length))).toBe(5);
  });

  it('tries again until the endpoint takes it', async () => {
    endpoint.statuses = [500, 404, 503, 202];
    await subscribe();
    await publish('one');
    await settled();
    expect(endpoint.received.map(({ headers }) => headers['aeg-delivery-count'])).toEqual(['0', '1', '2', '3']);
    expect(new Set(endpoint.ids()).size).toBe(1);
    expect(deliveries()).toMatchObject([{ state: 'delivered', attempts: 4 }]);
    expect(eventGrid.deadLetters.list()).toEqual([]);
  });

  it('tries again when there was no answer in time', async () => {
    eventGrid.changeSettings({ responseSeconds: 0.1 });
    await subscribe();
    await endpoint.close();
    await publish('one');
    await until(() => (deliveries()[0]?.attempts ?? 0) > 1);
    expect(deliveries()[0]?.lastOutcome).toContain('could not be reached');
    endpoint = await startEndpoint(Number(new URL(endpoint.url).port));
    await settled();
    expect(names()).toEqual(['one']);
  });

  it.each([400, 401, 403, 413])('gives up at once when it is answered %d', async (status) => {
    endpoint.statuses = [status];
    await subscribe();
    await publish('one');
    await settled();
    expect(endpoint.received).toHaveLength(1);
    expect(eventGrid.deadLetters.list()).toMatchObject([
      {
        ...event('one'),
        subscription: 'arrivals',
        deadLetterReason: 'UndeliverableDueToClientError',
        deliveryAttempts: 1,
        lastDeliveryOutcome: `answered ${status}`,
      },
    ]);
  });

  it('gives up after the last attempt', async () => {
    endpoint.statuses = [500];
    await subscribe({ maxDeliveryAttempts: 3 });
    await publish('one');
    await settled();
    expect(endpoint.received).toHaveLength(3);
    expect(eventGrid.deadLetters.list()).toMatchObject([
      { deadLetterReason: 'MaxDeliveryAttemptsExceeded', deliveryAttempts: 3 },
    ]);
  });

  it('gives up what has become too old', async () => {
    endpoint.statuses = [500];
    await subscribe({ eventTimeToLiveInMinutes: 0.002 });
    await publish('one');
    await settled();
    expect(eventGrid.deadLetters.list()).toMatchObject([{ deadLetterReason: 'TimeToLiveExceeded' }]);
  });

  it('duplicates, with the same id', async () => {
    eventGrid.changeSettings({ duplicate: 2 });
    await subscribe();
    await publish('one');
    await settled();
    expect(names()).toEqual(['one', 'one', 'one']);
    expect(new Set(endpoint.ids()).size).toBe(1);
  });

  it('drops, and says so in its list only', async () => {
    // Prepare
    eventGrid.changeSettings({ drop: 1 });
    await subscribe();
    await publish('lost');

    // Act
    eventGrid.changeSettings({ drop: 0 });
    await publish('found');
    await settled();

    // Assess
    expect(names()).toEqual(['found']);
    expect(states()).toEqual(['dropped', 'delivered']);
    expect(eventGrid.deadLetters.list()).toEqual([]);
  });

  it('drops a part', async () => {
    eventGrid.changeSettings({ drop: 0.5 });
    await subscribe();
    await publish(...Array.from({ length: 40 }, (_, index) => String(index)));
    await settled();
    expect(new Set(states())).toEqual(new Set(['dropped', 'delivered']));
  });

  it('shuffles', async () => {
    eventGrid.changeSettings({ shuffleMs: 300 });
    await subscribe();
    const sent = Array.from({ length: 30 }, (_, index) => String(index));
    await publish(...sent);
    await settled();
    expect(names()).not.toEqual(sent);
    expect([...names()].sort()).toEqual([...sent].sort());
  });

  it('delays', async () => {
    eventGrid.changeSettings({ delayMs: 60_000 });
    await subscribe();
    await publish('later');
    expect(deliveries()[0]!.dueAt - deliveries()[0]!.publishedAt).toBeGreaterThanOrEqual(60_000);
    expect(states()).toEqual(['waiting']);
  });

  it.each([
    [{ drop: 2 }, 'a number from 0 to 1'],
    [{ duplicates: 1 }, '"duplicate", perhaps'],
    [{ delayMs: '1' }, 'a whole number from 0 to 3600000'],
  ])('refuses the settings %j', (patch, expected) => {
    expect(() => eventGrid.changeSettings(patch)).toThrow(expected);
  });

  it('delivers after a restart what had not arrived, with its attempts', async () => {
    // Prepare
    endpoint.statuses = [500];
    eventGrid.changeSettings({ retryFactor: 0 });
    await subscribe();
    await publish('arrived');
    endpoint.statuses = [200];
    await settled();
    endpoint.statuses = [500];
    eventGrid.changeSettings({ retryFactor: 1 });
    await publish('waiting');
    await until(() => deliveries().some(({ attempts, state }) => attempts > 0 && state === 'waiting'));
    await eventGrid.close();
    endpoint.received.length = 0;

    // Act
    endpoint.statuses = [200];
    await start();
    const [found] = deliveries();

    // Assess
    expect(found).toMatchObject({ attempts: 1, lastOutcome: 'answered 500', state: 'waiting' });
    expect(deliveries()).toHaveLength(1);
    expect(found!.dueAt).toBeGreaterThan(found!.publishedAt + 9_000);
    expect(eventGrid.subscriptions()).toMatchObject([{ name: 'arrivals', provisioningState: 'Succeeded' }]);
    expect(endpoint.handshakes).toHaveLength(1);
  });

  it('delivers after a restart what was on its way when the stack ended', async () => {
    // Prepare
    eventGrid.changeSettings({ delayMs: 200 });
    await subscribe();
    await publish('one', 'two');
    await eventGrid.close();
    expect(endpoint.received).toEqual([]);

    // Act
    await start();
    await settled();

    // Assess
    expect(names()).toEqual(['one', 'two']);
    await eventGrid.close();
    await start();
    expect(deliveries()).toEqual([]);
  });

  it('keeps dead letters and settings over a restart', async () => {
    endpoint.statuses = [400];
    eventGrid.changeSettings({ shuffleMs: 5 });
    await subscribe();
    await publish('one');
    await settled();
    await eventGrid.close();
    await start();
    expect(eventGrid.deadLetters.list()).toMatchObject([{ data: { name: 'one' } }]);
    expect(eventGrid.settings.shuffleMs).toBe(5);
  });

  it('delivers what waits to the endpoint that a subscription has now', async () => {
    endpoint.statuses = [500];
    await subscribe();
    eventGrid.changeSettings({ retryFactor: 0.01 });
    await publish('one');
    await until(() => deliveries()[0]?.attempts === 1);
    const other = await startEndpoint();
    await eventGrid.subscribe('arrivals', { topic: TOPIC, endpointUrl: other.url });
    await settled();
    expect(other.received).toHaveLength(1);
    await other.close();
  });

  it('forgets what is on its way to a subscription that ends', async () => {
    eventGrid.changeSettings({ delayMs: 60_000 });
    await subscribe();
    await publish('one');
    expect(await eventGrid.unsubscribe('arrivals')).toBe(true);
    expect(await eventGrid.unsubscribe('arrivals')).toBe(false);
    await eventGrid.close();
    await start();
    expect(deliveries()).toEqual([]);
    expect(eventGrid.subscriptions()).toEqual([]);
  });

  it('shows no key, and keeps it where only its owner reads', async () => {
    await subscribe();
    expect(JSON.stringify(eventGrid.subscriptions())).not.toContain('secret');
    expect(eventGrid.subscriptions()[0]?.endpointUrl).toContain('functionName=f');
    expect(await readFile(path.join(folder, 'subscriptions.json'), 'utf8')).toContain('secret');
  });
});
