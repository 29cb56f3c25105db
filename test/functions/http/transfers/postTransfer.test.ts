import { OrchestrationRuntimeStatus } from 'durable-functions';
import { transferIdFor } from '../../../../src/domain/names';
import type { TransferReport } from '../../../../src/domain/report/report';
import { APP_VERSION } from '../../../../src/domain/version';
import { createApi } from '../apiFixture';

const BODY = { route: 'prod', artifacts: ['app:v1', 'app'] };
const ARTIFACTS = [
  { repository: 'app', tag: 'v1' },
  { repository: 'app', tag: 'latest' },
];
const KEY = { 'Idempotency-Key': 'order-1' };
const ID = transferIdFor('order-1');

function reportOf(id: string): TransferReport {
  const startedBy = { kind: 'functionKey', name: 'function key' } as const;
  const at = '2026-11-21T10:00:00.000Z';
  return {
    version: 1,
    id,
    route: 'prod',
    outcome: 'succeeded',
    startedBy,
    startedAt: at,
    finishedAt: at,
    artifacts: [],
    batches: [],
    failures: [],
  };
}

it('starts the orchestration and answers where to look', async () => {
  const { post, client, transfers } = createApi();
  const answer = await post(BODY, KEY);
  expect(answer.status).toBe(202);
  expect(answer.headers).toEqual({ location: `https://app.example/api/transfers/${ID}`, 'retry-after': '5' });
  expect(answer.body).toEqual({
    id: ID,
    route: 'prod',
    state: 'accepted',
    appVersion: APP_VERSION,
    createdAt: '2026-11-21T10:00:00.000Z',
    startedBy: { kind: 'functionKey', name: 'function key' },
    artifacts: ['app:v1', 'app:latest'],
    statusUrl: `https://app.example/api/transfers/${ID}`,
  });
  expect(client.starts).toEqual([`transfer ${ID}`]);
  expect(client.instances.get(ID)?.input).toEqual({
    transferId: ID,
    route: 'prod',
    artifacts: ARTIFACTS,
    startedBy: { kind: 'functionKey', name: 'function key' },
    startedAt: '2026-11-21T10:00:00.000Z',
    polling: { firstSeconds: 10, maxSeconds: 60, deadlineMinutes: 60 },
    patience: { stepMinutes: 360, verificationSeconds: 300 },
    batchesAtOnce: 3,
    windows: { exports: 10, imports: 5 },
  });
  expect(transfers.states.get(ID)).toBe('accepted');
  expect(answer.text).not.toContain('s3cr3tkey');
  expect(answer.headers['location']).not.toContain('code');
});

it('on a route without a target, says so to the orchestration', async () => {
  const { post, client } = createApi();
  expect((await post({ ...BODY, route: 'export-only' }, KEY)).status).toBe(202);
  expect(client.instances.get(ID)?.input).toMatchObject({ route: 'export-only', exportOnly: true });
});

it('a tag with a digest is one artifact with the tag alone, and is shown with it', async () => {
  const { post, client } = createApi();
  const digest = `sha256:${'a'.repeat(64)}`;
  const pinned = `app:v1@${digest}`;
  const answer = await post({ route: 'prod', artifacts: [pinned, 'app:v1', pinned, `app@${digest}`] }, KEY);
  expect(answer.body.artifacts).toEqual([pinned, `app@${digest}`]);
  expect(client.instances.get(ID)?.input).toMatchObject({
    artifacts: [
      { repository: 'app', tag: 'v1', digest },
      { repository: 'app', digest },
    ],
  });
  const loose = await post({ route: 'prod', artifacts: ['app:v1', `app@${digest}`] }, KEY);
  expect(loose).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  expect((await post({ route: 'prod', artifacts: [`app@${digest}`, 'app:v1', pinned] }, KEY)).status).toBe(202);
});

it('without a key, every POST is a transfer of its own', async () => {
  const { post, client } = createApi();
  const ids = [(await post(BODY)).body.id, (await post(BODY)).body.id];
  expect(new Set(ids).size).toBe(2);
  expect(client.starts).toHaveLength(2);
});

