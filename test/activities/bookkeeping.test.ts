import { bindActivities } from '../../src/activities/activities';
import { openTransfer } from '../../src/activities/plan/openTransfer';
import { keepUpkeepFailures } from '../../src/activities/report/keepUpkeepFailures';
import { writeReport } from '../../src/activities/report/writeReport';
import { storeBatchResult } from '../../src/activities/report/storeBatchResult';
import type { Failure } from '../../src/domain/failures/failure';
import type { Batch } from '../../src/domain/plan';
import { manifestNameFor } from '../../src/domain/names';
import { verifiedBatch } from '../../src/domain/report/batchResult';
import { composeReport, type EndedTransfer } from '../../src/domain/report/composeReport';
import { blobUri } from '../../src/domain/route';
import { createFakes, NO_INSTANCES } from '../helpers/fakes';
import { digestOf } from '../helpers/fakeRegistries';
import { record } from '../helpers/record';
import { SOURCE, TARGET } from '../helpers/route';

const RECORD = record();
const planned = { artifact: 'app:v1', repository: 'app', tag: 'v1', digest: digestOf('v1') };
const batch: Batch = { name: 'b1', artifacts: [planned] };
const { id: transferId, startedBy, createdAt: startedAt } = RECORD;
const ended: EndedTransfer = {
  ...{ transferId, route: RECORD.route, startedBy, startedAt, finishedAt: '2026-11-21T10:05:00.000Z' },
  unplanned: [{ artifact: 'app:v2', failure: { code: 'artifact_not_found', message: 'No.', nextStep: 'Look.' } }],
  failures: [],
};
const result = verifiedBatch(batch, { blob: 'x.tar.gz' }, [{ artifact: 'app:v1', outcome: 'delivered' }]);
const report = composeReport(ended, [{ result }]);
type Bound = (input: unknown, log: unknown) => Promise<unknown>;

const died: Failure = { code: 'unexpected_error', message: 'It died.', nextStep: 'Look.' };

async function setUp(changes = {}) {
  const fakes = createFakes(changes);
  return {
    ...fakes,
    open: () => openTransfer(fakes.deps, { transferId: 't1' }),
    store: () => storeBatchResult(fakes.deps, { transferId: 't1', result }),
    writeReport: (failure?: Failure) =>
      writeReport(fakes.deps, { transfer: ended, batches: [{ batch, ...(failure && { failure }) }] }),
  };
}

describe('openTransfer', () => {
  it('marks the transfer as running, and again', async () => {
    const { open, transfers } = await setUp();
    await transfers.index(RECORD, 'accepted');
    expect(await open()).toEqual({});
    expect(await open()).toEqual({});
    expect(transfers.states.get('t1')).toBe('running');
  });

  it('answers the plan that an earlier orchestration kept', async () => {
    const { open, transfers } = await setUp();
    const plan = await transfers.keepPlan('t1', { batches: [batch], unplanned: [] });
    expect(await open()).toEqual({ plan });
  });

  it('a transfer that has ended is not opened again: it answers its outcome', async () => {
    // Prepare
    const { open, store, writeReport, transfers } = await setUp();
    await store();
    await writeReport();

    // Act
    const opened = await open();

    // Assess
    expect(opened).toEqual({ outcome: 'partial' });
    expect(transfers.states.get('t1')).toBe('partial');
  });
});

describe('writeReport', () => {
  it('writes what the batches stored and its line of the index, and the same the second time', async () => {
    const { store, writeReport, transfers } = await setUp();
    expect(await store()).toEqual({ outcome: 'succeeded' });
    expect(await store()).toEqual({ outcome: 'succeeded' });
    expect(await writeReport()).toEqual({ outcome: 'partial' });
    expect(await writeReport()).toEqual({ outcome: 'partial' });
    expect(transfers.reports.get('t1')).toEqual(report);
    expect(transfers.states.get('t1')).toBe('partial');
  });

  it('mends the index the second time, when it was cut off between report and index', async () => {
    // Prepare
    const { store, writeReport, transfers } = await setUp();
    await store();
    const { index } = transfers;
    transfers.index = async () => Promise.reject(new Error('The store is away.'));
    await expect(writeReport()).rejects.toThrow('away');
    expect(transfers.reports.has('t1')).toBe(true);
    transfers.index = index;

    // Act
    await writeReport();

    // Assess
    expect(transfers.states.get('t1')).toBe('partial');
  });
});

