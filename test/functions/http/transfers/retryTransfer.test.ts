import type { ArtifactOutcome, TransferReport } from '../../../../src/domain/report/report';
import { createApi } from '../apiFixture';

const CALLER = { kind: 'functionKey', name: 'function key' } as const;

const SELECTED = { artifacts: undefined, select: { rules: [{ repositories: ['app'] }] } };

/** A transfer that has ended with artifacts of these outcomes. */
async function ended(outcomes: ArtifactOutcome[], changes: object = {}) {
  const api = createApi();
  const { id } = (await api.post({ route: 'prod', artifacts: ['app:v1'], ...changes })).body;
  const artifacts = outcomes.map((outcome, index) => ({ artifact: `app:v${index}`, outcome }));
  const times = { startedAt: '2026-11-21T10:00:00.000Z', finishedAt: '2026-11-21T10:01:00.000Z' };
  const rest = { version: 1, route: 'prod', outcome: 'partial', startedBy: CALLER } as const;
  const report: TransferReport = { id, artifacts, ...times, ...rest, batches: [], failures: [] };
  await api.transfers.writeReport(report);
  const retry = (key?: string) =>
    api.send('retryTransfer', `/transfers/${id}/retry`, {
      params: { id },
      ...(key !== undefined && { headers: { 'Idempotency-Key': key } }),
    });
  return { api, id: id as string, retry };
}

it('is one transfer, however often, at once, and with whatever key it is asked for', async () => {
  const { api, id, retry } = await ended(['delivered', 'failed']);
  const answers = await Promise.all([retry(), retry(), retry('a'), retry('b')]);
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
  const ids = new Set([...answers, await retry('c')].map(({ body }) => body.id));
  expect(ids.size).toBe(1);
  const [retried] = ids;
  expect(answers[0]?.body.retryOf).toBe(`https://app.example/api/transfers/${id}`);
  expect((await api.get(id)).body.retriedBy).toBe(`https://app.example/api/transfers/${retried}`);
});

it.each<[ArtifactOutcome[], object]>([
  [['delivered', 'skipped'], {}],
  [['exported', 'skipped'], {}],
  [[], {}],
  [['missing'], { dryRun: true }],
  [[], { ...SELECTED, dryRun: true }],
])('of what left nothing to take up (%j %j) is refused', async (outcomes, changes) => {
  const { retry } = await ended(outcomes, changes);
  expect((await retry()).body).toMatchObject({ status: 409, code: 'nothing_to_retry' });
});

it('of what was to be selected, and ended before it had a plan, is a transfer', async () => {
  const { retry } = await ended([], SELECTED);
  expect((await retry()).status).toBe(202);
});

it('of what was selected, and there was nothing to do, is refused', async () => {
  const { api, id, retry } = await ended([], SELECTED);
  await api.transfers.keepPlan(id, { batches: [], unplanned: [] });
  expect((await retry()).body).toMatchObject({ status: 409, code: 'nothing_to_retry' });
});

it('of a transfer that runs is refused', async () => {
  const api = createApi();
  const { id } = (await api.post({ route: 'prod', artifacts: ['app:v1'] })).body;
  const answer = await api.send('retryTransfer', `/transfers/${id}/retry`, { params: { id } });
  expect(answer.body).toMatchObject({ status: 409, code: 'transfer_running' });
});

it('with a key that another transfer has is refused, and can be asked for again', async () => {
  const { api, retry } = await ended(['failed']);
  await api.post({ route: 'prod', artifacts: ['app:v2'] }, { 'Idempotency-Key': 'order-1' });
  expect((await retry('order-1')).body).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
  expect((await retry()).status).toBe(202);
});
