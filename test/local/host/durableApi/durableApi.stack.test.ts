import { differences } from '../differences';
import { startHostFixture, waitFor, type HostFixture } from '../hostFixture';
import { normalise, readRecording, send, type HostAnswer, type RecordedExchange } from '../recordings';

const recording = readRecording<{ clientBinding: { json: unknown }; exchanges: RecordedExchange[] }>(
  'management-api.json',
);
const API = '/runtime/webhooks/durabletask';
const JSON_HEADERS = { 'content-type': 'application/json' };
/** Lists hold whatever the recorded task hub had seen before; instanceLists.test.ts covers them. */
const isList = ({ label }: RecordedExchange): boolean =>
  /^(list|status with trailing slash|JS client: (getStatusBy|purgeInstanceHistoryBy))/.test(label);

/** What was done between the recorded exchanges, by the label of the exchange that follows. */
const STEPS: Record<string, (host: Steps) => Promise<unknown>> = {
  'start, unknown orchestrator': ({ reached }) => reached('m-none', 'Failed'),
  // The recorded task hub held none.
  'purge by filter: failed, since': ({ purge }) => purge('m-none'),
  'start, id is Running': ({ reached }) => reached('m-run', 'Running'),
  'JS client: startNew, id is Running': ({ reached }) => reached('m-run', 'Running'),
  'JS client: startNew, id is Completed: runs again': ({ reached }) => reached('m-done', 'Completed'),
  'status of Failed': ({ start }) => start('failUncaught', 'm-fail', '"boom"', 'Failed'),
  'raiseEvent, no body': ({ reached }) => reached('m-wait2', 'Running'),
  'resume, Running': ({ reached }) => reached('m-wait2', 'Running'),
  'JS client: rewind, Failed by a retryable cause': ({ start }) =>
    start('retry', 'm-rewind', '{"failures":1,"max":1}', 'Failed'),
  'restart, Completed, same id': ({ reached }) => reached('m-done', 'Completed'),
  'restart, unknown id': ({ start }) => start('waitEvent', 'm-run2', '1', 'Running'),
  'entities, list': ({ signal }) => signal('c1', '15'),
  'waitForCompletionOrCreateCheckStatusResponse, completes': ({ start }) => start('seq', 'm-wfc', '1', 'Completed'),
};

const UNKNOWN_STARTS = 'An orchestrator that does not exist is accepted, and the instance fails.';
const REWIND_NEEDS_FAILED = 'Rewinding an instance that has not failed is a 412 instead of a 410.';
/**
 * What durable 3.19.0, the reference, was seen to answer where the recording (3.0.0) has something else, by label: why,
 * and the status of the answer or what became of the call. The body of such an answer was not seen.
 */
const CHANGED_SINCE: Record<string, { why: string; status?: number; call?: unknown }> = {
  'start, unknown orchestrator': { why: UNKNOWN_STARTS, status: 202 },
  'JS client: startNew, unknown orchestrator': { why: UNKNOWN_STARTS, call: { returned: 'm-none', ctor: 'String' } },
  'rewind, Completed': { why: REWIND_NEEDS_FAILED, status: 412 },
  'JS client: rewind, Completed': {
    why: REWIND_NEEDS_FAILED,
    call: {
      threw: { name: 'Error', message: 'The rewind operation is only supported on failed orchestration instances.' },
    },
  },
};

interface Steps {
  reached(id: string, status: string): Promise<unknown>;
  start(name: string, id: string, input: string, status: string): Promise<unknown>;
  signal(key: string, amount: string): Promise<unknown>;
  purge(id: string): Promise<unknown>;
}