describe('an Idempotency-Key', () => {
  it('ten at once are one transfer, started once', async () => {
    const { post, client, transfers } = createApi();
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(BODY, KEY)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
    expect(new Set(answers.map(({ body }) => body.id))).toEqual(new Set([ID]));
    expect(client.starts).toHaveLength(1);
    expect(transfers.records.size).toBe(1);
  });

  it('two that both saw no instance: the one refused by the host is answered all the same', async () => {
    const { post, client } = createApi();
    const waiting = client.holdStartsUntil(2);
    const answers = await Promise.all([post(BODY, KEY), post(BODY, KEY)]);
    expect(waiting()).toBe(2);
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(client.starts).toHaveLength(1);
  });

  it('after it finished: the same transfer with its report, and nothing is started', async () => {
    const { post, client, transfers } = createApi();
    await post(BODY, KEY);
    await transfers.writeReport(reportOf(ID));
    client.instances.set(ID, { status: OrchestrationRuntimeStatus.Completed, input: {} });
    const again = await post(BODY, KEY);
    expect(again).toMatchObject({
      status: 202,
      body: { id: ID, state: 'succeeded', report: { outcome: 'succeeded' } },
    });
    client.instances.delete(ID);
    expect((await post(BODY, KEY)).body.state).toBe('succeeded');
    expect(client.starts).toHaveLength(1);
  });

  it('an orchestration that ended without a report is taken up again', async () => {
    const { post, client } = createApi();
    await post(BODY, KEY);
    client.instances.set(ID, { status: OrchestrationRuntimeStatus.Failed, input: {} });
    expect((await post(BODY, KEY)).body).toMatchObject({ state: 'accepted' });
    expect(client.starts).toHaveLength(2);
  });

  it('after a crash between record and start, the next POST starts what the first one claimed', async () => {
    const { post, client, transfers } = createApi();
    client.beforeStart = async () => {
      throw new Error('The process ended.');
    };
    expect((await post(BODY, { ...KEY })).status).toBe(500);
    expect(transfers.records.has(ID)).toBe(true);
    client.beforeStart = async () => {};
    expect((await post(BODY, KEY)).status).toBe(202);
    expect(client.starts).toEqual([`transfer ${ID}`]);
  });

  it('a host that does not answer: 503, and the same key again starts what it claimed', async () => {
    const { post, client, transfers } = createApi();
    client.beforeStart = () =>
      Promise.reject(Object.assign(new Error('socket hang up'), { isAxiosError: true, code: 'ECONNRESET' }));
    const answer = await post(BODY, KEY);
    expect(answer).toMatchObject({ status: 503, body: { code: 'service_unavailable' } });
    expect(answer.body.nextStep).toMatch(/^Send the request again after .* with the same Idempotency-Key/);
    expect(transfers.records.has(ID)).toBe(true);
    client.beforeStart = async () => {};
    expect((await post(BODY, KEY)).status).toBe(202);
    expect(client.starts).toEqual([`transfer ${ID}`]);
  });

  it('a known key works on when the route is gone from the file', async () => {
    const { post, failRoutes, client } = createApi();
    await post(BODY, KEY);
    failRoutes(new Error('gone'));
    expect((await post(BODY, KEY)).status).toBe(202);
    expect(client.starts).toHaveLength(1);
  });

  it('the order and the repetition of artifacts do not make another request', async () => {
    const { post } = createApi();
    await post(BODY, KEY);
    expect((await post({ ...BODY, artifacts: ['app:latest', 'app:v1', 'app'] }, KEY)).status).toBe(202);
  });

  it.each([
    { route: 'prod', artifacts: ['app:v2'] },
    { route: 'prod', artifacts: ['app:v1'] },
    { route: 'export-only', artifacts: BODY.artifacts },
  ])('used for something else (%j) is refused', async (other) => {
    const { post, client, transfers } = createApi();
    await post(BODY, KEY);
    expect(await post(other, KEY)).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    expect(client.starts).toHaveLength(1);
    expect(transfers.records.get(ID)?.artifacts).toEqual(ARTIFACTS);
  });

  it.each(['', ' ', 'k'.repeat(256)])('%j is refused', async (key) => {
    const { post, transfers } = createApi();
    const answer = await post(BODY, { 'Idempotency-Key': key });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
    expect(answer.body.errors).toEqual([expect.objectContaining({ path: 'headers.Idempotency-Key' })]);
    expect(transfers.records.size).toBe(0);
  });

  it('of 255 characters, blanks inside, is taken', async () => {
    expect((await createApi().post(BODY, { 'Idempotency-Key': `a b${'k'.repeat(252)}` })).status).toBe(202);
  });
});

describe('who started it', () => {
  const SIGNED_IN = { 'x-ms-client-principal-name': 'ada@example.com', 'x-ms-client-principal-id': '0815' };

  it('the headers are believed only when sign-in is in front', async () => {
    expect((await createApi().post(BODY, SIGNED_IN)).body.startedBy).toEqual({
      kind: 'functionKey',
      name: 'function key',
    });
    expect((await createApi({ trustSignIn: true }).post(BODY, SIGNED_IN)).body.startedBy).toEqual({
      kind: 'principal',
      name: 'ada@example.com',
      id: '0815',
    });
  });

  it('a principal without a name has its id; without headers it is the function key', async () => {
    const { post } = createApi({ trustSignIn: true });
    expect((await post(BODY, { 'x-ms-client-principal-id': '0815' })).body.startedBy).toMatchObject({ name: '0815' });
    expect((await post(BODY)).body.startedBy).toEqual({ kind: 'functionKey', name: 'function key' });
  });

  it('who repeats a key does not become its starter', async () => {
    const { post } = createApi({ trustSignIn: true });
    await post(BODY, { ...KEY, ...SIGNED_IN });
    expect((await post(BODY, KEY)).body.startedBy.name).toBe('ada@example.com');
  });
});
