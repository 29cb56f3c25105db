import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startAdmin } from '../../../local/admin/startAdmin';
import { type EventGrid, startEventGrid } from '../../../local/eventGrid/startEventGrid';
import { withTimers } from '../../../local/host/timedPlatform';
import { callHttp, until } from '../callHttp';
import { startEndpoint, type TestEndpoint } from '../eventGrid/endpoint';
import { realPlatform } from '../testPlatform';

const topic = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/target';

describe('admin endpoint of events', () => {
  let folder: string;
  let eventGrid: EventGrid;
  let endpoint: TestEndpoint;
  let origin: string;
  let close: () => Promise<void>;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'admin events '));
    endpoint = await startEndpoint();
    eventGrid = await startEventGrid(withTimers(realPlatform), { folder });
    ({ origin, close } = await startAdmin(realPlatform, { port: 0, folder, eventGrid }));
  });
  afterEach(async () => {
    await close();
    await eventGrid.close();
    await endpoint.close();
    await rm(folder, { recursive: true });
  });

  const call = (method: string, resource: string, body?: unknown) =>
    callHttp(method, `${origin}/admin/events${resource}`, body === undefined ? {} : { body });
  const subscribe = () => call('PUT', '/subscriptions/arrivals', { topic, endpointUrl: endpoint.url });
  const publish = (name: string) =>
    eventGrid.publish({ topic, subject: `/blobs/${name}`, eventType: 'Microsoft.Storage.BlobCreated', data: {} });

  it('makes, shows and ends subscriptions', async () => {
    const shown = { name: 'arrivals', topic, provisioningState: 'Succeeded', maxEventsPerBatch: 1 };
    expect(await subscribe()).toMatchObject({ status: 200, json: shown });
    expect((await call('GET', '/subscriptions')).json).toMatchObject([shown]);
    expect((await call('GET', '/subscriptions/arrivals')).json).toMatchObject(shown);
    expect((await call('DELETE', '/subscriptions/arrivals')).json).toEqual({ removed: 1 });
    expect((await call('GET', '/subscriptions/arrivals')).status).toBe(404);
  });

  it('shows events, what became of them, and dead letters', async () => {
    // Prepare
    await subscribe();
    endpoint.statuses = [200, 400];
    await publish('one');
    await until(() => endpoint.received.length === 1);
    await publish('two');
    await until(() => eventGrid.deadLetters.list().length === 1);

    // Act
    const all = await call('GET', '');
    const one = await call('GET', '?subject=one&eventType=Microsoft.Storage.BlobCreated');
    const letters = await call('GET', '/dead-letters');

    // Assess
    expect(all.json).toMatchObject({
      total: 2,
      deliveries: { waiting: 0, delivered: 1, deadLettered: 1, dropped: 0 },
      events: [{ event: { subject: '/blobs/one' } }, { event: { subject: '/blobs/two' } }],
    });
    const deliveries = [{ subscription: 'arrivals', state: 'delivered', attempts: 1, lastOutcome: 'answered 200' }];
    expect(one.json).toMatchObject({ total: 1, events: [{ deliveries }] });
    expect(letters.json).toMatchObject([{ subject: '/blobs/two', deadLetterReason: 'UndeliverableDueToClientError' }]);
    await call('DELETE', '');
    expect((await call('GET', '')).json.total).toBe(0);
    expect((await call('GET', '/dead-letters')).json).toEqual([]);
  });

  it('changes how events travel', async () => {
    expect((await call('PUT', '/settings', { duplicate: 1 })).json).toMatchObject({ duplicate: 1, drop: 0 });
    expect((await call('GET', '/settings')).json).toMatchObject({ duplicate: 1 });
  });

  it.each([
    ['PUT', '/settings', { shuffle: true }, '"shuffleMs", perhaps'],
    ['PUT', '/subscriptions/a', { topic }, '3 to 64 letters, digits and hyphens'],
    ['PUT', '/subscriptions/arrivals', { topic, endpointUrl: 'here' }, 'the URL of an endpoint'],
    ['PUT', '/subscriptions/arrivals', { topic: 'target', endpointUrl: 'http://a' }, 'the resource id'],
    ['PUT', '/subscriptions', {}, '3 to 64 letters, digits and hyphens'],
    ['PUT', '/subscriptions/arrivals', { topic, endpointUrl: 'http://127.0.0.1:1/' }, 'the validation handshake'],
    ['GET', '?type=x', undefined, 'one of eventType, subject'],
    ['GET', '/nothing', undefined, 'GET /admin/events/settings'],
  ])('%s %s %j is refused with what is expected', async (method, resource, body, expected) => {
    const { status, json } = await call(method, resource, body);
    expect(status).toBe(400);
    expect(JSON.stringify(json.error.mistakes)).toContain(JSON.stringify(expected).slice(1, -1));
  });
});