describe('the recorded exchanges with the durable management API, in the order of time', () => {
  let fixture: HostFixture;
  let steps: Steps;
  const began = new Date(Date.now() - 1000).toISOString();

  beforeAll(async () => {
    fixture = await startHostFixture();
    steps = stepsOn(() => fixture.host.url);
  });
  afterAll(() => fixture.end());

  it('the client binding', async () => {
    const answer = await send(fixture.host.url, { method: 'GET', path: '/api/binding', headers: {}, body: null });
    expect(differences(comparable(JSON.parse(answer.text)), comparable(recording.clientBinding.json))).toEqual([]);
  });

  const exchanges = recording.exchanges.filter((exchange) => !isList(exchange));
  it.each(exchanges.map((exchange) => [exchange.label, exchange] as const))('%s', async (label, exchange) => {
    await STEPS[label]?.(steps);
    const changed = CHANGED_SINCE[label];
    const compare = () =>
      exchange.clientCall ? compareCall(exchange, changed?.call) : compareAnswer(exchange, changed?.status);
    // Reading changes nothing, so it is repeated until the instance has got as far as it had in the recording.
    const reads = exchange.request?.method === 'GET' || /getStatus|readEntityState/.test(label);
    let last = await compare();
    if (reads && last.length > 0) {
      last = await waitFor(async () => {
        const found = await compare();
        return found.length === 0 ? found : undefined;
      }, 8000).catch(() => compare());
    }
    expect(last).toEqual([]);
  });

  async function compareAnswer({ request, response }: RecordedExchange, changedTo?: number): Promise<string[]> {
    const path = request.path.replace(/createdTimeFrom=2026-[^&]*/, `createdTimeFrom=${began}`);
    const answer = await send(fixture.host.url, { ...request, path });
    if (changedTo !== undefined) return differences(answer.status, changedTo);
    return differences(shown(answer, Object.keys(response.headers)), {
      status: response.status,
      headers: comparable(shownHeaders(response.headers)),
      body: comparable(response.body),
    });
  }

  async function compareCall(
    { clientCall, returned, threw, ctor }: RecordedExchange,
    changedTo?: unknown,
  ): Promise<string[]> {
    const answer = await send(fixture.host.url, {
      method: 'POST',
      path: `/api/client/${clientCall?.op}`,
      headers: {},
      body: JSON.stringify({ args: clientCall?.args }),
    });
    const expected = threw ? { threw } : { returned, ...(ctor ? { ctor } : {}) };
    return differences(comparable(JSON.parse(answer.text)), comparable(changedTo ?? expected));
  }
});

function stepsOn(origin: () => string): Steps {
  const post = (path: string, body: string) =>
    send(origin(), { method: 'POST', path: `${API}/${path}`, headers: JSON_HEADERS, body });
  const steps: Steps = {
    reached: (id, status) =>
      waitFor(async () => {
        const answer = await send(origin(), { method: 'GET', path: `${API}/instances/${id}`, headers: {}, body: null });
        return answer.text.includes(`"runtimeStatus":"${status}"`) ? true : undefined;
      }),
    async start(name, id, input, status) {
      await post(`orchestrators/${name}/${id}`, input);
      await steps.reached(id, status);
    },
    async purge(id) {
      await steps.reached(id, 'Failed');
      await send(origin(), { method: 'DELETE', path: `${API}/instances/${id}`, headers: {}, body: null });
    },
    async signal(key, amount) {
      await post(`entities/counter/${key}?op=add`, amount);
      await waitFor(async () => {
        const path = `${API}/entities/counter/${key}`;
        const answer = await send(origin(), { method: 'GET', path, headers: {}, body: null });
        return answer.text === amount ? true : undefined;
      });
    },
  };
  return steps;
}

function shown(answer: HostAnswer, recordedNames: string[]) {
  const isJson = answer.headers['content-type']?.startsWith('application/json');
  const headers = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => recordedNames.includes(name)));
  return {
    status: answer.status,
    headers: comparable(shownHeaders(headers)),
    body: comparable(isJson ? JSON.parse(answer.text) : answer.text),
  };
}

/** Lengths depend on generated ids and stack traces: what counts is that there is one. */
function shownHeaders(headers: Record<string, string>): Record<string, string> {
  return { ...headers, ...(headers['content-length'] ? { 'content-length': '<length>' } : {}) };
}

/** Leaves out .NET stack traces, the JSON parser's wording, and which functions the recorded app had besides. */
function comparable(value: unknown): unknown {
  const text = JSON.stringify(normalise(value))
    .replace(/,(\\?)"StackTrace\1":\1".*?[^\\]\1"(?=\})/g, '')
    .replace(/(\\?)"ExceptionMessage\1":\1"((?!\1",).)*\1",(?=\1"ExceptionType\1":\1"Newtonsoft)/g, '')
    .replace(/(known (orchestrator|entity) functions: )[^.]*\./g, '$1<names>.');
  return JSON.parse(text) as unknown;
}
