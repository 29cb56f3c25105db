import { OrchestrationRuntimeStatus as Status } from 'durable-functions';
import { transferIdFor } from '../../../../src/domain/names';
import type { TransferOutcome, TransferReport } from '../../../../src/domain/report/report';
import { createApi } from '../apiFixture';

const BODY = { route: 'prod', artifacts: ['app:v1'] };
const ID = transferIdFor('order-1');
/** As the durable client's axios throws it. */
const REFUSED = Object.assign(new Error('connect ECONNREFUSED'), { isAxiosError: true, code: 'ECONNREFUSED' });
const UNKNOWN = [transferIdFor('never'), 'nonsense', '..', '@x', 't'.repeat(300), `${ID}0`];

function reportOf(outcome: TransferOutcome): TransferReport {
  const startedBy = { kind: 'functionKey', name: 'function key' } as const;
  const at = '2026-11-21T10:00:00.000Z';
  const found = { artifacts: [], batches: [], failures: [] };
  return { version: 1, id: ID, route: 'prod', outcome, startedBy, startedAt: at, finishedAt: at, ...found };
}

async function started() {
  const api = createApi();
  await api.post(BODY, { 'Idempotency-Key': 'order-1' });
  const set = (status: Status, customStatus?: object) =>
    api.client.instances.set(ID, { status, input: { secret: 'input' }, ...(customStatus && { customStatus }) });
  return { ...api, set };
}

describe('GET /api/transfers/{id}', () => {
  it('202 with progress while it runs', async () => {
    const { get, set } = await started();
    expect(await get(ID)).toMatchObject({ status: 202, body: { id: ID, state: 'accepted' } });
    const progress = { phase: 'copying', percentage: 40, bytes: 4, totalBytes: 10 };
    set(Status.Running, progress);
    const answer = await get(ID);
    expect(answer).toMatchObject({ status: 202, body: { state: 'running', progress } });
    expect(answer.headers).toEqual({ location: `https://app.example/api/transfers/${ID}`, 'retry-after': '5' });
    expect(answer.text).not.toMatch(/secret|code=|runtime\/webhooks/);
  });

  it.each(['succeeded', 'partial', 'failed', 'unconfirmed', 'canceled'] as const)(
    '200 with its report once it ended as %s, also when its orchestration is forgotten',
    async (outcome) => {
      const { get, transfers, client } = await started();
      await transfers.writeReport(reportOf(outcome));
      client.instances.clear();
      const answer = await get(ID);
      expect(answer).toMatchObject({ status: 200, body: { state: outcome, report: reportOf(outcome) } });
      expect(answer.body.progress).toBeUndefined();
    },
  );

  it.each([Status.Failed, Status.Terminated, Status.Canceled, Status.Completed])(
    '202, and it goes on, when the orchestration ended as %s without a report',
    async (status) => {
      const { get, set, client } = await started();
      set(status);
      expect(await get(ID)).toMatchObject({ status: 202, body: { state: 'accepted' } });
      expect(client.starts).toHaveLength(2);
    },
  );

  it('a report that is written between two looks is not missed', async () => {
    const { get, set, transfers, client } = await started();
    client.beforeStatus = async () => {
      await transfers.writeReport(reportOf('succeeded'));
      set(Status.Completed);
    };
    expect(await get(ID)).toMatchObject({ status: 200, body: { state: 'succeeded' } });
  });

  it('tells that it was canceled while it still runs', async () => {
    const { get, cancel, set } = await started();
    set(Status.Running);
    expect((await get(ID)).body.cancelRequested).toBeUndefined();
    await cancel(ID);
    expect((await get(ID)).body.cancelRequested).toBe(true);
  });

  it.each(UNKNOWN)('%s: 404', async (id) => {
    const { get } = await started();
    expect(await get(id)).toMatchObject({ status: 404, body: { code: 'transfer_unknown' } });
    const known = `t${'0'.repeat(32)}`;
    expect((await get(known)).body.detail).toBe(`There is no transfer with the id "${known}".`);
  });

  it('a host that does not answer is no unknown transfer', async () => {
    const { get, client } = await started();
    client.beforeStatus = () => Promise.reject(REFUSED);
    const { status, body } = await get(ID);
    expect([status, body.code]).toEqual([503, 'service_unavailable']);
    expect(body.detail).toContain('ECONNREFUSED');
  });

  it('a host that does not answer a cancel: 503, and the flag is up for whenever it goes on', async () => {
    const { cancel, client, transfers } = await started();
    client.beforeStatus = () => Promise.reject(REFUSED);
    expect(await cancel(ID)).toMatchObject({ status: 503, body: { code: 'service_unavailable' } });
    expect([...transfers.cancels]).toEqual([ID]);
  });
});

