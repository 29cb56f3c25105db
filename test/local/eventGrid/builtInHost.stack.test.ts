import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type EventGrid, startEventGrid } from '../../../local/eventGrid/startEventGrid';
import { withTimers } from '../../../local/host/timedPlatform';
import { callHttp, until } from '../callHttp';
import { type HostFixture, startHostFixture } from '../host/hostFixture';
import { send } from '../host/recordings';
import { realPlatform } from '../testPlatform';

const topic = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/target';
const event = {
  topic,
  subject: '/blobServices/default/containers/transfer/blobs/one',
  eventType: 'Microsoft.Storage.BlobCreated',
  data: { api: 'PutBlockList', contentLength: 5 },
};

interface Seen {
  event?: { data: { api: string } };
  timer?: { isPastDue: boolean };
}

describe('Event Grid and the built-in host', () => {
  let folder: string;
  let eventGrid: EventGrid;
  let fixture: HostFixture;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'event grid '));
    eventGrid = await startEventGrid(withTimers(realPlatform), { folder });
    eventGrid.changeSettings({ retryFactor: 0.001 });
    fixture = await startHostFixture();
  });
  afterAll(async () => {
    await eventGrid.close();
    await fixture.end();
    await rm(folder, { recursive: true });
  });
  afterEach(() => eventGrid.unsubscribe('events'));

  const webhook = (name: string) => `${fixture.host.url}/runtime/webhooks/EventGrid?functionName=${name}&code=key`;
  const seen = async () => (await callHttp('GET', `${fixture.host.url}/api/seen`)).json as Seen[];
  const events = async () => (await seen()).flatMap((entry) => entry.event ?? []);
  const outcome = () => eventGrid.log.list().at(-1)?.deliveries[0];

  it.each([
    ['EventGridSchema', 1, { ...event, id: expect.any(String) }],
    ['EventGridSchema', 10, { ...event, id: expect.any(String) }],
    ['CloudEventSchemaV1_0', 1, { source: topic, type: event.eventType, specversion: '1.0', data: event.data }],
    ['CloudEventSchemaV1_0', 10, { source: topic, type: event.eventType, specversion: '1.0', data: event.data }],
  ])('shake hands, deliver, invoke: %s, batches of up to %d', async (schema, maxEventsPerBatch, received) => {
    const before = (await events()).length;
    const subscription = { topic, endpointUrl: webhook('eg'), eventDeliverySchema: schema, maxEventsPerBatch };
    await eventGrid.subscribe('events', subscription);
    await eventGrid.publish(event);
    await until(() => outcome()?.state === 'delivered');
    expect(outcome()).toMatchObject({ attempts: 1, lastOutcome: 'answered 202' });
    expect((await events()).slice(before)).toMatchObject([received]);
  });

  it('have an event come again whose function has failed', async () => {
    await eventGrid.subscribe('events', { topic, endpointUrl: webhook('egThrows'), maxDeliveryAttempts: 3 });
    await eventGrid.publish(event);
    await until(() => outcome()?.state === 'deadLettered');
    expect(outcome()).toMatchObject({ attempts: 3, lastOutcome: 'answered 500' });
  });

  it('subscribe no function that there is not', async () => {
    const subscribing = eventGrid.subscribe('events', { topic, endpointUrl: webhook('nosuch') });
    await expect(subscribing).rejects.toThrow('the endpoint answered 404 to the validation event');
  });

  it.each([
    ['eventgrid.azure.us', 'eventgrid.azure.us'],
    ['evil.example', 'eventgrid.azure.net'],
  ])('the host allows the origin of Event Grid only: asked by %s, %s', async (origin, allowed) => {
    const headers = { 'webhook-request-origin': origin };
    const at = new URL(webhook('eg'));
    const request = { method: 'OPTIONS', path: at.pathname + at.search, headers, body: null };
    const answer = await send(fixture.host.url, request);
    expect(answer).toMatchObject({ status: 200, headers: { 'webhook-allowed-origin': allowed } });
  });
});