describe('the log of writeReport', () => {
  it('says for queries how the transfer ended; without a log nothing is said', async () => {
    const lines: string[] = [];
    const { store, deps } = await setUp();
    await store();
    await writeReport(
      { ...deps, log: { info: (text) => void lines.push(text) } },
      { transfer: ended, batches: [{ batch }] },
    );
    await writeReport(deps, { transfer: ended, batches: [{ batch }] });
    expect(lines).toEqual([expect.stringMatching(/^ferry\.transferEnded \{"transferId":"t1",.*"outcome":"partial"/)]);
  });

  it('is that of the invocation', async () => {
    const lines: string[] = [];
    const { store, deps } = await setUp();
    await store();
    const activities = bindActivities(deps, () => NO_INSTANCES) as unknown as Record<string, Bound>;
    const log = { info: (text: string) => void lines.push(text), error: () => undefined };
    await activities.writeReport?.({ transfer: ended, batches: [{ batch }] }, log);
    expect(lines).toHaveLength(1);
  });
});

describe('a batch without a result', () => {
  it('is reported with why it stored none', async () => {
    const { writeReport, transfers } = await setUp();
    expect(await writeReport(died)).toEqual({ outcome: 'failed' });
    expect(transfers.reports.get('t1')).toMatchObject({
      failures: [died],
      artifacts: [{ artifact: 'app:v1', outcome: 'failed', failure: died }, { artifact: 'app:v2' }],
    });
  });

  it('what it left behind is reported too, or why nobody knows', async () => {
    const { store, writeReport, transfers } = await setUp();
    await store();
    await transfers.writeCleanUp('t1', 'b1', { left: [{ blob: 'https://a/c/x', why: 'Leased.' }], failures: [died] });
    await writeReport();
    expect(transfers.reports.get('t1')).toMatchObject({
      batches: [{ blobsDeleted: false, leftBehind: [{ why: 'Leased.' }] }],
      cleanUpFailures: [died],
    });
  });

  it('what could not be looked after is reported, once the batch has kept it', async () => {
    // Prepare
    const { store, writeReport, transfers, deps } = await setUp();
    await store();
    const failures = { ledgerFailure: died, cleanUpFailure: died };
    await keepUpkeepFailures(deps, { transferId: 't1', batch: 'b1', failures });

    // Act
    await writeReport();

    // Assess
    expect(transfers.reports.get('t1')).toMatchObject({ ledgerFailures: [died], cleanUpFailures: [died] });
  });

  it('a clean-up that was cut off names every blob that it may have left', async () => {
    // Prepare
    const { store, writeReport, transfers, deps } = await setUp();
    transfers.records.set('t1', RECORD);
    await store();
    const why = 'It may be gone: its clean-up came to no end. It died.';

    // Act
    await keepUpkeepFailures(deps, { transferId: 't1', batch: 'b1', failures: { cleanUpFailure: died } });
    await writeReport();

    // Assess
    const leftBehind = [
      { blob: blobUri(SOURCE, 'x.tar.gz'), why },
      { blob: blobUri(TARGET, 'x.tar.gz'), why },
      { blob: blobUri(TARGET, manifestNameFor('x.tar.gz')), why },
    ];
    expect(transfers.reports.get('t1')).toMatchObject({
      batches: [{ blobsDeleted: false, leftBehind }],
      cleanUpFailures: [died],
    });
  });

  it('what a clean-up had found before it was cut off is kept as it is', async () => {
    // Prepare
    const { store, transfers, deps } = await setUp();
    transfers.records.set('t1', RECORD);
    await store();
    const found = { left: [{ blob: 'https://a/c/x', why: 'Leased.' }], failures: [died] };
    await transfers.writeCleanUp('t1', 'b1', found);

    // Act
    await keepUpkeepFailures(deps, { transferId: 't1', batch: 'b1', failures: { cleanUpFailure: died } });

    // Assess
    expect(await transfers.readCleanUp('t1', 'b1')).toEqual(found);
  });

  it('is reported with its result where it stored one all the same, and that the ledger may lack it', async () => {
    // Prepare
    const { store, writeReport, transfers } = await setUp();
    await store();

    // Act
    await writeReport(died);

    // Assess
    expect(transfers.reports.get('t1')).toEqual({ ...report, ledgerFailures: [died] });
  });

  it('that nobody can explain is never reported', async () => {
    const { writeReport, transfers } = await setUp();
    await expect(writeReport()).rejects.toThrow('without a result');
    expect(transfers.reports.size).toBe(0);
  });
});
