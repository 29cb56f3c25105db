import { startHostFixture, waitFor, type HostFixture } from '../hostFixture';
import { readRecording, send, type HostAnswer, type RecordedExchange } from '../recordings';

const API = '/runtime/webhooks/durabletask';
const TOKEN = 'x-ms-continuation-token';
const { exchanges } = readRecording<{ exchanges: RecordedExchange[] }>('management-api.json');

interface Instance {
  instanceId: string;
  runtimeStatus: string;
  input: unknown;
}

describe('lists and purges of the management API', () => {
  let fixture: HostFixture;
  const ask = (method: string, path: string, headers: Record<string, string> = {}, body: string | null = null) =>
    send(fixture.host.url, { method, path: `${API}/${path}`, headers, body });
  const list = async (
    query: string,
    headers: Record<string, string> = {},
  ): Promise<HostAnswer & { items: Instance[] }> => {
    const answer = await ask('GET', `instances${query}`, headers);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    return { ...answer, items: JSON.parse(answer.text) as Instance[] };
  };
  const ids = (items: Instance[]): string[] => items.map(({ instanceId }) => instanceId).sort();
  const client = async (op: string, ...args: unknown[]): Promise<{ returned: unknown }> => {
    const request = { method: 'POST', path: `/api/client/${op}`, headers: {}, body: JSON.stringify({ args }) };
    return JSON.parse((await send(fixture.host.url, request)).text) as { returned: unknown };
  };

  beforeAll(async () => {
    fixture = await startHostFixture();
    const json = { 'content-type': 'application/json' };
    for (const id of ['m-a', 'm-b', 'm-c']) await ask('POST', `orchestrators/seq/${id}`, json, '1');
    await ask('POST', 'orchestrators/waitEvent/m-run', json, '{"secret":"x"}');
    await ask('POST', 'orchestrators/failUncaught/m-fail', json, '"boom"');
    await ask('POST', 'entities/counter/c1?op=add', json, '15');
    await waitFor(async () => {
      const settled = (await list('')).items.filter(({ runtimeStatus }) => runtimeStatus !== 'Pending').length === 6;
      return settled && (await list('?runtimeStatus=Completed,Failed')).items.length === 4 ? true : undefined;
    });
  });
  afterAll(() => fixture.end());

  const all = ['@counter@c1', 'm-a', 'm-b', 'm-c', 'm-fail', 'm-run'];
  it.each([
    ['', all],
    ['/', all],
    ['?runtimeStatus=Running', ['@counter@c1', 'm-run']],
    ['?runtimeStatus=Running,Failed', ['@counter@c1', 'm-fail', 'm-run']],
    ['?runtimeStatus=failed', all],
    ['?runtimeStatus=Nonsense', all],
    ['?instanceIdPrefix=m-fa', ['m-fail']],
    ['?createdTimeFrom=2099-01-01T00:00:00Z', []],
    ['?createdTimeTo=2001-01-01T00:00:00Z', []],
    ['?createdTimeFrom=yesterday', all],
  ])('instances%s', async (query, expected) => expect(ids((await list(query)).items)).toEqual(expected));

  it.each([1, 2, 4, 6, 100])('pages of %d hold everything once', async (top) => {
    const found: Instance[] = [];
    let token: string | undefined;
    do {
      const page = await list(`?top=${top}`, token ? { [TOKEN]: token } : {});
      expect(page.items.length).toBeLessThanOrEqual(top);
      found.push(...page.items);
      token = page.headers[TOKEN];
    } while (token);
    expect(ids(found)).toEqual(all);
  });

  it('top=0 answers nothing but a token', async () => {
    const page = await list('?top=0&instanceIdPrefix=m-fa');
    expect([page.items, typeof page.headers[TOKEN]]).toEqual([[], 'string']);
  });

  it('documents have the recorded members, and no input where none is wanted', async () => {
    const recorded = exchanges.find(({ label }) => label === 'list, runtimeStatus=Running')?.response
      .body as Instance[];
    const { items } = await list('?runtimeStatus=Running');
    expect(items.map((item) => Object.keys(item))).toEqual(items.map(() => Object.keys(recorded[0] as object)));
    expect(items.find(({ instanceId }) => instanceId === 'm-run')?.input).toEqual({ secret: 'x' });
    const hidden = (await list('?showInput=false')).items;
    expect(hidden.map(({ input }) => input)).toEqual(hidden.map(() => null));
  });

  it('the JavaScript client lists and purges by filter', async () => {
    const { returned } = await client('getStatusBy', {
      runtimeStatus: ['Failed'],
      createdTimeFrom: { $date: '2001-01-01T00:00:00Z' },
    });
    expect(ids(returned as Instance[])).toEqual(['m-fail']);
    const purge = { createdTimeFrom: { $date: '2001-01-01T00:00:00Z' }, runtimeStatus: ['Completed'] };
    expect((await client('purgeInstanceHistoryBy', purge)).returned).toEqual({ instancesDeleted: 3 });
    expect(ids((await list('')).items)).toEqual(['@counter@c1', 'm-fail', 'm-run']);
    expect((await client('purgeInstanceHistoryBy', purge)).returned).toEqual({ instancesDeleted: 0 });
  });

  it('an instance survives a killed host', async () => {
    fixture.host.kill();
    await fixture.host.exited;
    await fixture.start();
    const json = { 'content-type': 'application/json' };
    expect((await ask('POST', 'instances/m-run/raiseEvent/go', json, '"on"')).status).toBe(202);
    const done = await waitFor(async () => {
      const answer = await ask('GET', 'instances/m-run');
      return answer.status === 200 ? answer : undefined;
    });
    expect(JSON.parse(done.text)).toMatchObject({ output: { kind: 'string', value: 'on' } });
  });
});
