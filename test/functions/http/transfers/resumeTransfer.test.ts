import { OrchestrationRuntimeStatus as Status } from 'durable-functions';
import type { TransferReport } from '../../../../src/domain/report/report';
import { createApi } from '../apiFixture';

/** A transfer that was accepted and started. */
async function started() {
  const api = createApi();
  const { id } = (await api.post({ route: 'prod', select: { rules: [{ repositories: ['app/**'] }] } })).body as {
    id: string;
  };
  const resume = () => api.send('resumeTransfer', `/transfers/${id}/resume`, { params: { id } });
  const report: TransferReport = {
    version: 1,
    id,
    route: 'prod',
    outcome: 'succeeded',
    startedBy: { kind: 'functionKey', name: 'function key' },
    startedAt: '2026-11-21T10:00:00.000Z',
    finishedAt: '2026-11-21T10:01:00.000Z',
    artifacts: [],
    batches: [],
    failures: [],
  };
  return { ...api, id, resume, report };
}

it('a transfer that runs goes on as it was', async () => {
  const { resume, client, id } = await started();
  client.instances.set(id, { status: Status.Running });
  expect(await resume()).toMatchObject({ status: 202, body: { id, state: 'running' } });
  expect(client.starts).toHaveLength(1);
});

it.each(['terminated', 'lost with its task hub'])(
  'one that was %s starts again, as another life of the same',
  async (how) => {
    const { resume, client, id } = await started();
    if (how === 'terminated') client.instances.set(id, { status: Status.Terminated });
    else client.instances.clear();
    const { status, body, headers } = await resume();
    expect({ status, ...body }).toMatchObject({ status: 202, id, select: { rules: [{ repositories: ['app/**'] }] } });
    expect(headers['location']).toBe(`https://app.example/api/transfers/${id}`);
    expect(client.starts).toEqual([`transfer ${id}`, `transfer ${id}`]);
    expect(client.instances.get(id)?.input).toMatchObject({ life: expect.stringMatching(/^r/) as unknown });
    await Promise.all([resume(), resume()]);
    expect(client.starts).toHaveLength(2);
  },
);

it('one that has ended is answered with its report, and nothing is started', async () => {
  const { resume, client, transfers, report } = await started();
  await transfers.writeReport(report);
  client.instances.clear();
  expect(await resume()).toMatchObject({ status: 200, body: { state: 'succeeded', report: { outcome: 'succeeded' } } });
  expect(client.starts).toHaveLength(1);
});

it('one that nobody knows is not found', async () => {
  const api = createApi();
  const id = `t${'0'.repeat(32)}`;
  const answer = await api.send('resumeTransfer', `/transfers/${id}/resume`, { params: { id } });
  expect(answer.body).toMatchObject({ status: 404, code: 'transfer_unknown' });
});
