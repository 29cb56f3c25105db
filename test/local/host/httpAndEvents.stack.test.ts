import { startHostFixture, waitFor, type HostFixture } from './hostFixture';
import { normalise, readRecording, send, type RecordedExchange } from './recordings';

const recording = readRecording<{ exchanges: RecordedExchange[] }>('http-and-events.json');
/** What the recording client added to its requests, or what describes the host itself. */
const OWN_LABELS = new Set(['root', 'host status', 'what the handler sees', 'what the handlers received']);
const HEADERS = ['content-type', 'content-length', 'transfer-encoding', 'set-cookie', 'x-a'];

interface Seen {
  timer?: unknown;
  event?: { id: string };
}

describe('the recorded HTTP and Event Grid exchanges', () => {
  let fixture: HostFixture;
  beforeAll(async () => {
    fixture = await startHostFixture();
  });
  afterAll(() => fixture.end());

  const replayed = recording.exchanges.filter(({ label }) => !OWN_LABELS.has(label));
  const recorded = (label: string): RecordedExchange => {
    const found = recording.exchanges.find((exchange) => exchange.label === label);
    if (!found) throw new Error(`No exchange is labelled "${label}".`);
    return found;
  };

  it.each(replayed.map((exchange) => [exchange.label, exchange] as const))(
    '%s',
    async (_label, { request, response }) => {
      const answer = await send(fixture.host.url, request);
      expect(answer.status).toBe(response.status);
      for (const name of HEADERS) expect([name, answer.headers[name]]).toEqual([name, response.headers[name]]);
      expect(response.bodyIsJson ? JSON.parse(answer.text) : answer.text).toEqual(response.body);
    },
  );

  it('the handler sees what was recorded', async () => {
    // Prepare
    const { request, response } = recorded('what the handler sees');
    const headers = { ...(response.body as { headers: Record<string, string> }).headers, ...request.headers };

    // Act
    const answer = await send(fixture.host.url, { ...request, headers: { ...headers, host: 'localhost:7071' } });

    // Assess
    expect(JSON.parse(answer.text)).toEqual(response.body);
  });

  it('the handlers received every event once and in order, and timers as recorded', async () => {
    const { request, response } = recorded('what the handlers received');
    const seen = JSON.parse((await send(fixture.host.url, request)).text) as Seen[];
    const expected = response.body as Seen[];
    expect(seen.filter(({ event }) => event)).toEqual(expected.filter(({ event }) => event));
    const timers = [seen, expected].map((list) => list.find(({ timer }) => timer));
    expect(normalise(timers[0])).toEqual(normalise(timers[1]));
  });

  it('host status says Running', async () => {
    const { request, response } = recorded('host status');
    const answer = await send(fixture.host.url, request);
    expect(answer.status).toBe(200);
    expect(Object.keys(JSON.parse(answer.text) as object)).toEqual(Object.keys(response.body as object));
    expect(JSON.parse(answer.text)).toMatchObject({ state: 'Running', version: '4.1037.0.0' });
  });

  it('the root says that the app runs', async () => {
    const { request } = recorded('root');
    const answer = await send(fixture.host.url, request);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html']);
    expect(answer.text).toContain('Your Azure Function App is up and running.');
  });

  it('an admin route never answers, and the log says so', async () => {
    const answer = await send(fixture.host.url, { method: 'GET', path: '/api/adminonly', headers: {}, body: null });
    expect(answer.status).toBe(404);
    expect(fixture.log.join('\n')).toContain('adminOnly: a route may not begin with "admin"');
  });

  it('a timer is run by hand', async () => {
    const timers = async () => {
      const answer = await send(fixture.host.url, { method: 'GET', path: '/api/seen', headers: {}, body: null });
      return (JSON.parse(answer.text) as Seen[]).filter(({ timer }) => timer).length;
    };
    const before = await timers();
    const headers = { 'content-type': 'application/json' };
    const run = { method: 'POST', path: '/admin/functions/TickAtStart', headers, body: '{"input":""}' };
    expect((await send(fixture.host.url, run)).status).toBe(202);
    await waitFor(async () => ((await timers()) > before ? true : undefined));
    expect((await send(fixture.host.url, { ...run, path: '/admin/functions/nope' })).status).toBe(404);
    expect((await send(fixture.host.url, { ...run, path: '/admin/functions/ping' })).status).toBe(400);
  });
});