describe('POST /api/transfers/{id}/cancel', () => {
  it('raises the flag, and twice is once', async () => {
    const { cancel, set, transfers } = await started();
    set(Status.Running);
    for (let time = 0; time < 2; time += 1) {
      const answer = await cancel(ID);
      expect(answer).toMatchObject({ status: 202, body: { state: 'running', cancelRequested: true } });
      expect(answer.headers).toMatchObject({ location: `https://app.example/api/transfers/${ID}`, 'retry-after': '5' });
    }
    expect([...transfers.cancels]).toEqual([ID]);
  });

  it('of a canceled transfer answers its report', async () => {
    const { cancel, transfers } = await started();
    await transfers.writeReport(reportOf('canceled'));
    expect(await cancel(ID)).toMatchObject({ status: 200, body: { state: 'canceled' } });
  });

  it('of a transfer whose orchestration was terminated raises the flag, and takes it up', async () => {
    const { cancel, set, transfers, client } = await started();
    set(Status.Terminated);
    client.beforeStart = async () => expect([...transfers.cancels]).toEqual([ID]);
    expect(await cancel(ID)).toMatchObject({ status: 202, body: { state: 'accepted', cancelRequested: true } });
    expect(client.starts).toHaveLength(2);
  });

  it('of a transfer that has ended otherwise is refused', async () => {
    const { cancel, transfers } = await started();
    await transfers.writeReport(reportOf('succeeded'));
    expect(await cancel(ID)).toMatchObject({
      status: 409,
      body: { code: 'transfer_ended', detail: expect.stringContaining('succeeded') },
    });
    expect(transfers.cancels.size).toBe(0);
  });

  it.each(UNKNOWN)('%s: 404, and no flag', async (id) => {
    const { cancel, transfers } = await started();
    expect(await cancel(id)).toMatchObject({ status: 404, body: { code: 'transfer_unknown' } });
    expect(transfers.cancels.size).toBe(0);
  });
});

describe('GET /api/transfers', () => {
  it('takes up what was cut off, and shows the end that a line has missed', async () => {
    const { list, set, transfers, client } = await started();
    set(Status.Terminated);
    expect((await list()).body.transfers).toMatchObject([{ id: ID, state: 'accepted' }]);
    expect(client.starts).toHaveLength(2);
    await transfers.writeReport(reportOf('partial'));
    expect((await list('?state=partial')).body.transfers).toMatchObject([{ id: ID, state: 'partial' }]);
  });

  it('shows no line before its record is there, nor one of a call that came second', async () => {
    const { list, get, transfers } = await started();
    const [own] = transfers.lines.values();
    const record = transfers.records.get(ID);
    if (!own || !record) throw new Error('nothing was started');
    const begun = { ...record, id: transferIdFor('order-2') };
    await transfers.index({ ...record, createdAt: '2026-12-01T10:00:00.000Z' }, 'accepted');
    await transfers.index(begun, 'accepted');
    expect((await list()).body).toEqual({ transfers: [own] });
    expect((await list('?limit=1&state=accepted')).body.transfers).toEqual([own]);
    expect((await get(begun.id)).status).toBe(404);
    await transfers.claim(begun);
    expect((await list()).body.transfers.map(({ id }: { id: string }) => id).sort()).toEqual([ID, begun.id].sort());
    expect((await get(begun.id)).status).toBe(202);
  });

  it('shows the index, and where the next page is, without any key', async () => {
    const { post, list } = createApi();
    for (const key of ['a', 'b', 'c']) await post(BODY, { 'Idempotency-Key': key });
    const answer = await list('?limit=2&route=prod&code=s3cr3tkey&CODE=s3cr3tkey&clientId=me');
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body.transfers).toHaveLength(2);
    const next = new URL(answer.body.next);
    expect(next.origin + next.pathname).toBe('https://app.example/api/transfers');
    expect([...next.searchParams.keys()].sort()).toEqual(['cursor', 'limit', 'route']);
    expect(answer.text).not.toContain('s3cr3tkey');
    expect((await list(next.search)).status).toBe(200);
    expect((await list()).body.next).toBeUndefined();
  });
});

describe('GET /api/routes', () => {
  it('shows the good routes and every mistake, and no secret reference', async () => {
    const answer = await createApi().listRoutes();
    expect(answer.body.routes.map(({ name }: { name: string }) => name)).toEqual([
      'prod',
      'export-only',
      'import-only',
    ]);
    expect(answer.body.routes[0].source).toEqual({
      registryId: expect.stringContaining('/registries/builds'),
      pipeline: 'buildspipeline',
      containerUri: 'https://builds.blob.core.windows.net/transfers',
      cloud: 'public',
      credential: 'default',
    });
    expect(answer.body.mistakes).toEqual([expect.objectContaining({ path: 'routes.broken.source' })]);
  });

  it('a routes file that cannot be read', async () => {
    const { listRoutes, failRoutes } = createApi();
    failRoutes(new Error('gone'));
    expect(await listRoutes()).toMatchObject({ status: 503, body: { code: 'routes_unreadable' } });
  });
});
