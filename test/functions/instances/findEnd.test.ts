import { OrchestrationRuntimeStatus as Status } from 'durable-functions';
import type { TransferReport } from '../../../src/domain/report/report';
import { createInstances } from '../../../src/functions/instances/createInstances';
import { MACHINE } from '../../../src/services/machine';
import { findEnd } from '../../../src/functions/instances/findEnd';
import { FakeDurableClient } from '../../helpers/fakeDurableClient';
import { FakeTransferStore } from '../../helpers/fakeTransferStore';

const AT = '2026-11-21T10:00:00.000Z';
const REPORT: TransferReport = {
  version: 1,
  id: 't',
  route: 'prod',
  outcome: 'succeeded',
  startedBy: { kind: 'trigger', name: 'a timer' },
  startedAt: AT,
  finishedAt: AT,
  artifacts: [],
  batches: [],
  failures: [],
};

function withTransfer(status?: Status) {
  const transfers = new FakeTransferStore();
  const client = new FakeDurableClient();
  if (status) client.instances.set('t', { status });
  return { transfers, client, find: () => findEnd(transfers, createInstances(client, MACHINE), 't') };
}

it('nothing is known of a transfer that was not started', async () => {
  const end = await withTransfer().find();
  expect(end).toEqual({});
});

it.each([Status.Pending, Status.Running])('%s: it has not ended', async (status) => {
  const end = await withTransfer(status).find();
  expect(end).toMatchObject({ instance: { runtimeStatus: status } });
});

it.each([Status.Completed, Status.Failed, Status.Terminated, Status.Canceled])(
  '%s without a report: its orchestration has ended',
  async (status) => {
    expect(await withTransfer(status).find()).toMatchObject({ instance: { state: 'ended', runtimeStatus: status } });
  },
);

it('with a report the orchestration is not asked', async () => {
  const { transfers, client, find } = withTransfer(Status.Completed);
  await transfers.writeReport(REPORT);
  client.beforeStatus = async () => {
    throw new Error('asked');
  };
  const end = await find();
  expect(end).toEqual({ report: REPORT });
});

it('a report that is written between the two looks is found', async () => {
  const { transfers, client, find } = withTransfer(Status.Completed);
  client.beforeStatus = () => transfers.writeReport(REPORT);
  expect(await find()).toEqual({ report: REPORT });
});
