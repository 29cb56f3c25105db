import { createJudge } from '../../../src/activities/retention/judgeTransfer';
import type { ArrivedBlob } from '../../../src/domain/arrivals/arrivedBlob';
import { AccessDeniedError, ResourceNotFoundError, ServiceUnavailableError } from '../../../src/domain/failures/errors';
import { scheduledTransferId, transferIdFor } from '../../../src/domain/names';
import type { TransferRecord } from '../../../src/domain/transferRecord';
import { createFakes, NO_INSTANCES } from '../../helpers/fakes';
import { record } from '../../helpers/record';
import { route, TARGET } from '../../helpers/route';
import { NOW } from '../../orchestrations/cleanupWorld';

const LONG_AGO = '2025-01-01T00:00:00.000Z';
const DUE = '2025-01-01T02:00:00.000Z';

function prepare(changes: Partial<TransferRecord> = {}) {
  const fakes = createFakes();
  const own = record({ id: transferIdFor('x'), createdAt: LONG_AGO, ...changes });
  const put = (each: TransferRecord, hasReport = true): void => {
    fakes.transfers.records.set(each.id, each);
    if (hasReport) fakes.transfers.reports.set(each.id, { id: each.id, finishedAt: LONG_AGO } as never);
  };
  put(own);
  const deps = { ...fakes.deps, instances: NO_INSTANCES, machine: { ...fakes.deps.machine, now: () => NOW } };
  return {
    ...{ ...fakes, deps, own, put },
    judge: (more: Partial<typeof deps> = {}, each = own) =>
      createJudge(
        { ...deps, ...more },
        { routes: [route()] },
      )({ id: each.id, route: 'prod', createdAt: each.createdAt }),
  };
}

it('what ended long ago, and nobody needs, goes', async () => {
  expect(await prepare().judge()).toMatchObject({ action: 'remove' });
});

it('as long as its due time is to start it, it stays', async () => {
  const { judge, deps } = prepare({ id: scheduledTransferId('prod', 'nightly', DUE) });
  expect(await judge()).toMatchObject({ action: 'remove' });
  const state = { name: 'nightly', cron: '0 2 * * *', timeZone: 'UTC', after: DUE, runs: [] };
  await deps.schedules.write('prod', { schedules: [{ ...state, open: [DUE] }] }, undefined);
  expect(await judge()).toMatchObject({ action: 'keep', why: expect.stringContaining('due time') as string });
});

it('as long as the claim of pushes names it, it stays', async () => {
  const { judge, deps, own } = prepare();
  await deps.pushes.writeClaim('prod', { transfer: own.id, at: LONG_AGO, pushes: [] }, undefined);
  expect(await judge()).toMatchObject({ action: 'keep', why: expect.stringContaining('push') as string });
});

describe('of a blob that arrived', () => {
  const arrival: ArrivedBlob = { name: 'in/app.tar.gz', size: 7, contentMd5: 'x' };

  it.each([
    ['is there', { size: 7 }, 'keep'],
    ['was mended since', { size: 7, contentMd5: 'y', metadata: { category: 'acr-transfer-blob' } }, 'keep'],
    ['was replaced by another one', { size: 8 }, 'remove'],
  ])('the record stays where it %s', async (_, properties, action) => {
    const { judge, storage } = prepare({ arrival, artifacts: [] });
    storage.put(TARGET, arrival.name, properties);
    expect(await judge()).toMatchObject({ action });
  });

  it('goes once the blob is gone', async () => {
    expect(await prepare({ arrival, artifacts: [] }).judge()).toMatchObject({ action: 'remove' });
  });
});

it('a container that is gone has no blobs; one that cannot be asked keeps, and is asked once', async () => {
  const { judge, deps, own, put } = prepare();
  const asking = (error: Error) => {
    let asked = 0;
    const list = () => {
      asked += 1;
      return Promise.reject(error);
    };
    return { deps: { storedBlobs: { ...deps.storedBlobs, list } }, asked: () => asked };
  };
  expect(await judge(asking(new ResourceNotFoundError('It', undefined, { words: '404' })).deps)).toMatchObject({
    action: 'remove',
  });
  expect(await judge(asking(new ServiceUnavailableError('list', { words: '503' })).deps)).toMatchObject({
    action: 'keep',
  });
  const denied = asking(new AccessDeniedError('list', { role: 'r' } as never, { words: '403' }));
  const other = { ...own, id: transferIdFor('y') };
  put(other);
  const judgeBoth = createJudge({ ...deps, ...denied.deps }, { routes: [route()] });
  for (const { id, createdAt } of [own, other]) {
    expect(await judgeBoth({ id, route: 'prod', createdAt })).toMatchObject({ action: 'keep' });
  }
  // Both of its containers.
  expect(denied.asked()).toBe(2);
});

it('a pipeline run of it that is there keeps it: one that began anew would take that for its own', async () => {
  const { judge, deps, own, registries } = prepare();
  await deps.transfers.noteRun(own.id, 'e1');
  expect(await judge()).toMatchObject({ action: 'remove' });
  const status = { resourceId: '', percentage: 100, provisioningState: 'Succeeded', status: 'Succeeded' };
  registries.runs.set(`${TARGET.registryName}/e1`, { request: {}, status });
  expect(await judge()).toMatchObject({ action: 'keep', why: expect.stringContaining('pipeline run') as string });
  const list = () => Promise.reject(new ServiceUnavailableError('list', { words: '503' }));
  const silent = { pipelineRuns: { ...deps.pipelineRuns, list } };
  expect(await judge(silent)).toMatchObject({ action: 'keep', why: expect.stringContaining('registries') as string });
});

it('as long as a retry of its retry has not ended, it stays', async () => {
  const { judge, own, put, pages, transfers } = prepare();
  const [second, third] = [record({ id: transferIdFor('2') }), record({ id: transferIdFor('3') })];
  put(second);
  await transfers.keepPlan(second.id, { batches: [], unplanned: [] });
  put(third, false);
  await pages.keepPage(own.id, 'retries', 0, { id: second.id });
  await pages.keepPage(second.id, 'retries', 0, { id: third.id });
  expect(await judge()).toMatchObject({ action: 'keep', why: expect.stringContaining('takes up') as string });
  transfers.records.delete(third.id);
  expect(await judge()).toMatchObject({ action: 'remove' });
});

it.each([
  ['it stays', {}, 'keep'],
  ['it goes, where that is of an arrival', { arrival: { name: 'in/app.tar.gz', size: 7, contentMd5: 'x' } }, 'remove'],
])('as long as a retry of it is kept that ended before it had a plan, %s', async (_, changes, action) => {
  const { judge, own, put, pages, transfers } = prepare();
  const second = record({ id: transferIdFor('2'), retryOf: own.id, ...changes });
  put(second);
  await pages.keepPage(own.id, 'retries', 0, { id: second.id });
  expect(await judge()).toMatchObject({ action });
  transfers.records.delete(second.id);
  expect(await judge()).toMatchObject({ action: 'remove' });
});

it('a line of a transfer that began anew under the same id is not that transfer', async () => {
  const { judge, own } = prepare();
  expect(await judge({}, { ...own, createdAt: '2024-01-01T00:00:00.000Z' })).toMatchObject({ action: 'keep' });
});
